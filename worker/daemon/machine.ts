/**
 * What this machine, or the container around this process, has to offer. Node's own answers know nothing of a container's
 * limits, so cgroups (version 1 and 2) are read: the process's own group and all above it, the smallest limit counts.
 */
import { readFileSync } from "node:fs";
import { availableParallelism, totalmem } from "node:os";
import { join } from "node:path";

/** Left to the daemon and the system when a worker offers what the machine has. */
const reservedBytes = 512 * 2 ** 20;

/** Whole cores, at least 1. @param root  of the file system, another one in tests */
export function machineCores(root = "/"): number {
  const quotas = [
    ...groupFolders(root, "").map((folder) => quota(readText(join(folder, "cpu.max"))?.split(" "))),
    ...groupFolders(root, "cpu").map((folder) =>
      quota([readText(join(folder, "cpu.cfs_quota_us")), readText(join(folder, "cpu.cfs_period_us"))]),
    ),
  ];
  return Math.max(1, Math.floor(Math.min(availableParallelism(), ...quotas)));
}

/** Bytes that a worker may offer to executors: the limit less 512 MB, or half of a limit smaller than 1 GB. */
export function machineMemoryBytes(root = "/"): number {
  const limits = [
    ...groupFolders(root, "").map((folder) => limit(readText(join(folder, "memory.max")))),
    ...groupFolders(root, "memory").map((folder) => limit(readText(join(folder, "memory.limit_in_bytes")))),
  ];
  const bytes = Math.min(totalmem(), ...limits);
  return Math.floor(Math.max(bytes - reservedBytes, bytes / 2));
}

/**
 * The folder of this process's control group and all above it.
 * @param controller  of version 1; empty for version 2
 */
function groupFolders(root: string, controller: string): string[] {
  const mounts = join(root, "sys/fs/cgroup");
  const lines = (readText(join(root, "proc/self/cgroup")) ?? "").split("\n").map((line) => line.split(":"));
  const own = lines.find(([number, names]) =>
    controller === "" ? number === "0" && names === "" : names?.split(",").includes(controller),
  );
  const steps = (own?.[2] ?? "/").split("/").filter((step) => step !== "");
  return Array.from({ length: steps.length + 1 }, (_, length) => join(mounts, controller, ...steps.slice(0, length)));
}

/** Cores of `[quota, period]` in µs; Infinity without a limit. */
function quota(parts: readonly (string | undefined)[] | undefined): number {
  const [quotaUs, periodUs] = (parts ?? []).map(Number);
  return quotaUs !== undefined && periodUs !== undefined && quotaUs > 0 && periodUs > 0 ? quotaUs / periodUs : Infinity;
}

function limit(text: string | undefined): number {
  const bytes = Number(text ?? "max");
  return Number.isFinite(bytes) && bytes > 0 ? bytes : Infinity;
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8").trim();
  } catch {
    return undefined;
  }
}
