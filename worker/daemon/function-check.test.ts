import { existsSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { beforeAll, expect, test } from "vitest";
import { buildFunctionThread, type BuiltProgram } from "../../tests/support/executor/executor-bench.js";
import { temporaryFolder } from "../../tests/support/temporary-folder.js";
import { registeredFunctions } from "./function-check.js";

const folder = temporaryFolder();
let built: BuiltProgram;

beforeAll(async () => {
  built = await buildFunctionThread(folder, "");
});

/** What a bundle registers whose top level begins so. */
function check(topLevel: string, { memoryBytes = 400e6, signal = new AbortController().signal } = {}) {
  const bundlePath = join(dirname(built.bundlePath), "top-level.mjs");
  const double = `udf("double", (n) => n * 2, { args: ["INTEGER"], returns: "INTEGER" });`;
  writeFileSync(bundlePath, `import { udf } from "goldpan";\n${topLevel}\n${double}\n`);
  const program = join(dirname(built.program), "function-check.js");
  return registeredFunctions({ program, bundlePath, filesFolder: "", memoryBytes, signal });
}

async function written(path: string): Promise<string> {
  while (!existsSync(path)) await sleep(10);
  return (await readFile(path)).toString();
}

test.each([
  ["", ["double"]],
  ["setInterval(() => undefined, 1000);", ["double"]],
])("names what a bundle registers that begins with '%s'", async (topLevel, names) => {
  expect(await check(topLevel)).toEqual(names);
});

test.each([
  [`throw new Error("no such host");`, "Error: no such host"],
  [`process.exit(3);`, "its thread ended with exit code 3"],
  [`process.kill(process.pid, "SIGKILL");`, "the process was ended by SIGKILL"],
  [`process.chdir("/");`, "process.chdir() is not supported in workers"],
  [`const kept = []; for (;;) kept.push("kept".repeat(100) + kept.length);`, "JS heap out of memory"],
])("refuses a bundle that begins with %s", async (topLevel, reason) => {
  await expect(check(topLevel)).rejects.toMatchObject({
    code: "SCRIPT_NOT_LOADED",
    message: expect.stringContaining(reason) as string,
  });
});

test("ends a bundle that holds more than an executor may", async () => {
  const hoard =
    "const kept = Buffer.alloc(400e6, 1); await new Promise((resolve) => setTimeout(resolve, 60_000, kept));";
  await expect(check(hoard, { memoryBytes: 256 * 2 ** 20 })).rejects.toMatchObject({
    code: "SCRIPT_NOT_LOADED",
    message: expect.stringContaining("more than the 268 MB of goldpan.executor.memory") as string,
  });
});

test("ends with the application, and takes along what the bundle started", async () => {
  const note = join(folder, "started.pid");
  const starts = `import { spawn } from "node:child_process";
    import { renameSync, writeFileSync } from "node:fs";
    writeFileSync("${note}.part", String(spawn("sleep", ["600"]).pid)); renameSync("${note}.part", "${note}"); for (;;);`;
  const application = new AbortController();
  const checked = expect(check(starts, { signal: application.signal })).rejects.toThrow("the application ended");
  const pid = await written(note);
  application.abort();
  await checked;
  // A process that nobody has waited for yet is a zombie, without a command.
  await expect.poll(() => existsSync(`/proc/${pid}/exe`)).toBe(false);
});
