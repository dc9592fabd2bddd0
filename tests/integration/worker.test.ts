/** A worker with its real executors, driven by a master that this test plays. */
import { randomUUID } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { tableFromIPC } from "apache-arrow";
import { afterEach, expect, test } from "vitest";
import { Config } from "../../common/config/config.js";
import { attemptToken } from "../../common/ids.js";
import { createLogger } from "../../common/log.js";
import type { AttemptKey, DeliveryInput, OperatorInput, TaskInput } from "../../common/wire/types.js";
import { openObjectStore, storeConfigOf } from "../../storage/open-object-store.js";
import { startWorker, type RunningWorker } from "../../worker/start-worker.js";
import { execute, queryRows } from "../support/duckdb.js";
import { FakeMaster } from "../support/fake-master.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const folder = temporaryFolder();
const applicationId = "app-real";
const opened: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});

async function cluster(): Promise<{ master: FakeMaster; worker: RunningWorker; work: string; address: string }> {
  const master = await FakeMaster.start();
  opened.push({ close: async () => master.stop() });
  const work = join(folder, randomUUID());
  const worker = await startWorker({
    masterAddress: master.address,
    ...{ host: "127.0.0.1", advertiseHost: "127.0.0.1", token: undefined, cores: 1, memoryBytes: 2 ** 30 },
    folder: work,
    config: Config.resolve([]),
    logger: createLogger("worker", "warn"),
  });
  opened.unshift(worker);
  const { register } = await master.next("register");
  const executorMemoryBytes = 2 ** 30;
  master.send({ startApplication: { applicationId, executorCores: 1, executorMemoryBytes, executors: 1 } });
  return { master, worker, work, address: register.pieceAddress };
}

function attempt(stageId: number, partition: number): AttemptKey {
  return { applicationId, jobId: 0, stageId, stageAttempt: 1, partition, attempt: 1 };
}

const columns = {
  columns: [
    { name: "id", type: "BIGINT" },
    { name: "name", type: "VARCHAR" },
  ],
};

function launch(key: AttemptKey, operators: OperatorInput[], delivery: DeliveryInput, rest: TaskInput = {}) {
  const task = { key, fragment: { operators, output: columns, delivery }, seed: 1, applicationStartedAtMs: 0, ...rest };
  return { launchTask: { task } };
}

async function succeeded(master: FakeMaster, key: AttemptKey) {
  for (;;) {
    const next = await Promise.race([master.next("attemptSucceeded"), failure(master)]);
    if (attemptToken(next.attemptSucceeded.key!) === attemptToken(key)) return next.attemptSucceeded.report!;
  }
}

async function failure(master: FakeMaster): Promise<never> {
  for (;;) {
    const [failed] = master.of("attemptFailed");
    if (failed !== undefined) throw new Error(JSON.stringify(failed.attemptFailed.error));
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

test("values become pieces, pieces a result in Arrow", async () => {
  const { master, worker, work, address } = await cluster();
  const pieces = [0, 1].map((partition) => ({
    key: attempt(0, partition),
    workerId: worker.workerId,
    address,
    rows: 2,
    partitionFrom: 0,
    partitionTo: 1,
  }));
  for (const { key } of pieces) {
    const first = key.partition * 2;
    const rows = [0, 1].map((offset) => JSON.stringify({ id: String(first + offset), name: `n${first + offset}` }));
    const values = { columns, rowsJson: Buffer.from(rows.join("\n")) };
    master.send(launch(key, [{ values }], { pieces: {} }));
    expect(await succeeded(master, key)).toMatchObject({ rowsOut: 2 });
  }
  const gather = attempt(1, 0);
  master.send(launch(gather, [{ pieces: { columns } }], { result: {} }, { inputs: [{ pieces }] }));
  const report = await succeeded(master, gather);
  expect(report.memoryPeakBytes).toBeGreaterThan(2 ** 24);
  const table = tableFromIPC(readFileSync(join(work, "pieces", attemptToken(gather))));
  expect(table.toArray().map((row) => [Number(row.id), String(row.name)])).toEqual([
    [0, "n0"],
    [1, "n1"],
    [2, "n2"],
    [3, "n3"],
  ]);
});

test("row groups of a file become a file of gold that is invisible until completed", async () => {
  const raw = join(folder, "raw.parquet");
  const table = join(folder, "gold");
  mkdirSync(table);
  await execute(
    `COPY (SELECT i AS id, 'n' || i AS name FROM range(5000) r(i)) TO '${raw}' (FORMAT parquet, ROW_GROUP_SIZE 2048)`,
  );
  const store = openObjectStore(storeConfigOf(Config.resolve([])));
  const info = (await store.head(`file://${raw}`))!;
  const [[footerBytes]] = (await queryRows(`SELECT footer_size::INTEGER + 8 FROM parquet_file_metadata('${raw}')`)) as [
    [number],
  ];
  const { master } = await cluster();
  const key = attempt(0, 3);
  const rowGroups = [{ index: 1, rows: 2048, firstRow: 2048 }];
  const sink = {
    ...{ table: `file://${table}/`, writeId: "w1", compression: "zstd", compressionLevel: 1, parquetVersion: "v1" },
    rowGroupRows: 100_000,
  };
  const split = { files: [{ uri: info.uri, etag: info.etag, bytes: info.bytes, footerBytes, rowGroups }] };
  master.send(launch(key, [{ scan: { columns } }], { sink }, { split }));
  const report = await succeeded(master, key);
  expect(report).toMatchObject({ rowsRead: 2048, rowsOut: 2048 });
  expect(readdirSync(table).filter((name) => !name.startsWith("."))).toEqual([]);
  const [file] = report.files;
  expect(file?.upload?.uri).toBe(`file://${table}/part-00003-w1-1.parquet`);
  await store.completeUpload(file!.upload!, file!.parts);
  expect(
    await queryRows(`SELECT count(*)::INTEGER, min(id)::INTEGER, max(id)::INTEGER FROM '${table}/*.parquet'`),
  ).toEqual([[2048, 2048, 4095]]);
});
