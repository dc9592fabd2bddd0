import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { temporaryFolder } from "../../tests/support/temporary-folder.js";
import type { Column, FileSlice, Task } from "../../common/wire/types.js";
import type { ExecutorStart, FromExecutor, FunctionCheckAnswer, ToExecutor } from "../executor-protocol.js";
import { Reference } from "../../tests/support/executor/reference.js";
import { buildFunctionThread, type BuiltProgram } from "../../tests/support/executor/executor-bench.js";
import { at, taskOf } from "../../tests/support/executor/fragments.js";

const bundle = `
import { udf } from "goldpan";
udf("double", (n) => n * 2, { args: ["INTEGER"], returns: "INTEGER" });
udf("hoards", (n) => { const kept = []; for (;;) kept.push("kept".repeat(100) + kept.length); }, { args: ["INTEGER"], returns: "INTEGER" });
udf("forever", (n) => { for (;;); }, { args: ["INTEGER"], returns: "INTEGER" });
`;

const folder = temporaryFolder();
let built: BuiltProgram;
let reference: Reference;
let slice: FileSlice;
const columns: Column[] = [{ name: "i", type: "INTEGER" }];

/** An executor process and all that it has said. */
class Driven {
  readonly said: FromExecutor[] = [];
  readonly ended: Promise<number | null>;
  /** What it has printed. */
  printed = "";
  private readonly child: ChildProcess;
  private waiting: (() => void)[] = [];

  constructor(execArgv: readonly string[] = []) {
    const program = join(dirname(built.program), "executor.js");
    this.child = fork(program, [], {
      execArgv: [...execArgv],
      serialization: "advanced",
      cwd: folder,
      env: { PATH: process.env["PATH"] ?? "" },
      stdio: ["ignore", "inherit", "pipe", "ipc"],
    });
    this.child.stderr?.on("data", (text: Buffer) => {
      this.printed += text.toString();
      this.wake();
    });
    this.ended = new Promise((resolve) => this.child.once("exit", resolve));
    this.child.on("message", (message) => {
      this.hear(message as FromExecutor);
    });
  }

  tell(message: ToExecutor): void {
    this.child.send(message);
  }

  disconnect(): void {
    this.child.disconnect();
  }

  async until(wanted: (message: FromExecutor) => boolean): Promise<FromExecutor> {
    for (;;) {
      const found = this.said.find(wanted);
      if (found !== undefined) return found;
      await this.news();
    }
  }

  /** The whole line that has the text. */
  async untilPrinted(text: string): Promise<string> {
    for (;;) {
      const found = this.printed
        .split("\n")
        .slice(0, -1)
        .find((line) => line.includes(text));
      if (found !== undefined) return found;
      await this.news();
    }
  }

  outcome(token: string): Promise<FromExecutor> {
    return this.until(
      (message) => (message.kind === "succeeded" || message.kind === "failed") && message.token === token,
    );
  }

  private async news(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.waiting.push(resolve);
    });
  }

  private hear(message: FromExecutor): void {
    if (message.kind === "request") {
      if (message.method !== "grantReads") throw new Error(`nobody answers ${message.method} here`);
      const result = message.ask.objects.map(({ uri, etag }) => ({
        kind: "file",
        uri,
        etag,
        path: fileURLToPath(uri),
      }));
      this.tell({ kind: "answer", request: message.request, result });
      return;
    }
    this.said.push(message);
    this.wake();
  }

  private wake(): void {
    const { waiting } = this;
    this.waiting = [];
    for (const wake of waiting) wake();
  }
}

beforeAll(async () => {
  await mkdir(join(folder, "pieces"));
  built = await buildFunctionThread(folder, bundle);
  reference = await Reference.open();
  const path = join(folder, "input.parquet");
  await reference.run(`COPY (SELECT i::INTEGER AS i FROM range(100000) t(i)) TO '${path}'`);
  slice = await reference.slice(path);
});

function start(): ExecutorStart {
  return {
    kind: "start",
    applicationId: "app-1",
    workerId: "worker-1",
    folder: join(folder, "executor"),
    pieceFolder: join(folder, "pieces"),
    threads: 1,
    memoryBytes: 1e9,
    bundlePath: built.bundlePath,
    filesFolder: "",
    timeZone: "UTC",
  };
}

function task(name: string): Task {
  const operators = [at.scan(columns), at.map(name, ["INTEGER", "INTEGER"], ["i"], "out")];
  return taskOf({ operators, output: [{ name: "out", type: "INTEGER" }], files: [slice] });
}

describe("an executor process", () => {
  let executor: Driven;
  beforeAll(async () => {
    executor = new Driven();
    executor.tell(start());
    await executor.until((message) => message.kind === "ready");
  });
  afterAll(() => {
    executor.disconnect();
  });

  test("runs two attempts that came together", async () => {
    executor.tell({ kind: "run", token: "first", task: task("double") });
    executor.tell({ kind: "run", token: "second", task: task("double") });
    const outcomes = await Promise.all([executor.outcome("first"), executor.outcome("second")]);
    expect(outcomes).toMatchObject([
      { kind: "succeeded", report: { rowsRead: 100_000, rowsOut: 100_000 } },
      { kind: "succeeded", report: { rowsRead: 100_000, rowsOut: 100_000 } },
    ]);
    const [sum] = await reference.rows(`SELECT sum(out) AS s FROM read_parquet('${join(folder, "pieces", "second")}')`);
    expect(Number(sum?.["s"])).toBe(99_999 * 100_000);
    expect(await readdir(join(folder, "executor", "attempts"))).toEqual([]);
  });

  test("a cancel reaches a function that never returns, and one that only waits", async () => {
    executor.tell({ kind: "run", token: "stuck", task: task("forever") });
    await executor.until((message) => message.kind === "progress" && message.token === "stuck");
    executor.tell({ kind: "run", token: "waiting", task: task("double") });
    executor.tell({ kind: "cancel", token: "waiting" });
    expect(await executor.outcome("waiting")).toMatchObject({ kind: "failed", error: { code: "ATTEMPT_CANCELLED" } });
    executor.tell({ kind: "cancel", token: "stuck" });
    expect(await executor.outcome("stuck")).toMatchObject({ kind: "failed", error: { code: "ATTEMPT_CANCELLED" } });
    executor.tell({ kind: "run", token: "after", task: task("double") });
    expect(await executor.outcome("after")).toMatchObject({ kind: "succeeded" });
  });

  test("a failure crosses as the error that it is", async () => {
    executor.tell({
      kind: "run",
      token: "changed",
      task: { ...task("double"), split: { files: [{ ...slice, etag: "other" }] } },
    });
    expect(await executor.outcome("changed")).toMatchObject({
      kind: "failed",
      error: { code: "INPUT_CHANGED", retry: "NEVER" },
    });
  });

  test("a bug of ours is logged with its stack, and not tried again", async () => {
    executor.tell({ kind: "run", token: "bug", task: taskOf({ operators: [], output: [] }) });
    expect(await executor.outcome("bug")).toMatchObject({
      kind: "failed",
      error: { code: "INTERNAL", retry: "NEVER" },
    });
    const line = await executor.untilPrinted("attempt_failed_of_a_bug");
    expect(JSON.parse(line)).toMatchObject({
      component: "executor",
      attempt: "bug",
      err: { stack: expect.stringMatching(/InvariantError: a fragment without operators\n +at /) as string },
    });
  });
});

test("row functions that fill their memory are told apart from others that end", async () => {
  const executor = new Driven(["--max-old-space-size=96"]);
  executor.tell(start());
  await executor.until((message) => message.kind === "ready");
  executor.tell({ kind: "run", token: "hoards", task: task("hoards") });
  const hint = expect.stringContaining("goldpan.executor.memory") as string;
  expect(await executor.outcome("hoards")).toMatchObject({ error: { code: "ROW_FUNCTION_FAILED", hint } });
  executor.disconnect();
  await executor.ended;
});

test("a bundle that ends its process is loaded by no executor unless its functions are known", async () => {
  const bundlePath = join(dirname(built.bundlePath), "killer.mjs");
  await writeFile(bundlePath, 'process.kill(process.pid, "SIGKILL");');
  const executor = new Driven();
  executor.tell({ ...start(), bundlePath });
  await executor.until((message) => message.kind === "ready");
  const plain = taskOf({ operators: [at.scan(columns)], output: columns, files: [slice] });
  executor.tell({ kind: "run", token: "plain", task: plain });
  expect(await executor.outcome("plain")).toMatchObject({ kind: "succeeded" });
  executor.tell({ kind: "prepareFunctions" });
  expect(await executor.ended).toBeNull();
});

test("an executor ends with its daemon, even within a function that never returns", async () => {
  const executor = new Driven();
  executor.tell(start());
  await executor.until((message) => message.kind === "ready");
  executor.tell({ kind: "run", token: "orphan", task: task("forever") });
  await executor.until((message) => message.kind === "progress");
  executor.disconnect();
  expect(await executor.ended).toBe(0);
});

describe("the function check", () => {
  async function check(bundlePath: string): Promise<FunctionCheckAnswer> {
    const child = fork(join(dirname(built.program), "function-check.js"), [bundlePath], { serialization: "advanced" });
    const [answer] = (await once(child, "message")) as [FunctionCheckAnswer];
    return answer;
  }

  test("names what the bundle registers", async () => {
    expect(await check(built.bundlePath)).toEqual({ kind: "loaded", registered: ["double", "hoards", "forever"] });
  });

  test("tells of a bundle that can't be loaded", async () => {
    const answer = await check(join(folder, "bundle", "absent.mjs"));
    expect(answer).toEqual({ kind: "failed", reason: expect.stringContaining("absent.mjs") as string });
  });

  test.each(["at its start", "within a bundle that never ends"])("ends with its daemon, %s", async (when) => {
    const bundlePath = join(dirname(built.bundlePath), "forever.mjs");
    await writeFile(bundlePath, "console.log('loading'); for (;;);");
    const program = join(dirname(built.program), "function-check.js");
    const child = fork(program, [bundlePath], { stdio: ["ignore", "pipe", "inherit", "ipc"] });
    await (when === "at its start" ? once(child, "spawn") : once(child.stdout!, "data"));
    child.disconnect();
    expect((await once(child, "exit"))[0]).toBe(0);
  });
});
