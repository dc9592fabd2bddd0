import { spawn } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../tests/support/temporary-folder.js";
import { until } from "../tests/support/until.js";
import { FolderOwner } from "./folder-owner.js";

test("a folder has one owner at a time, and is free after it was released", () => {
  const path = join(temporaryFolder(), "owner.pid");
  const owner = FolderOwner.take(path);
  expect(FolderOwner.take(path)).toBe(process.pid);
  (owner as FolderOwner).release();
  expect(existsSync(path)).toBe(false);
  expect(FolderOwner.take(path)).toBeInstanceOf(FolderOwner);
});

test.each(["", "4194305 12", `${process.pid} 1`, "no number"])(
  "what a dead process left holds nobody up: '%s'",
  (left) => {
    const path = join(temporaryFolder(), "owner.pid");
    writeFileSync(path, left);
    expect(FolderOwner.take(path)).toBeInstanceOf(FolderOwner);
    expect(readFileSync(path, "utf8")).toMatch(`${process.pid} `);
  },
);

test.runIf(existsSync("/proc/self/stat"))("a dead process that nobody has waited for holds nobody up", async () => {
  const path = join(temporaryFolder(), "owner.pid");
  // The child of a process that never asks for its end.
  const parent = spawn("sh", ["-c", "sleep 0 & echo $!; exec sleep 60"], { stdio: ["ignore", "pipe", "inherit"] });
  try {
    const pid = Number(await new Promise<Buffer>((resolve) => parent.stdout.once("data", resolve)));
    const fields = () => readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
    await until(() => fields()[0] === "Z");
    writeFileSync(path, `${pid} ${fields()[19] ?? ""}`);
    expect(FolderOwner.take(path)).toBeInstanceOf(FolderOwner);
  } finally {
    parent.kill();
  }
});
