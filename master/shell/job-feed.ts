/** What there is to tell of one job, for however many streams that follow it: each sees all notices and the one outcome. */
import { InvariantError } from "../../common/errors/goldpan-error.js";
import type { NoticeInput, Schema } from "../../common/wire/types.js";
import type { JobOutcome, LaunchTask, StagesFused, StartRelay } from "../core/actions.js";
import { fuseStages } from "../planner/adaptive/fuse-stages.js";
import type { PlannedJob } from "../planner/planned-job.js";
import { rowGroupsLeftOut } from "./launch-message.js";

/** Progress of one live attempt, as its worker told it last. */
export interface AttemptVolume {
  readonly rowsRead: number;
  readonly bytesRead: number;
  readonly rowsWritten: number;
  readonly bytesWritten: number;
}

export class JobFeed {
  readonly notices: NoticeInput[] = [];
  outcome: JobOutcome | undefined;
  /** Results that wait to be brought to the client. */
  relay: StartRelay | undefined;
  /** By attempt token. */
  readonly volumes = new Map<string, AttemptVolume>();
  /** Rises with whatever progress shows. */
  revision = 0;
  /** By stage, then by partition: what the keys of joins' other sides spared its tasks. */
  private readonly rowGroupsLeftOut = new Map<number, Map<number, number>>();
  private followers = 0;
  private wake: (() => void)[] = [];

  constructor(
    readonly applicationId: string,
    readonly jobId: number,
    private plannedJob: PlannedJob,
  ) {}

  /** As its stages are now: some may have taken over others' work. */
  get planned(): PlannedJob {
    return this.plannedJob;
  }

  get schema(): Schema {
    return this.planned.output;
  }

  /** The newest follower gets the results: an older one is a connection that broke. */
  follow(): { readonly isNewest: () => boolean } {
    this.followers += 1;
    const own = this.followers;
    this.changed();
    return { isNewest: () => own === this.followers };
  }

  notify(notice: NoticeInput): void {
    this.notices.push(notice);
    this.changed();
  }

  offerRelay(relay: StartRelay): void {
    this.relay = relay;
    this.changed();
  }

  launched(action: LaunchTask): void {
    const { stageId, partition } = action.key;
    const leftOut = rowGroupsLeftOut(action, this.plannedJob);
    if (leftOut > 0) {
      const ofStage = this.rowGroupsLeftOut.get(stageId) ?? new Map<number, number>();
      this.rowGroupsLeftOut.set(stageId, ofStage.set(partition, leftOut));
    }
    this.changed();
  }

  /** One stage runs what another would have. @throws InvariantError when the plan knows no such join */
  fuse({ mainStageId, stageId }: Pick<StagesFused, "mainStageId" | "stageId">): void {
    const { stages } = this.plannedJob;
    const main = stages[mainStageId];
    const join = stages[stageId];
    if (main === undefined || join === undefined) throw new InvariantError(`no stages ${mainStageId} and ${stageId}`);
    const fused = { ...join, fragments: fuseStages(main, join), joinSwitch: main.joinSwitch };
    this.plannedJob = { ...this.plannedJob, stages: stages.with(stageId, fused) };
    this.changed();
  }

  conclude(outcome: JobOutcome): void {
    const { summary } = outcome;
    const executed = [summary.executed ?? "", ...this.pruned()].filter((line) => line !== "").join("\n");
    this.outcome = { ...outcome, summary: { ...summary, executed } };
    this.volumes.clear();
    this.changed();
  }

  private pruned(): string[] {
    return [...this.rowGroupsLeftOut].map(([stageId, tasks]) => {
      const total = [...tasks.values()].reduce((sum, each) => sum + each, 0);
      return `stage ${stageId}: ${total} row groups were not read: no key of a join's other side is in them`;
    });
  }

  changed(): void {
    this.revision += 1;
    const woken = this.wake;
    this.wake = [];
    for (const resolve of woken) resolve();
  }

  /** Resolves at the next change after `seen`, when the signal is given, or after `timeoutMs`. */
  async next(seen: number, signal: AbortSignal, timeoutMs: number): Promise<void> {
    if (this.revision !== seen || signal.aborted) return;
    await new Promise<void>((resolve) => {
      const done = () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", done);
        resolve();
      };
      const timer = setTimeout(done, timeoutMs);
      signal.addEventListener("abort", done);
      this.wake.push(done);
    });
  }
}
