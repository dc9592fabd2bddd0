/** A real master over gRPC, between the real client and workers that only pretend: nothing plans, nothing runs. */
import { createHash } from "node:crypto";
import { cp, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { connectMaster } from "../../client/grpc/connect-master.js";
import { attemptName } from "../../common/ids.js";
import { createClient, unaryCall } from "../../common/grpc/client.js";
import { versions } from "../../common/versions.js";
import { contract } from "../../common/wire/load.js";
import type { AttemptKey, JobEvent, Notice, PieceRef, RegisterApplicationResponse } from "../../common/wire/types.js";
import type { TaskReport } from "../../master/core/events.js";
import { Scheduler } from "../../master/core/scheduler.js";
import { decodeJournal } from "../../master/shell/journal-format.js";
import { attemptsByWorker } from "../support/attempts-by-worker.js";
import { TableLog } from "../../storage/table/table-log.js";
import { FakeWorker, type FakeWorkerOptions } from "../support/fake-worker.js";
import { closeAll, closers, schema, start, table, token } from "../support/master-alone.js";
import type { MemoryStore } from "../support/memory-store.js";
import { temporaryFolder } from "../support/temporary-folder.js";

afterEach(closeAll);

const collect = { plan: { root: {} }, collect: {} };
const write = { plan: { root: {} }, write: { path: table, format: "parquet", mode: "OVERWRITE" as const } };

/** Uploads a file of nine bytes, as a sink attempt does, and tells of it. */
async function deliver(store: MemoryStore, worker: FakeWorker, key: AttemptKey): Promise<Partial<TaskReport>> {
  const upload = await store.createUpload(`${table}part-${key.partition}-${key.attempt}.parquet`, {
    "goldpan-attempt": attemptName(key),
  });
  worker.say({ uploadCreated: { key, upload } });
  await worker.heard((message) => message.uploadRecorded?.uploadId === upload.uploadId);
  const part = store.uploadPart(upload, 1, Buffer.from("nine byte"));
  const file = {
    upload,
    parts: [part],
    bytes: 9,
    rows: 9,
    statistics: [],
    quarantine: false,
    createdAtMs: Date.now(),
    footerBytes: 1,
  };
  return {
    files: [file],
    expectations: [{ expectation: 0, rows: 10, violations: 1, nullViolations: 0, examples: [] }],
  };
}

test("a write runs on both workers, is committed, and is summed up", async () => {
  const cluster = await start([4]);
  const onTask: FakeWorkerOptions["onTask"] = (worker, { key }) => {
    worker.say({ attemptStarted: { key } });
    void deliver(cluster.store, worker, key).then((report) => worker.succeed(key, report));
  };
  await cluster.worker("w1", onTask);
  await cluster.worker("w2", onTask);
  const connection = await cluster.connect();
  const notices: Notice[] = [];
  const { summary } = await connection.run(write, { onNotice: (notice) => void notices.push(notice) });
  expect(notices).toEqual([{ code: "TEST", text: "planned" }]);
  expect(summary).toMatchObject({
    volume: { rowsRead: 40, bytesRead: 400, rowsWritten: 36, bytesWritten: 360 },
    rowsDropped: 4,
    expectations: [{ name: "plausible", action: "DROP", rows: 40, violations: 4, nullViolations: 0 }],
    files: 4,
    path: table,
    commit: 1,
    tasks: 4,
    attemptsFailed: 0,
    tasksByWorker: { w1: 2, w2: 2 },
  });
  const snapshot = await TableLog.open(cluster.store, table).snapshotAt(1);
  expect(snapshot.files.map(({ rows }) => rows)).toEqual([9, 9, 9, 9]);
  expect(cluster.store.buckets.uploads.size).toBe(0);
  await connection.end({ cancelled: false });
});

test("results come whole and in the order of their partitions", async () => {
  const cluster = await start([3]);
  const onTask: FakeWorkerOptions["onTask"] = (worker, { key }) => {
    worker.succeed(key, { bytesOut: 100 }, Buffer.from(`rows of ${key.partition}`));
  };
  await cluster.worker("w1", onTask);
  await cluster.worker("w2", onTask);
  const connection = await cluster.connect();
  const result = await connection.run(collect);
  expect(result.schema).toEqual(schema);
  expect(result.partitions.map((partition) => Buffer.from(partition).toString())).toEqual([
    "rows of 0",
    "rows of 1",
    "rows of 2",
  ]);
});

test("results that are lost before they are relayed are made again", async () => {
  const cluster = await start([1]);
  const keys: AttemptKey[] = [];
  await cluster.worker("w1", (worker, { key }) => {
    keys.push(key);
    worker.succeed(key, {}, Buffer.from("rows"));
    if (key.attempt === 1) worker.pieces.clear();
  });
  const connection = await cluster.connect();
  const { partitions } = await connection.run(collect);
  expect(Buffer.from(partitions[0] ?? []).toString()).toBe("rows");
  expect(keys.map(({ attempt, stageAttempt }) => [attempt, stageAttempt])).toEqual([
    [1, 1],
    [2, 2],
  ]);
});

test("more result bytes than the driver may get are refused", async () => {
  const cluster = await start([1]);
  await cluster.worker("w1", (worker, { key }) => worker.succeed(key, { bytesOut: 10 }, Buffer.alloc(2_000)));
  const connection = await cluster.connect({ "goldpan.driver.maxResultSize": "1k" });
  await expect(connection.run(collect)).rejects.toMatchObject({ code: "RESULT_TOO_LARGE" });
});

test("a worker that is killed costs its attempts and its pieces, no more", async () => {
  const cluster = await start([2, 1]);
  const refs: PieceRef[][] = [];
  const onTask: FakeWorkerOptions["onTask"] = (worker, { key, inputs }) => {
    worker.say({ attemptStarted: { key } });
    if (key.stageId === 1) refs.push(inputs[0]?.pieces ?? []);
    if (worker.workerId === "w1" && key.stageId === 1) worker.kill();
    else worker.succeed(key, {}, Buffer.from("rows"));
  };
  await cluster.worker("w1", onTask);
  await cluster.worker("w2", onTask);
  const connection = await cluster.connect();
  const { summary } = await connection.run(collect);
  expect(summary).toMatchObject({ tasks: 3, attemptsFailed: 1, tasksByWorker: { w2: 3 } });
  expect(refs.at(-1)?.map(({ key, workerId }) => [key?.attempt, workerId])).toEqual([
    [2, "w2"],
    [1, "w2"],
  ]);
  const records = decodeJournal(await readFile(join(cluster.stateFolder, "journal.jsonl")));
  expect(attemptsByWorker(records).get("w1")).toMatchObject({ accepted: [{ stageId: 0, partition: 0 }], running: [] });
});

test("a threshold that is exceeded fails the job, and nothing is written", async () => {
  const cluster = await start([1]);
  await cluster.worker("w1", (worker, { key }) => {
    void deliver(cluster.store, worker, key).then((report) =>
      worker.succeed(key, {
        ...report,
        expectations: [{ expectation: 0, rows: 10, violations: 6, nullViolations: 0, examples: [] }],
      }),
    );
  });
  const connection = await cluster.connect();
  await expect(connection.run(write)).rejects.toMatchObject({ code: "EXPECTATION_THRESHOLD_EXCEEDED", exitCode: 4 });
  expect(cluster.store.buckets.uris()).toEqual([]);
});

test("a client that ends while a job runs cancels it", async () => {
  const cluster = await start([1]);
  const worker = await cluster.worker("w1", () => undefined);
  const connection = await cluster.connect();
  const running = connection.run(collect);
  const refused = expect(running).rejects.toMatchObject({ code: "APPLICATION_CANCELLED" });
  await worker.heard((message) => Boolean(message.launchTask));
  expect(await connection.finish({ cancelled: true }, 5_000)).toEqual([]);
  await refused;
  await worker.heard((message) => Boolean(message.cancelAttempt));
  await worker.heard((message) => Boolean(message.endApplication));
});

test("a bundle reaches workers, even those that ask before it is there", async () => {
  const cluster = await start([1]);
  const data = Buffer.from("export const answer = 42;".repeat(40_000));
  const sha256 = createHash("sha256").update(data).digest("hex");
  const worker = await cluster.worker("w1", () => undefined);
  const early = worker.fetchBundle(sha256);
  const address = [`127.0.0.1:${cluster.master.port}`];
  const options = { addresses: address, token, applicationName: "test", settings: {}, bundle: { sha256, data } };
  const connection = await connectMaster(options);
  closers.push(() => connection.close());
  expect((await early).equals(data)).toBe(true);
  expect((await worker.fetchBundle(sha256)).equals(data)).toBe(true);
  const { startApplication } = await worker.heard((message) => Boolean(message.startApplication));
  expect(startApplication).toMatchObject({ bundleSha256: sha256, executors: 1, executorCores: 1 });
  const liar = { ...options, bundle: { sha256: sha256.replace(/^./, "0"), data } };
  await expect(connectMaster(liar)).rejects.toMatchObject({ code: "SCRIPT_NOT_LOADED" });
});

test("a plan is analysed, and the client hears of workers that come", async () => {
  const cluster = await start([1]);
  const connection = await cluster.connect({ "goldpan.executor.cores": "2" });
  expect(await connection.analyze({ root: {} }, { explain: true })).toEqual({ schema, explain: "a plan" });
  const heard = new Promise((resolve) => {
    connection.onClusterState((state) => {
      if (state.workersAlive > 0) resolve(state);
    });
  });
  await cluster.worker("w1", () => undefined, { cores: 5 });
  expect(await heard).toEqual({ workersAlive: 1, slots: 2 });
});

test.each([
  [{ "goldpan.executor.memry": "1g" }, "goldpan.executor.memory"],
  [{ "goldpan.executor.cores": "2", "goldpan.cores.max": "1" }, "raise goldpan.cores.max"],
  [{ "goldpan.hadoop.fs.s3a.secret.key": "hush" }, "set it where"],
])("settings that cannot be are refused at registration: %j", async (settings, hint) => {
  const cluster = await start([1]);
  const refused = cluster.connect(settings);
  await expect(refused).rejects.toMatchObject({ code: "CONFIG_INVALID", hint: expect.stringContaining(hint) });
});

test("a client that is gone for too long has its application cancelled", async () => {
  const cluster = await start([1]);
  const worker = await cluster.worker("w1", () => undefined);
  const connection = await cluster.connect({ "goldpan.client.reattachTimeout": "100ms" });
  connection.close();
  await worker.heard((message) => Boolean(message.endApplication));
});

test("without a worker it is said at once, and fatal after the time that is set", async () => {
  const cluster = await start([1]);
  const connection = await cluster.connect({ "goldpan.scheduler.noWorkerTimeout": "300ms" });
  const codes: string[] = [];
  const failed = connection.run(collect, { onNotice: ({ code }) => void codes.push(code) });
  await expect(failed).rejects.toMatchObject({ code: "NO_WORKERS" });
  expect(codes).toContain("NO_WORKERS");
});

test("messages of another life are answered with a cancel", async () => {
  const cluster = await start([1]);
  const worker = await cluster.worker("w1", (self, { key }) => {
    self.epoch += 1;
    self.say({ attemptStarted: { key } });
    self.epoch -= 1;
  });
  const connection = await cluster.connect();
  const running = connection.run(collect).catch(() => undefined);
  await worker.heard((message) => Boolean(message.cancelAttempt));
  await connection.end({ cancelled: true });
  await running;
});

test("another engine version is refused by name, and so is another token", async () => {
  const cluster = await start([1]);
  const foreign = { goldpan: "0", protocol: 1, engine: "duckdb 0.1" };
  const options = { workerId: "w9", masterPort: cluster.master.port, token, onTask: () => undefined };
  const refused = await FakeWorker.connect({ ...options, register: { versions: foreign } });
  closers.push(() => refused.kill());
  const { refused: error } = await refused.heard((message) => Boolean(message.refused));
  expect(error).toMatchObject({ code: "VERSION_MISMATCH" });
  await expect(
    connectMaster({
      addresses: [`127.0.0.1:${cluster.master.port}`],
      token: "wrong",
      applicationName: "x",
      settings: {},
    }),
  ).rejects.toMatchObject({ code: "TOKEN_REFUSED" });
});

test("a master that comes back goes on with what its workers still run", async () => {
  const before = await start([2]);
  const client = createClient(contract.ApplicationService, `127.0.0.1:${before.master.port}`, token);
  const { application } = await unaryCall<RegisterApplicationResponse>(
    (callback) => client.register({ versions, name: "test" }, callback),
    "the master",
  );
  const worker = await before.worker("w1", () => undefined, { cores: 2 });
  const request = { application, jobId: 0, action: collect };
  client.runJob(request).on("error", () => undefined);
  await worker.heard((message) => message.launchTask?.task?.key?.partition === 1);
  const stateFolder = temporaryFolder();
  // What a kill would leave behind, but for the name of its owner: that is this process.
  await cp(before.stateFolder, stateFolder, { recursive: true, filter: (path) => !path.endsWith("master.pid") });

  const after = await start([2], {}, stateFolder);
  const keys = worker.messages.flatMap(({ launchTask }) => (launchTask?.task?.key ? [launchTask.task.key] : []));
  const [kept, lost] = keys;
  const relaunched: AttemptKey[] = [];
  const again = await after.worker(
    "w1",
    (self, { key }) => {
      relaunched.push(key);
      self.succeed(key, {}, Buffer.from("made again"));
    },
    { cores: 2, register: { running: [kept!], holding: [lost!] } },
  );
  expect(again.term).toBe(worker.term + 1);
  expect(again.messages[0]?.registered).toMatchObject({ workerEpoch: 2, keepRunning: [kept], keepPieces: [] });
  again.succeed(kept!, {}, Buffer.from("kept"));
  const second = createClient(contract.ApplicationService, `127.0.0.1:${after.master.port}`, token);
  const events: JobEvent[] = [];
  for await (const event of second.runJob(request) as AsyncIterable<JobEvent>) events.push(event);
  expect(events.flatMap(({ result }) => (result?.lastOfPartition ? [String(result.arrowIpc)] : []))).toHaveLength(2);
  expect(events.at(-1)?.succeeded?.summary).toMatchObject({ tasks: 2, attemptsFailed: 1 });
  expect(relaunched).toMatchObject([{ partition: 1, attempt: 2 }]);
  client.close();
  second.close();
});

test("a master that is stopped and started again goes on: the job succeeds, its client sees nothing", async () => {
  const before = await start([2]);
  const worker = await before.worker("w1", () => undefined, { cores: 2 });
  const connection = await before.connect();
  const ends: unknown[] = [];
  connection.onEnded((error) => ends.push(error));
  const running = connection.run(collect);
  await worker.heard((message) => message.launchTask?.task?.key?.partition === 1);
  const keys = worker.messages.flatMap(({ launchTask }) => (launchTask?.task?.key ? [launchTask.task.key] : []));
  await before.master.suspend();
  expect(worker.messages.filter(({ cancelAttempt, endApplication }) => cancelAttempt ?? endApplication)).toEqual([]);

  const after = await start([2], {}, before.stateFolder, before.master.port);
  const again = await after.worker("w1", () => undefined, { cores: 2, register: { running: keys } });
  expect(again.messages[0]?.registered).toMatchObject({ workerEpoch: 2, keepRunning: keys });
  for (const key of keys) again.succeed(key, {}, Buffer.from(`rows of ${key.partition}`));
  const { partitions, summary } = await running;
  expect(partitions.map((partition) => Buffer.from(partition).toString())).toEqual(["rows of 0", "rows of 1"]);
  expect(summary).toMatchObject({ tasks: 2, attemptsFailed: 0 });
  expect(ends).toEqual([]);
  await connection.end({ cancelled: false });
});

test("a second master on the same state folder is refused, and leaves it as it is", async () => {
  const cluster = await start([1]);
  const worker = await cluster.worker("w1", (self, { key }) => self.succeed(key, {}, Buffer.from("rows")));
  const connection = await cluster.connect();
  const state = () =>
    Promise.all(["journal.jsonl", "term"].map((name) => readFile(join(cluster.stateFolder, name), "utf8")));
  const before = await state();
  await expect(start([1], {}, cluster.stateFolder, cluster.master.port)).rejects.toMatchObject({
    code: "CONFIG_INVALID",
    message: expect.stringContaining(`in use by the master with process id ${process.pid}`),
  });
  expect(await state()).toEqual(before);
  expect((await connection.run(collect)).partitions).toHaveLength(1);
  expect(worker.messages.some(({ endApplication }) => endApplication)).toBe(false);
});

test("a master that cannot listen journals nothing, and leaves the folder to the next", async () => {
  const cluster = await start([1]);
  await cluster.worker("w1", () => undefined);
  const connection = await cluster.connect();
  const stateFolder = temporaryFolder();
  await cp(cluster.stateFolder, stateFolder, { recursive: true, filter: (path) => !path.endsWith("master.pid") });
  const journal = () => readFile(join(stateFolder, "journal.jsonl"), "utf8");
  const before = await journal();
  expect(before).toContain(connection.applicationId);
  const refused = start([1], {}, stateFolder, cluster.master.port);
  await expect(refused).rejects.toMatchObject({ code: "CONFIG_INVALID" });
  expect(await journal()).toBe(before);
  await start([1], {}, stateFolder);
});

test("a state folder that cannot be read is refused by name, and is free again", async () => {
  const stateFolder = temporaryFolder();
  await writeFile(join(stateFolder, "term"), "12 or so");
  const damaged = { code: "STATE_DAMAGED", message: expect.stringContaining(join(stateFolder, "term")) };
  await expect(start([1], {}, stateFolder)).rejects.toMatchObject(damaged);
  expect(await readdir(stateFolder)).not.toContain("master.pid");
});

test("when the last application has ended, its plans and its part of the journal are forgotten, workers are not", async () => {
  const cluster = await start([1]);
  const onTask: FakeWorkerOptions["onTask"] = (worker, { key }) => worker.succeed(key, {}, Buffer.from("rows"));
  const worker = await cluster.worker("w1", onTask);
  const [first, second] = [await cluster.connect(), await cluster.connect()];
  await first.run(collect);
  await first.end({ cancelled: false });
  const journal = () => readFile(join(cluster.stateFolder, "journal.jsonl"));
  const plans = () => readdir(join(cluster.stateFolder, "files"));
  expect((await journal()).toString()).toContain(first.applicationId);
  expect(await plans()).toHaveLength(1);
  await second.end({ cancelled: false });
  await expect
    .poll(async () => decodeJournal(await journal()))
    .toMatchObject([{ event: { kind: "StateCarriedOver" } }]);
  await expect.poll(plans).toEqual([]);
  const third = await cluster.connect();
  await third.run(collect);
  expect(worker.messages.filter(({ launchTask }) => launchTask)).toHaveLength(2);
  const scheduler = new Scheduler();
  for (const { event } of decodeJournal(await journal())) scheduler.step(event);
  expect(scheduler.state.workers.get("w1" as never)).toMatchObject({ epoch: 1, state: { kind: "alive" } });
  await third.end({ cancelled: false });
});

test("a worker that says nothing for too long is lost", async () => {
  const cluster = await start([1], { "goldpan.worker.timeout": "600ms" });
  const silent = await cluster.worker("w1", () => undefined);
  const connection = await cluster.connect();
  const running = connection.run(collect);
  await silent.heard((message) => Boolean(message.launchTask));
  const other = await cluster.worker("w2", (worker, { key }) => worker.succeed(key, {}, Buffer.from("rows")));
  const beating = setInterval(() => other.say({ heartbeat: {} }), 100);
  const { summary } = await running;
  clearInterval(beating);
  expect(summary).toMatchObject({ attemptsFailed: 1, tasksByWorker: { w2: 1 } });
});

test("the journal replays to the same state, and a torn last line is cut off", async () => {
  const cluster = await start([2, 1]);
  await cluster.worker("w1", (worker, { key }) => worker.succeed(key, {}, Buffer.from("rows")));
  const connection = await cluster.connect();
  await connection.run(collect);
  const path = join(cluster.stateFolder, "journal.jsonl");
  const whole = await readFile(path);
  const replay = (data: Buffer) => {
    const scheduler = new Scheduler();
    const decided: unknown[] = [];
    for (const { event } of decodeJournal(data)) decided.push(scheduler.step(event).map(({ kind }) => kind));
    return { state: scheduler.state, decided };
  };
  expect(replay(whole)).toEqual(replay(whole));
  expect([...replay(whole).state.applications.values()][0]).toMatchObject({ state: { kind: "active" } });
  const torn = whole.subarray(0, whole.length - 5);
  expect(decodeJournal(torn)).toHaveLength(decodeJournal(whole).length - 1);
  expect(whole.toString()).not.toContain(token);
});
