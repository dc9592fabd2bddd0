/** What a tree of processes costs, read from /proc from outside: CPU seconds and the peak of its summed PSS. Linux only. */
import { readdirSync, readFileSync } from "node:fs";

export interface Cost {
  readonly wallMs: number;
  readonly cpuMs: number;
  /** Highest sum of proportional set sizes seen, over all processes of the tree. */
  readonly peakBytes: number;
}

/** Linux counts CPU time in ticks of 1/100 s on every architecture that Node runs on. */
const tickMs = 10;
const sampleIntervalMs = 250;
/** Samples from one of memory to the next: to count a process's pages holds up what it does, by milliseconds for each 100 MB. */
const samplesPerMemory = 4;

interface Stat {
  readonly parent: number;
  readonly cpuMs: number;
}

function readStat(pid: number): Stat | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name in parentheses may hold anything; fields are counted behind it.
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    return { parent: Number(fields[1]), cpuMs: (Number(fields[11]) + Number(fields[12])) * tickMs };
  } catch {
    return undefined;
  }
}

/** Proportional set size in bytes; 0 for a process that is gone. */
export function readPssBytes(pid: number): number {
  try {
    const match = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"));
    return Number(match?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

/** `root` and everything that it started, directly or not, as far as it is still its child. */
export function processTree(root: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync("/proc")) {
    const pid = Number(name);
    const stat = Number.isInteger(pid) ? readStat(pid) : undefined;
    if (stat !== undefined) parents.set(pid, stat.parent);
  }
  const tree = [root];
  for (const ancestor of tree) {
    for (const [pid, parent] of parents) if (parent === ancestor) tree.push(pid);
  }
  return tree;
}

/** Samples a tree until stopped. CPU time of a process counts as last seen, so up to one interval per process is missed. */
export class CostMeter {
  private readonly startedAtMs = performance.now();
  private readonly cpuMsByPid = new Map<number, number>();
  private readonly cpuMsBefore = new Map<number, number>();
  private readonly timer: NodeJS.Timeout;
  private peakBytes = 0;
  /** CPU time so far, in order of `atMs`, milliseconds since 1970. */
  private readonly samples: { readonly atMs: number; readonly cpuMs: number }[] = [];

  constructor(private readonly root: number) {
    for (const pid of processTree(root)) this.cpuMsBefore.set(pid, readStat(pid)?.cpuMs ?? 0);
    this.timer = setInterval(() => this.sample(), sampleIntervalMs);
  }

  stop(): Cost {
    clearInterval(this.timer);
    this.sample();
    return { wallMs: performance.now() - this.startedAtMs, cpuMs: this.cpuMs(), peakBytes: this.peakBytes };
  }

  /** CPU time between two moments, in milliseconds since 1970, as far as samples tell. */
  cpuMsBetween(fromMs: number, toMs: number): number {
    const at = (ms: number) => this.samples.findLast(({ atMs }) => atMs <= ms)?.cpuMs ?? 0;
    return at(toMs) - at(fromMs);
  }

  private cpuMs(): number {
    let cpuMs = 0;
    for (const [pid, ms] of this.cpuMsByPid) cpuMs += ms - (this.cpuMsBefore.get(pid) ?? 0);
    return cpuMs;
  }

  private sample(): void {
    const pids = processTree(this.root);
    for (const pid of pids) {
      const stat = readStat(pid);
      if (stat !== undefined) this.cpuMsByPid.set(pid, stat.cpuMs);
    }
    if (this.samples.length % samplesPerMemory === 0) {
      const bytes = pids.reduce((sum, pid) => sum + readPssBytes(pid), 0);
      this.peakBytes = Math.max(this.peakBytes, bytes);
    }
    this.samples.push({ atMs: Date.now(), cpuMs: this.cpuMs() });
  }
}
