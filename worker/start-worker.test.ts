import { createHash, randomUUID } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { pino } from "pino";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { Config } from "../common/config/config.js";
import { GoldpanError } from "../common/errors/goldpan-error.js";
import { createServer, listen, serverStream } from "../common/grpc/server.js";
import { attemptToken } from "../common/ids.js";
import { createLogger } from "../common/log.js";
import { packageRoot } from "../common/package-root.js";
import { contract } from "../common/wire/load.js";
import type {
  AttemptKey,
  FetchPiecesRequest,
  PieceChunkInput,
  StartApplicationInput,
  TaskInput,
} from "../common/wire/types.js";
import { execute, queryRows } from "../tests/support/duckdb.js";
import { FakeMaster } from "../tests/support/fake-master.js";
import { temporaryFolder } from "../tests/support/temporary-folder.js";
import { buildWorkerPrograms } from "../tests/support/worker-programs.js";
import { PeerConnections, pullPieces } from "./grpc/piece-client.js";
import { readEntries } from "./piece-file.js";
import { startWorker, type RunningWorker, type WorkerOptions, type WorkerPrograms } from "./start-worker.js";

const folder = temporaryFolder();
const applicationId = "app-1";
const masters: FakeMaster[] = [];
const workers: RunningWorker[] = [];
const peers: ReturnType<typeof createServer>[] = [];
let programs: WorkerPrograms;

beforeAll(async () => {
  programs = await buildWorkerPrograms();
});
afterAll(() => rmSync(dirname(programs.pieceServer), { recursive: true }));
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.close()));
  masters.splice(0).forEach((master) => master.stop());
  peers.splice(0).forEach((peer) => peer.forceShutdown());
});

async function startMaster(token?: string, port?: number): Promise<FakeMaster> {
  const master = await FakeMaster.start(token, port);
  masters.push(master);
  return master;
}

async function start(master: FakeMaster, options: Partial<WorkerOptions> = {}): Promise<RunningWorker> {
  const worker = await startWorker({
    masterAddress: master.address,
    ...{ host: "127.0.0.1", advertiseHost: "127.0.0.1", token: undefined, cores: 1, memoryBytes: 2 ** 30 },
    folder: join(folder, randomUUID()),
    config: Config.resolve([]),
    logger: createLogger("worker", "silent"),
    programs,
    ...options,
  });
  workers.push(worker);
  return worker;
}

/** A registered worker with the application started. */
async function cluster(options: Partial<WorkerOptions> = {}, application: StartApplicationInput = {}) {
  const master = await startMaster();
  const work = options.folder ?? join(folder, randomUUID());
  const worker = await start(master, { folder: work, ...options });
  const { register } = await master.next("register");
  const executorMemoryBytes = 2 ** 29;
  master.send({ startApplication: { applicationId, executorCores: 1, executorMemoryBytes, ...application } });
  return { master, worker, register, work };
}

function attempt(partition: number, number = 1): AttemptKey {
  return { applicationId, jobId: 0, stageId: 0, stageAttempt: 1, partition, attempt: number };
}

function launch(key: AttemptKey, settings: Record<string, string>, task: TaskInput = {}) {
  return { launchTask: { task: { key, settings, ...task } } };
}

const inFile = (key: AttemptKey, work: string) => readFileSync(join(work, "pieces", attemptToken(key)), "utf8");

describe("registration", () => {
  test("tells versions, resources and where its pieces are", async () => {
    const { worker, register, master } = await cluster({ cores: 3, memoryBytes: 12345678 });
    expect(register).toMatchObject({ cores: 3, memoryBytes: 12345678, running: [], holding: [], isolation: "process" });
    expect(register.versions?.engine).toMatch(/^duckdb /);
    expect(register.pieceAddress).toMatch(/^127\.0\.0\.1:\d+$/);
    const { header } = await master.next("heartbeat");
    expect(header).toEqual({ workerId: worker.workerId, workerEpoch: 1, masterTerm: 1 });
  });

  test("waits for a master that is not there yet", async () => {
    const early = await startMaster();
    early.stop();
    const worker = await start(early);
    const master = await startMaster(undefined, early.port);
    expect((await master.next("register")).header?.workerId).toBe(worker.workerId);
  });

  test("a wrong token ends it by name", async () => {
    const worker = await start(await startMaster("right"), { token: "wrong" });
    expect(await worker.ended).toMatchObject({ code: "TOKEN_REFUSED" });
  });

  test("a refusal ends it by name", async () => {
    const master = await startMaster();
    master.register = () => ({ refused: { code: "VERSION_MISMATCH", message: "another engine" } });
    const worker = await start(master);
    expect(await worker.ended).toMatchObject({ code: "VERSION_MISMATCH", message: "another engine" });
  });

  test("two workers don't share a folder", async () => {
    const { master, work } = await cluster();
    await expect(start(master, { folder: work })).rejects.toMatchObject({ code: "CONFIG_INVALID" });
  });

  test("settings that are refused start nothing", async () => {
    const config = Config.resolve([{ source: "test", values: { "goldpan.hadoop.fs.s3a.endpoint": "no url" } }]);
    const work = join(folder, randomUUID());
    const unstarted = { ...programs, pieceServer: join(folder, "no-such-program.js") };
    await expect(start(await startMaster(), { config, folder: work, programs: unstarted })).rejects.toMatchObject({
      code: "CONFIG_INVALID",
      message: expect.stringContaining("no url") as string,
    });
    expect(readdirSync(work)).toEqual([]);
  });
});

describe("attempts", () => {
  test("a success is reported, and its piece served and released", async () => {
    const { master, register } = await cluster();
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
    const { master } = await cluster({ logger: pino({}, { write: (line) => lines.push(line) }) });
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
    const { master, worker, work } = await cluster();
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
    const { master } = await cluster();
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
    const { master } = await cluster({}, { executorMemoryBytes: limit });
    master.send(launch(attempt(0), { behave: "hoard" }));
    const { attemptFailed } = await master.next("attemptFailed");
    expect(attemptFailed.error?.code).toBe("EXECUTOR_OUT_OF_MEMORY");
    expect(attemptFailed.error?.limit).toMatchObject({ setting: "goldpan.executor.memory", limit });
    expect(attemptFailed.error?.limit?.actual).toBeGreaterThan(limit);
  });

  test("a cancelled attempt is told; one that doesn't listen is ended with its executor", async () => {
    const { master } = await cluster({ cores: 2 });
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
    const { master } = await cluster({ programs: { ...programs, executor } });
    master.send(launch(attempt(0), { behave: "write", content: "" }));
    const { attemptFailed } = await master.next("attemptFailed");
    expect(attemptFailed.error?.code).toBe("EXECUTOR_LOST");
    expect(master.of("executorLost").length).toBeGreaterThanOrEqual(3);
  });

  test("an application's end stops its executors and leaves nothing behind", async () => {
    const { master, work } = await cluster({ cores: 2 }, { executors: 2 });
    master.send(launch(attempt(0), { behave: "write", content: "rows" }));
    await master.next("attemptSucceeded");
    expect(readdirSync(join(work, "applications", applicationId))).toHaveLength(2);
    master.send({ endApplication: { applicationId } });
    await until(() => !existsSync(join(work, "applications", applicationId)));
    await until(() => readdirSync(join(work, "pieces")).length === 0);
    for (;;) if ((await master.next("heartbeat")).heartbeat.executors === 0) break;
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
    const { master, work } = await cluster();
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
    const { master } = await cluster();
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
    const { master } = await cluster();
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

describe("the pieces of a task", () => {
  const inFlight = "goldpan.reducer.maxSizeInFlight";
  const names = (rows: unknown[][]) => rows.map(([name]) => name);

  /** Two workers, on which four map attempts by turns leave three partitions each; the middle one of the third is empty. */
  async function mapped() {
    const { master, worker, register, work } = await cluster();
    const other = await start(master);
    const { register: otherRegister } = await master.next("register");
    const executorMemoryBytes = 2 ** 29;
    master.send({ startApplication: { applicationId, executorCores: 1, executorMemoryBytes } }, other.workerId);
    const places = [
      { workerId: other.workerId, address: otherRegister.pieceAddress },
      { workerId: worker.workerId, address: register.pieceAddress },
    ];
    const pieces = [];
    for (const map of [0, 1, 2, 3]) {
      const paths = await Promise.all(
        [0, 1, 2].map(async (partition) => {
          const path = join(folder, randomUUID());
          const rows = `SELECT '${map}/${partition}' AS name, range AS i FROM range(3)`;
          if (map === 2 && partition === 1) writeFileSync(path, "");
          else await execute(`COPY (${rows}) TO '${path}' (FORMAT parquet)`);
          return path;
        }),
      );
      const place = places[map % 2]!;
      master.send(launch(attempt(map), { behave: "write files", paths: JSON.stringify(paths) }), place.workerId);
      await master.next("attemptSucceeded", attempt(map));
      pieces.push({ key: attempt(map), ...place, partitionFrom: 0, partitionTo: 3 });
    }
    return { master, worker, work, places, pieces };
  }

  test("come from several workers, per input in the task's order", async () => {
    const { master, worker, work, pieces } = await mapped();
    const inputs = [
      { pieces: pieces.map((piece) => ({ ...piece, partitionFrom: 1, partitionTo: 3 })) },
      { pieces: pieces.map((piece) => ({ ...piece, partitionTo: 1 })).reverse() },
      { pieces: [] },
      { pieces: [{ ...pieces[2]!, partitionFrom: 1, partitionTo: 2 }] },
    ];
    const gather = { ...attempt(0), stageId: 1 };
    master.send(launch(gather, { behave: "gather" }, { inputs }), worker.workerId);
    await master.next("attemptSucceeded", gather);
    const entries = readEntries(join(work, "pieces", attemptToken(gather)), 0, 4);
    expect(entries.map(({ partition }) => partition)).toEqual([0, 1]);
    const read = entries.map(async ({ path, offset, bytes }) => {
      const piece = join(folder, `${randomUUID()}.parquet`);
      writeFileSync(piece, readFileSync(path).subarray(offset, offset + bytes));
      return names(await queryRows(`SELECT name FROM '${piece}' WHERE i = 1`));
    });
    expect(await Promise.all(read)).toEqual([
      ["0/1", "0/2", "1/1", "1/2", "2/2", "3/1", "3/2"],
      ["3/0", "2/0", "1/0", "0/0"],
    ]);
  });

  test("that are missing or damaged are named, all at once and no others", async () => {
    const { master, worker, work, places, pieces } = await mapped();
    writeFileSync(join(work, "pieces", attemptToken(attempt(3))), "damaged");
    const gone = [attempt(8), attempt(9)].map((key, index) => ({ ...pieces[0]!, ...places[index]!, key }));
    const gather = { ...attempt(0), stageId: 1 };
    const inputs = [{ pieces: [...pieces, gone[0]!] }, { pieces: [gone[1]!, gone[1]!] }];
    master.send(launch(gather, { behave: "gather" }, { inputs }), worker.workerId);
    const { attemptFailed } = await master.next("attemptFailed");
    const missing = attemptFailed.error?.upstream?.missing.map(({ partition }) => partition);
    expect([attemptFailed.error?.code, missing?.sort()]).toEqual(["PIECES_LOST", [3, 8, 9]]);
  });

  test.each<[string, Record<string, string>, Record<string, string>, number]>([
    ["all of a worker's at once", {}, {}, 1],
    ["piece by piece where the worker's goldpan.reducer.maxSizeInFlight is small", { [inFlight]: "5k" }, {}, 4],
    ["and by the application's before the worker's", { [inFlight]: "5k" }, { [inFlight]: "10k" }, 2],
  ])("are asked for %s", async (_, ofWorker, ofApplication, requests) => {
    const asked: number[] = [];
    const peer = createServer(undefined);
    peers.push(peer);
    peer.addService(contract.PieceService.service, {
      Fetch: serverStream(async function* ({ ranges }: FetchPiecesRequest): AsyncGenerator<PieceChunkInput> {
        asked.push(ranges.length);
        const missing = ranges.flatMap(({ key }) => key ?? []);
        throw new GoldpanError("PIECES_LOST", "this peer has none", { details: { missing } });
      }),
    });
    const address = `127.0.0.1:${await listen(peer, "127.0.0.1", 0)}`;
    const config = Config.resolve([{ source: "--conf", values: ofWorker }]);
    const { master } = await cluster({ config });
    const pieces = [0, 1, 2, 3].map((map) => ({
      ...{ key: attempt(map), workerId: "peer", address, bytes: 1_000, partitionFrom: 0, partitionTo: 1 },
    }));
    master.send(
      launch({ ...attempt(0), stageId: 1 }, { behave: "gather", ...ofApplication }, { inputs: [{ pieces }] }),
    );
    expect((await master.next("attemptFailed")).attemptFailed.error?.code).toBe("PIECES_LOST");
    expect(asked).toEqual(Array.from({ length: requests }, () => 4 / requests));
  });

  test("take no more disk than they may, and the setting is named", async () => {
    const config = Config.resolve([{ source: "--conf", values: { "goldpan.worker.pieces.maxBytes": "1k" } }]);
    const { master, worker, register, work } = await cluster({ config });
    const write = (key: AttemptKey, bytes: number) => {
      master.send(launch(key, { behave: "write", content: "x".repeat(bytes) }));
    };
    write(attempt(0), 700);
    await master.next("attemptSucceeded");
    write(attempt(1), 400);
    const { attemptFailed } = await master.next("attemptFailed");
    expect(attemptFailed.error).toMatchObject({
      code: "DISK_FULL",
      retry: "OTHER_WORKER",
      message: expect.stringContaining("goldpan.worker.pieces.maxBytes is 1.02 kB") as string,
      limit: { setting: "goldpan.worker.pieces.maxBytes", limit: 1024, actual: 1100 },
    });
    await until(() => readdirSync(join(work, "pieces")).length === 2);
    // What a task reads is copied or pulled, and counts as well.
    const piece = { key: attempt(0), workerId: worker.workerId, address: register.pieceAddress };
    const inputs = [
      {
        pieces: [
          { ...piece, bytes: 700, partitionFrom: 0, partitionTo: 1 },
          { ...piece, bytes: 1 },
        ],
      },
    ];
    master.send(launch({ ...attempt(0), stageId: 1 }, { behave: "gather" }, { inputs }));
    expect((await master.next("attemptFailed")).attemptFailed.error?.code).toBe("DISK_FULL");
    for (;;) {
      const { pieceBytes, pieceBytesMax } = (await master.next("heartbeat")).heartbeat;
      expect(pieceBytesMax).toBe(1024);
      if (pieceBytes === 700) break;
    }
    master.send({ releasePieces: { applicationId, jobId: 0 } });
    await until(() => readdirSync(join(work, "pieces")).length === 0);
    write(attempt(2), 1000);
    await master.next("attemptSucceeded");
  });

  test("stay for stages that are kept when their job's are released", async () => {
    const { master, work } = await cluster();
    const cached = { ...attempt(0), stageId: 10 };
    for (const key of [attempt(0), { ...attempt(0), stageId: 1 }, cached]) {
      master.send(launch(key, { behave: "write", content: "rows" }));
      await master.next("attemptSucceeded", key);
    }
    master.send({ releasePieces: { applicationId, jobId: 0, keepStages: [10] } });
    await until(() => readdirSync(join(work, "pieces")).length === 2);
    expect(readdirSync(join(work, "pieces")).sort()).toEqual([attemptToken(cached), `${attemptToken(cached)}.index`]);
    master.send({ releasePieces: { applicationId, jobId: 0 } });
    await until(() => readdirSync(join(work, "pieces")).length === 0);
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
    const master = await startMaster();
    master.bundles.set(bundleSha256, Buffer.from(text));
    const work = join(folder, randomUUID());
    await start(master, { folder: work, cores: 2 });
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
    const master = await startMaster();
    master.bundles.set(bundleSha256, Buffer.from("something else"));
    await start(master);
    await master.next("register");
    master.send({ startApplication: { applicationId, bundleSha256, executorMemoryBytes: 2 ** 29 } });
    master.send(launch(attempt(0), { behave: "environment" }, calling("route")));
    expect((await master.next("attemptFailed")).attemptFailed.error?.message).toContain("when asked for");
  });
});

describe("a broken connection", () => {
  test("running attempts and pieces that the master keeps go on, others end", async () => {
    const { master, work } = await cluster({ cores: 2 });
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

  test("what ends while the master is away is told when it is back", async () => {
    const { master, worker } = await cluster();
    master.send(launch(attempt(0), { behave: "exit" }));
    await master.next("attemptFailed");
    master.stop();
    const back = await startMaster(undefined, master.port);
    back.register = ({ running }) => ({ keepRunning: running });
    const { register, header } = await back.next("register");
    expect(header?.workerId).toBe(worker.workerId);
    expect(register.running).toEqual([attempt(0)]);
    expect((await back.next("attemptFailed")).attemptFailed.key).toEqual(attempt(0));
  });
});

describe("drain", () => {
  test("hands back what has not started, finishes the rest, and goes when its pieces are released", async () => {
    const { master, worker } = await cluster();
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
    const { master, worker } = await cluster();
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

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 10));
}
