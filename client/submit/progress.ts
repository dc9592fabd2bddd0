/** What submit shows while jobs run: one live line on a terminal, one line per 10 s in a pipe. */
import { formatBytes, formatCount, formatDuration } from "../../common/units.js";
import type { Volume } from "../../common/wire/types.js";
import type { JobRecord } from "./job-record.js";

const liveIntervalMs = 100;
const pipedIntervalMs = 10_000;
const barWidth = 24;

export interface ProgressTarget {
  readonly isTTY: boolean;
  /** Undefined where it is no terminal, 0 where the terminal does not say. */
  readonly columns: number | undefined;
  write(text: string): void;
}

/** Draws the running jobs until `stop`. On a terminal it leaves the cursor at the start of its line, where others may write. */
export class ProgressLine {
  private readonly timer: NodeJS.Timeout;
  private shown = false;

  constructor(
    private readonly target: ProgressTarget,
    private readonly jobs: readonly JobRecord[],
    private readonly nowMs: () => number,
  ) {
    this.timer = setInterval(() => this.tick(), target.isTTY ? liveIntervalMs : pipedIntervalMs);
    this.timer.unref();
  }

  /** Takes the live line away, so that something else can be written; the next tick draws it again. */
  clear(): void {
    if (!this.shown) return;
    this.target.write("\r\u001b[2K");
    this.shown = false;
  }

  /** Idempotent. */
  stop(): void {
    clearInterval(this.timer);
    this.clear();
  }

  private tick(): void {
    const running = this.jobs.filter((job) => job.state === "running");
    if (running.length === 0) {
      this.clear();
      return;
    }
    const text = progressText(running, this.nowMs(), this.target.isTTY);
    if (!this.target.isTTY) {
      this.target.write(`goldpan: ${text}\n`);
      return;
    }
    const width = Math.max(20, (this.target.columns || 80) - 1);
    this.target.write(`\r\u001b[2K${text.slice(0, width)}\r`);
    this.shown = true;
  }
}

/** `write s3a://gold/flights/ ━━━━━━──── 7/11 tasks · 2 running · 1,234,567 rows/s · 34 MB read · 3.2 s · scan flights` */
export function progressText(running: readonly JobRecord[], nowMs: number, withBar: boolean): string {
  const totals = { tasks: 0, done: 0, active: 0, failed: 0 };
  const volume: Volume = { rowsRead: 0, bytesRead: 0, rowsWritten: 0, bytesWritten: 0 };
  const stageNames: string[] = [];
  const waiting = new Set<string>();
  for (const { progress } of running) {
    if (progress === undefined) continue;
    for (const stage of progress.stages) {
      totals.tasks += stage.tasks;
      totals.done += stage.tasksDone;
      totals.active += stage.tasksRunning;
      totals.failed += stage.attemptsFailed;
      if (stage.tasksRunning > 0) stageNames.push(stage.name);
    }
    if (progress.volume !== null) addVolume(volume, progress.volume);
    if (progress.waitingFor !== "") waiting.add(progress.waitingFor);
  }
  const startedAtMs = Math.min(...running.map((job) => job.startedAtMs));
  const elapsedMs = Math.max(1, nowMs - startedAtMs);
  const [first] = running;
  const title = running.length === 1 && first !== undefined ? first.label : `${running.length} jobs`;
  if (totals.tasks === 0) return `${title}: planning · ${formatDuration(elapsedMs)}`;
  return [
    withBar
      ? `${title} ${bar(totals.done / totals.tasks)} ${totals.done}/${totals.tasks} tasks`
      : `${title}: ${totals.done}/${totals.tasks} tasks`,
    `${totals.active} running`,
    ...(totals.failed > 0 ? [`${totals.failed} ${totals.failed === 1 ? "attempt" : "attempts"} failed`] : []),
    `${formatCount((volume.rowsRead * 1000) / elapsedMs)} rows/s`,
    `${formatBytes(volume.bytesRead)} read`,
    ...(volume.bytesWritten > 0 ? [`${formatBytes(volume.bytesWritten)} written`] : []),
    ...(waiting.size > 0 ? [`waiting for ${[...waiting].join(" and ")}`] : []),
    formatDuration(elapsedMs),
    // Last, because it may be long and a narrow terminal cuts it off.
    ...stageNames.slice(0, 1),
  ].join(" · ");
}

function addVolume(sum: Volume, volume: Volume): void {
  sum.rowsRead += volume.rowsRead;
  sum.bytesRead += volume.bytesRead;
  sum.rowsWritten += volume.rowsWritten;
  sum.bytesWritten += volume.bytesWritten;
}

function bar(share: number): string {
  const full = Math.round(share * barWidth);
  return "━".repeat(full) + "─".repeat(barWidth - full);
}
