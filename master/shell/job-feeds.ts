/** The feeds of all jobs of all applications that are not forgotten. */
import { attemptToken } from "../../common/ids.js";
import type { AttemptProgress, JobProgressInput } from "../../common/wire/types.js";
import type { Action } from "../core/actions.js";
import { jobProgress } from "../core/progress.js";
import type { JobRecord, SchedulerState } from "../core/state.js";
import { readsSplits } from "../core/step.js";
import type { JobFeed } from "./job-feed.js";

export class JobFeeds {
  private readonly feeds = new Map<string, JobFeed>();

  add(feed: JobFeed): JobFeed {
    this.feeds.set(jobName(feed), feed);
    return feed;
  }

  get(job: { readonly applicationId: string; readonly jobId: number }): JobFeed | undefined {
    return this.feeds.get(jobName(job));
  }

  forget(applicationId: string): void {
    for (const [name, feed] of this.feeds) if (feed.applicationId === applicationId) this.feeds.delete(name);
  }

  /** Progress is nobody's truth: it is not journaled. */
  noteProgress({ key, rowsRead, bytesRead, rowsWritten, bytesWritten }: AttemptProgress): void {
    const feed = key === null ? undefined : this.get(key);
    if (key === null || feed === undefined || feed.outcome !== undefined) return;
    feed.volumes.set(attemptToken(key), { rowsRead, bytesRead, rowsWritten, bytesWritten });
    feed.changed();
  }

  /** What feeds must know of an action, whether it is performed or replayed. */
  remember(action: Action): void {
    switch (action.kind) {
      case "AcceptAttempt":
        this.get(action.key)?.volumes.delete(attemptToken(action.key));
        this.get(action.key)?.changed();
        break;
      case "LaunchTask":
        this.get(action.key)?.launched(action);
        break;
      case "StagesFused":
        this.get(action)?.fuse(action);
        break;
      case "StartRelay":
        this.get(action)?.offerRelay(action);
        break;
      case "StartCommit":
        this.get(action)?.changed();
        break;
      case "NotifyJob":
        this.get(action)?.notify({ code: action.code, text: action.text });
        break;
      case "ReportJobEnd":
        this.get(action)?.conclude(action.outcome);
        break;
      default:
        break;
    }
  }
}

/** Undefined once the job has ended. What running attempts did so far is in it. */
export function progressOf(state: SchedulerState, feed: JobFeed): JobProgressInput | undefined {
  const job = findJob(state, feed);
  if (job === undefined || job.state.kind === "ended") return undefined;
  const progress = jobProgress(state, job);
  const volume = { rowsRead: 0, bytesRead: 0, rowsWritten: 0, bytesWritten: 0, ...progress.volume };
  for (const stage of job.stages) {
    for (const task of stage.tasks) {
      const live = task.state.kind === "running" ? feed.volumes.get(attemptToken(task.state.attempt.key)) : undefined;
      if (live === undefined) continue;
      if (readsSplits(stage.graph, task.shape)) {
        volume.rowsRead = Number(volume.rowsRead) + live.rowsRead;
        volume.bytesRead = Number(volume.bytesRead) + live.bytesRead;
      }
      if (stage.graph.stageId === job.stages.length - 1) {
        volume.rowsWritten = Number(volume.rowsWritten) + live.rowsWritten;
        volume.bytesWritten = Number(volume.bytesWritten) + live.bytesWritten;
      }
    }
  }
  return { ...progress, volume };
}

export function findJob(state: SchedulerState, of: { applicationId: string; jobId: number }): JobRecord | undefined {
  return state.applications.get(of.applicationId as JobRecord["applicationId"])?.jobs.get(of.jobId);
}

export function jobName({ applicationId, jobId }: { readonly applicationId: string; readonly jobId: number }): string {
  return `${applicationId}/job ${jobId}`;
}
