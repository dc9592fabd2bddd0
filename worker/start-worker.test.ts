import { createHash, randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pino } from "pino";
import { describe, expect, test } from "vitest";
import { Config } from "../common/config/config.js";
import { attemptToken } from "../common/ids.js";
import { packageRoot } from "../common/package-root.js";
import type { AttemptKey } from "../common/wire/types.js";
import { until } from "../tests/support/until.js";
import { applicationId, attempt, inFile, launch, WorkerBench } from "../tests/support/worker-bench.js";
import { PeerConnections, pullPieces } from "./grpc/piece-client.js";

const bench = new WorkerBench();
const { folder } = bench;

describe("registration", () => {
  test("tells versions, resources and where its pieces are", async () => {
    const { worker, register, master } = await bench.cluster({ cores: 3, memoryBytes: 12345678 });
    expect(register).toMatchObject({ cores: 3, memoryBytes: 12345678, running: [], holding: [], isolation: "process" });
    expect(register.versions?.engine).toMatch(/^duckdb /);
    expect(register.pieceAddress).toMatch(/^127\.0\.0\.1:\d+$/);
    const { header } = await master.next("heartbeat");
    expect(header).toEqual({ workerId: worker.workerId, workerEpoch: 1, masterTerm: 1 });
  });

  test("waits for a master that is not there yet", async () => {
    const early = await bench.startMaster();
    early.stop();
    const worker = await bench.start(early);
    const master = await bench.startMaster(undefined, early.port);
    expect((await master.next("register")).header?.workerId).toBe(worker.workerId);
  });

  test("a wrong token ends it by name", async () => {
    const worker = await bench.start(await bench.startMaster("right"), { token: "wrong" });
    expect(await worker.ended).toMatchObject({ code: "TOKEN_REFUSED" });
  });

  test("a refusal ends it by name", async () => {
    const master = await bench.startMaster();
    master.register = () => ({ refused: { code: "VERSION_MISMATCH", message: "another engine" } });
    const worker = await bench.start(master);
    expect(await worker.ended).toMatchObject({ code: "VERSION_MISMATCH", message: "another engine" });
  });

  test("two workers don't share a folder", async () => {
    const { master, work } = await bench.cluster();
    await expect(bench.start(master, { folder: work })).rejects.toMatchObject({ code: "CONFIG_INVALID" });
  });

  test("settings that are refused start nothing", async () => {
    const config = Config.resolve([{ source: "test", values: { "goldpan.hadoop.fs.s3a.endpoint": "no url" } }]);
    const work = join(folder, randomUUID());
    const unstarted = { ...bench.programs, pieceServer: join(folder, "no-such-program.js") };
    await expect(
      bench.start(await bench.startMaster(), { config, folder: work, programs: unstarted }),
    ).rejects.toMatchObject({
      code: "CONFIG_INVALID",
      message: expect.stringContaining("no url") as string,
    });
    expect(readdirSync(work)).toEqual([]);
  });
});

describe("attempts", () => {
  test("a success is reported, and its piece served and released", async () => {
    const { master, register } = await bench.cluster();
    const key = attempt(0);
    master.send(launch(key, { behave: "write", content: "rows" }));
    await master.next("attemptStarted", key);
    const { attemptSucceeded } = await master.next("attemptSucceeded", key);
    expect(attemptSucceeded.report).toMatchObject({ rowsOut: 1 });
    const peers = new PeerConnections(undefined);
    const came: string[] = [];
    const taker = {
      write: async (_: unknown, data: Buffer) => void came.push(data.toString()),
      finish: () => Promise.resolve(),
      discard: () => undefined,
    };
    const pull = async () =>
      pullPieces(register.pieceAddress, [{ key, from: 0, to: 1 }], taker, {
        peers,
        signal: new AbortController().signal,
      });
    await pull();
    expect(came).toEqual(["rows"]);
    master.send({ releasePieces: { applicationId, jobId: 0 } });
    await expect(poll(pull)).resolves.toMatchObject({ code: "PIECES_LOST" });
    peers.close();
  });

  test("an executor's trouble with the store is in the worker's log", async () => {
    const lines: string[] = [];
    const { master } = await bench.cluster({ logger: pino({}, { write: (line) => lines.push(line) }) });
    const retry = {
      action: "read",
      uri: "s3a://raw/x",
      endpoint: "http://s",
      status: 503,
      reason: "SlowDown",
      waitMs: 9,
    };
    master.send(launch(attempt(0), { behave: "retry", retry: JSON.stringify(retry) }));
    await master.next("attemptSucceeded");
    const told = lines
      .map((line) => JSON.parse(line) as object)
      .filter((line) => Object.values(line).includes("store_retry"));
    expect(told).toMatchObject([{ level: 40, attempt: attemptToken(attempt(0)), ...retry }]);
  });

  test("executors know nothing of the daemon's environment and die first", async () => {
    process.env["GOLDPAN_TOKEN"] = "secret";
    process.env["AWS_SECRET_ACCESS_KEY"] = "secret";
    const { master, worker, work } = await bench.cluster();
    delete process.env["GOLDPAN_TOKEN"];
    delete process.env["AWS_SECRET_ACCESS_KEY"];
    master.send(launch(attempt(0), { behave: "environment" }));
    await master.next("attemptSucceeded");
    const seen = JSON.parse(inFile(attempt(0), work));
    expect(Object.keys(seen.environment).filter((name) => /GOLDPAN|AWS|NODE_OPTIONS/.test(name))).toEqual([]);
    expect(seen.environment).toMatchObject({ UV_THREADPOOL_SIZE: "16", TZ: "UTC" });
    expect(seen.execArgv).toEqual([
      ...["--max-old-space-size=128", "--initial-old-space-size=48", "--no-concurrent-marking"],
    ]);
    expect(seen.killedFirst).toBe("1000");
    const workerId = worker.workerId;
    expect(seen.start).toMatchObject({ applicationId, workerId, threads: 1, memoryBytes: 2 ** 29, timeZone: "UTC" });
  });

  test("an executor that dies costs its running attempt; what waited behind it runs on the next one", async () => {
    const { master } = await bench.cluster();
    master.send(launch(attempt(0), { behave: "exit" }));
    master.send(launch(attempt(1), { behave: "write", content: "b" }));
    const { attemptFailed } = await master.next("attemptFailed");
    expect(attemptFailed.key).toEqual(attempt(0));
    expect(attemptFailed.error).toMatchObject({ code: "EXECUTOR_LOST", retry: "OTHER_WORKER" });
    expect(attemptFailed.error?.message).toContain("exit code 7");
    await master.next("attemptSucceeded", attempt(1));
    expect(master.of("executorLost").map(({ executorLost }) => executorLost.exitCode)).toEqual([7]);
  });

  test("memory above the limit ends the executor, naming the setting", async () => {
    const limit = 200 * 2 ** 20;
    const { master } = await bench.cluster({}, { executorMemoryBytes: limit });
    master.send(launch(attempt(0), { behave: "hoard" }));
    const { attemptFailed } = await master.next("attemptFailed");
    expect(attemptFailed.error?.code).toBe("EXECUTOR_OUT_OF_MEMORY");
    expect(attemptFailed.error?.limit).toMatchObject({ setting: "goldpan.executor.memory", limit });
    expect(attemptFailed.error?.limit?.actual).toBeGreaterThan(limit);
  });

  test("a cancelled attempt is told; one that doesn't listen is ended with its executor", async () => {
    const { master } = await bench.cluster({ cores: 2 });
    for (const [partition, behave] of ["wait", "hang"].entries()) {
      master.send(launch(attempt(partition), { behave }));
      await master.next("attemptStarted", attempt(partition));
    }
    for (const partition of [0, 1]) {
      master.send({ cancelAttempt: { key: attempt(partition), reason: "not wanted" } });
      const { attemptFailed } = await master.next("attemptFailed", attempt(partition));
      expect(attemptFailed.error?.code).toBe("ATTEMPT_CANCELLED");
      expect(master.of("executorLost")).toHaveLength(partition);
    }
  });

  test("an executor that can't even start fails its attempts instead of keeping them", async () => {
    const executor = join(folder, "broken.mjs");
    writeFileSync(executor, "process.exit(3);");
    const { master } = await bench.cluster({ programs: { ...bench.programs, executor } });
    master.send(launch(attempt(0), { behave: "write", content: "" }));
    const { attemptFailed } = await master.next("attemptFailed");
    expect(attemptFailed.error?.code).toBe("EXECUTOR_LOST");
    expect(master.of("executorLost").length).toBeGreaterThanOrEqual(3);
  });

  test("an application's end stops its executors and leaves nothing behind", async () => {
    const { master, work } = await bench.cluster({ cores: 2 }, { executors: 2 });
    master.send(launch(attempt(0), { behave: "write", content: "rows" }));
    await master.next("attemptSucceeded");
    expect(readdirSync(join(work, "applications", applicationId))).toHaveLength(2);
    master.send({ endApplication: { applicationId } });
    await until(() => !existsSync(join(work, "applications", applicationId)));
    await until(() => readdirSync(join(work, "pieces")).length === 0);
    for (;;) if ((await master.next("heartbeat")).heartbeat.executors === 0) break;
  });

  test("a worker closed meanwhile ends them too, and has no trouble with what is gone", async () => {
    const lines: string[] = [];
    const { master, worker, work } = await bench.cluster(
      { cores: 2, logger: pino({ level: "warn" }, { write: (line) => lines.push(line) }) },
      { executors: 2 },
    );
    master.send(launch(attempt(0), { behave: "environment" }));
    await master.next("attemptSucceeded");
    const { pid } = JSON.parse(inFile(attempt(0), work));
    process.kill(pid, "SIGSTOP");
    master.send({ endApplication: { applicationId } });
    for (;;) if ((await master.next("heartbeat")).heartbeat.executors === 0) break;
    await worker.close();
    expect(existsSync(`/proc/${pid}`)).toBe(false);
    expect(lines).toEqual([]);
  });
});

describe("grants", () => {
  const input = join(folder, "input.bin");
  const uri = `file://${input}`;
  writeFileSync(input, "raw rows");
  const info = statSync(input, { bigint: true });
  const etagOf = async () => {
    const { openObjectStore, storeConfigOf } = await import("../storage/open-object-store.js");
    const store = openObjectStore(storeConfigOf(Config.resolve([])));
    return (await store.head(uri))?.etag ?? String(info.ino);
  };

  test("objects of the split may be read, no others", async () => {
    const { master, work } = await bench.cluster();
    const split = { files: [{ uri, etag: await etagOf() }] };
    master.send(launch(attempt(0), { behave: "read" }, { split }));
    await master.next("attemptSucceeded");
    expect(inFile(attempt(0), work)).toBe("raw rows");
    master.send(launch(attempt(1), { behave: "read", uri: "file:///etc/passwd" }, { split }));
    const { attemptFailed } = await master.next("attemptFailed");
    expect(attemptFailed.error?.retry).toBe("NEVER");
    expect(attemptFailed.error?.message).toContain("/etc/passwd is not in its split");
  });

  const sinkOf = (table: string) => ({
    fragment: { delivery: { sink: { table: `file://${table}/`, writeId: "w1" } } },
  });

  test("parts wait until the upload is on record; a success keeps it, a failure aborts it", async () => {
    const table = join(folder, randomUUID());
    mkdirSync(table);
    const { master } = await bench.cluster();
    master.recordUploads = false;
    const settings = { behave: "upload", uri: `file://${table}/part-00000-w1-1.parquet` };
    master.send(launch(attempt(0), settings, sinkOf(table)));
    const { uploadCreated } = await master.next("uploadCreated");
    expect(uploadCreated.upload?.uri).toBe(settings.uri);
    expect(master.of("attemptSucceeded")).toEqual([]);
    const { uploadId } = uploadCreated.upload!;
    master.send({ uploadRecorded: { key: attempt(0), uploadId } });
    const { attemptSucceeded } = await master.next("attemptSucceeded");
    expect(attemptSucceeded.report?.files[0]?.upload).toEqual(uploadCreated.upload);
    expect(readdirSync(table)).toHaveLength(1);

    master.recordUploads = true;
    const failing = { behave: "upload and fail", uri: `file://${table}/part-00001-w1-1.parquet` };
    master.send(launch(attempt(1), failing, sinkOf(table)));
    await master.next("attemptFailed");
    await until(() => readdirSync(table).length === 1);

    master.send({ abortUploads: { uploads: [uploadCreated.upload!] } });
    await until(() => readdirSync(table).length === 0);
  });

  test("only files that the attempt's name makes its own may be written", async () => {
    const table = join(folder, randomUUID());
    const { master } = await bench.cluster();
    const names = ["part-00001-w1-1.parquet", "_goldpan/commits/1.json", "part-00000-w1-1/../x.parquet"];
    for (const [index, name] of names.entries()) {
      const settings = { behave: "upload", uri: `file://${table}/${name}` };
      master.send(launch(attempt(0, index + 1), settings, sinkOf(table)));
      const { attemptFailed } = await master.next("attemptFailed");
      expect(attemptFailed.error?.message).toContain("is not its to write");
    }
    expect(existsSync(table)).toBe(false);
  });
});

describe("bundles", () => {
  const text = `import { udf } from "goldpan"; udf("route", () => "");`;
  const bundleSha256 = createHash("sha256").update(text).digest("hex");
  const calling = (...names: string[]) => ({
    fragment: {
      operators: [
        {
          mapFunction: { calls: names.map((name) => ({ function: { name, callSite: { file: "job.ts", line: 3 } } })) },
        },
      ],
    },
  });

  test("are fetched once, and unregistered functions refused by name and line", async () => {
    const master = await bench.startMaster();
    master.bundles.set(bundleSha256, Buffer.from(text));
    const work = join(folder, randomUUID());
    await bench.start(master, { folder: work, cores: 2 });
    await master.next("register");
    const executorMemoryBytes = 2 ** 29;
    master.send({ startApplication: { applicationId, bundleSha256, executorMemoryBytes, executors: 2 } });
    master.send(launch(attempt(0), { behave: "environment" }, calling("route")));
    await master.next("attemptSucceeded");
    const { bundlePath } = JSON.parse(inFile(attempt(0), work)).start;
    expect(readFileSync(bundlePath, "utf8")).toBe(text);
    expect(readlinkSync(join(dirname(bundlePath), "node_modules", "goldpan"))).toBe(packageRoot);
    expect(master.bundleFetches).toBe(1);

    master.send(launch(attempt(1), { behave: "environment" }, calling("route", "rout")));
    const { attemptFailed } = await master.next("attemptFailed");
    expect(attemptFailed.error).toMatchObject({ code: "ROW_FUNCTION_NOT_REGISTERED", retry: "NEVER" });
    expect(attemptFailed.error?.message).toContain("'rout'");
    expect(attemptFailed.error?.script).toMatchObject({ candidates: ["route"], callSite: { file: "job.ts", line: 3 } });
  });

  test("another content than the hash says is not run", async () => {
    const master = await bench.startMaster();
    master.bundles.set(bundleSha256, Buffer.from("something else"));
    await bench.start(master);
    await master.next("register");
    master.send({ startApplication: { applicationId, bundleSha256, executorMemoryBytes: 2 ** 29 } });
    master.send(launch(attempt(0), { behave: "environment" }, calling("route")));
    expect((await master.next("attemptFailed")).attemptFailed.error?.message).toContain("when asked for");
  });
});

describe("a broken connection", () => {
  test("running attempts and pieces that the master keeps go on, others end", async () => {
    const { master, work } = await bench.cluster({ cores: 2 });
    master.send(launch(attempt(0), { behave: "write", content: "kept" }));
    await master.next("attemptSucceeded");
    master.send(launch(attempt(1), { behave: "write", content: "dropped" }));
    await master.next("attemptSucceeded");
    for (const partition of [2, 3]) {
      master.send(launch(attempt(partition), { behave: "wait" }));
      await master.next("attemptStarted", attempt(partition));
    }
    master.masterTerm = 2;
    master.register = () => ({ keepRunning: [attempt(2)], keepPieces: [attempt(0)] });
    master.disconnect();
    const { register } = await master.next("register");
    const partitions = (keys: readonly AttemptKey[]) => keys.map(({ partition }) => partition).sort();
    expect(partitions(register.holding)).toEqual([0, 1]);
    expect(partitions(register.running)).toEqual(expect.arrayContaining([2, 3]));
    const { attemptFailed, header } = await master.next("attemptFailed");
    expect(attemptFailed.key).toEqual(attempt(3));
    expect(header).toMatchObject({ workerEpoch: 2, masterTerm: 2 });
    await until(
      () =>
        readdirSync(join(work, "pieces")).join() === `${attemptToken(attempt(0))},${attemptToken(attempt(0))}.index`,
    );
    master.send({ cancelAttempt: { key: attempt(2), reason: "enough" } });
    await master.next("attemptFailed", attempt(2));
  });

  test("an application that ended meanwhile leaves no executor, though its attempts still ran", async () => {
    const { master, work } = await bench.cluster();
    master.send(launch(attempt(0), { behave: "wait" }));
    await master.next("attemptStarted");
    master.register = () => ({ keepRunning: [] });
    master.disconnect();
    await master.next("attemptFailed");
    expect(readdirSync(join(work, "applications"))).toHaveLength(1);
    await until(() => readdirSync(join(work, "applications")).length === 0);
  });

  test("what ends while the master is away is told when it is back", async () => {
    const { master, worker } = await bench.cluster();
    master.send(launch(attempt(0), { behave: "exit" }));
    await master.next("attemptFailed");
    master.stop();
    const back = await bench.startMaster(undefined, master.port);
    back.register = ({ running }) => ({ keepRunning: running });
    const { register, header } = await back.next("register");
    expect(header?.workerId).toBe(worker.workerId);
    expect(register.running).toEqual([attempt(0)]);
    expect((await back.next("attemptFailed")).attemptFailed.key).toEqual(attempt(0));
  });
});

describe("drain", () => {
  test("hands back what has not started, finishes the rest, and goes when its pieces are released", async () => {
    const { master, worker } = await bench.cluster();
    master.send(launch(attempt(0), { behave: "write", content: "rows" }));
    await master.next("attemptSucceeded");
    master.send(launch(attempt(1), { behave: "wait" }));
    await master.next("attemptStarted", attempt(1));
    master.send(launch(attempt(2), { behave: "write", content: "" }));
    master.send(launch(attempt(3), { behave: "write", content: "" }));
    const drained = worker.drain();
    await master.next("drainStarted");
    for (const partition of [2, 3]) {
      const { attemptFailed } = await master.next("attemptFailed", attempt(partition));
      expect(attemptFailed.error?.code).toBe("ATTEMPT_CANCELLED");
    }
    master.send(launch(attempt(4), { behave: "write", content: "" }));
    await master.next("attemptFailed", attempt(4));
    master.send({ cancelAttempt: { key: attempt(1), reason: "enough" } });
    await master.next("attemptFailed", attempt(1));
    master.send({ releasePieces: { applicationId, jobId: 0 } });
    await drained;
    expect(await worker.ended).toBeUndefined();
  });

  test("after the grace it hands back what still runs", async () => {
    const { master, worker } = await bench.cluster();
    master.send(launch(attempt(0), { behave: "wait" }));
    await master.next("attemptStarted");
    await worker.drain(100);
    expect((await master.next("attemptFailed")).attemptFailed.error?.code).toBe("ATTEMPT_CANCELLED");
  });
});

/** Calls until it rejects; with what. */
async function poll(call: () => Promise<void>): Promise<unknown> {
  for (;;) {
    try {
      await call();
    } catch (error) {
      return error;
    }
  }
}
