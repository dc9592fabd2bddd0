import { mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism, totalmem } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../tests/support/temporary-folder.js";
import { machineCores, machineMemoryBytes } from "./machine.js";

function fileSystem(files: Record<string, string>): string {
  const root = temporaryFolder();
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

test("without limits the machine counts", () => {
  const root = fileSystem({
    "proc/self/cgroup": "0::/\n",
    "sys/fs/cgroup/cpu.max": "max 100000\n",
    "sys/fs/cgroup/memory.max": "max\n",
  });
  expect(machineCores(root)).toBe(availableParallelism());
  expect(machineMemoryBytes(root)).toBe(totalmem() - 512 * 2 ** 20);
});

test("version 2: the smallest limit on the way up counts, part of a core is none", () => {
  const root = fileSystem({
    "proc/self/cgroup": "0::/system/goldpan\n",
    "sys/fs/cgroup/system/cpu.max": "190000 100000\n",
    "sys/fs/cgroup/system/memory.max": "2147483648\n",
    "sys/fs/cgroup/system/goldpan/cpu.max": "max 100000\n",
    "sys/fs/cgroup/system/goldpan/memory.max": "3221225472\n",
  });
  expect(machineCores(root)).toBe(1);
  expect(machineMemoryBytes(root)).toBe(1536 * 2 ** 20);
});

test("version 1: quota and limit of the controllers, no quota is -1", () => {
  const root = fileSystem({
    "proc/self/cgroup": "4:memory:/\n2:cpu,cpuacct:/\n",
    "sys/fs/cgroup/cpu/cpu.cfs_quota_us": "-1\n",
    "sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n",
    "sys/fs/cgroup/memory/memory.limit_in_bytes": "805306368\n",
  });
  expect(machineCores(root)).toBe(availableParallelism());
  expect(machineMemoryBytes(root)).toBe(384 * 2 ** 20);
});
