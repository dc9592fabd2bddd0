/** How much memory a process and its descendants hold, read from /proc. */
import { readdirSync, readFileSync } from "node:fs";

const pageBytes = 4096;

/**
 * @param limitBytes  what matters to the caller: resident memory is read first, as it is cheap, and the exact share of shared
 *   pages (PSS, never more) only where it would be above this
 * @returns bytes; 0 when the process is gone or this system has no /proc
 */
export function treeMemoryBytes(pid: number, limitBytes: number): number {
  const pids = [pid, ...descendants(pid)];
  const resident = sum(pids.map(residentBytes));
  return resident <= limitBytes ? resident : Math.min(resident, sum(pids.map(proportionalBytes)));
}

function residentBytes(pid: number): number {
  return Number(readText(`/proc/${pid}/statm`).split(" ")[1] ?? 0) * pageBytes;
}

function proportionalBytes(pid: number): number {
  const match = /^Pss:\s+(\d+) kB$/m.exec(readText(`/proc/${pid}/smaps_rollup`));
  return match === null ? residentBytes(pid) : Number(match[1]) * 1024;
}

/** Any thread of a process may have children. */
function descendants(pid: number): number[] {
  const children = threads(pid).flatMap((thread) =>
    readText(`/proc/${pid}/task/${thread}/children`)
      .split(" ")
      .filter((text) => text !== "")
      .map(Number),
  );
  return children.flatMap((child) => [child, ...descendants(child)]);
}

function threads(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
