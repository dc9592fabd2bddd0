/** A worker with its real executors, driven by a master that this test plays. */
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { tableFromIPC } from "apache-arrow";
import { afterEach, describe, expect, test } from "vitest";
import { Config } from "../../common/config/config.js";
import { attemptToken } from "../../common/ids.js";
import { createLogger } from "../../common/log.js";
import { packageRoot } from "../../common/package-root.js";
import type { AttemptKey, DeliveryInput, OperatorInput, TaskInput } from "../../common/wire/types.js";
import { openObjectStore, storeConfigOf } from "../../storage/open-object-store.js";
import { startWorker, type RunningWorker } from "../../worker/start-worker.js";
import { execute, queryRows } from "../support/duckdb.js";
import { FakeMaster } from "../support/fake-master.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { until } from "../support/until.js";

const folder = temporaryFolder();
const applicationId = "app-real";
const opened: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});

interface Started {
  readonly master: FakeMaster;
  readonly worker: RunningWorker;
  readonly work: string;
  readonly address: string;
}

async function cluster(): Promise<Started> {
  const master = await FakeMaster.start();
  opened.push({ close: async () => master.stop() });
  return start(master);
}

async function start(master: FakeMaster): Promise<Started> {
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
  const application = { applicationId, executorCores: 1, executorMemoryBytes, executors: 1 };
  master.send({ startApplication: application }, worker.workerId);
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

/** One element of a select list, as the planner has it. */
async function tree(expression: string): Promise<{ json: string }> {
  const [[json]] = (await queryRows(`SELECT json_serialize_sql('SELECT ${expression}')`)) as [[string]];
  const parsed = JSON.parse(json) as { statements: [{ node: { select_list: [unknown] } }] };
  return { json: JSON.stringify(parsed.statements[0].node.select_list[0]) };
}

describe("an exchange", () => {
  const rowsJson = (from: number, to: number) =>
    Buffer.from(
      Array.from({ length: to - from }, (_, index) => `{"id":"${from + index}","name":"n${(from + index) % 7}"}`).join(
        "\n",
      ),
    );

  test("parts rows by hash over two workers; tasks read partitions in the order of the maps", async () => {
    const first = await cluster();
    const second = await start(first.master);
    const { master } = first;
    const places = [first, second];
    const hash = { keys: [await tree("name")], partitions: 5 };
    const pieces = [];
    for (const map of [0, 1, 2, 3]) {
      const key = attempt(0, map);
      const values = { columns, rowsJson: rowsJson(map * 50, map * 50 + 50) };
      const { worker, address } = places[map % 2]!;
      const statisticsColumns = ["id"];
      const message = launch(key, [{ values }], { pieces: { hash, statisticsColumns } });
      master.send(message, worker.workerId);
      const report = await succeeded(master, key);
      expect([report.rowsOut, report.pieceSizes.length]).toEqual([50, 5]);
      expect(report.pieceStatistics).toMatchObject([
        { column: "id", min: String(map * 50), max: String(map * 50 + 49), nulls: 0 },
      ]);
      pieces.push({ key, workerId: worker.workerId, address });
    }
    const read: [task: number, id: number, name: string][] = [];
    const bounds = [0, 1, 2, 5];
    for (const [index, partitionTo] of bounds.slice(1).entries()) {
      const key = attempt(1, index);
      const ranges = pieces.map((piece) => ({ ...piece, partitionFrom: bounds[index]!, partitionTo }));
      const { worker, work } = places[index % 2]!;
      const inputs = [{ pieces: ranges }];
      master.send(launch(key, [{ pieces: { columns } }], { result: {} }, { inputs }), worker.workerId);
      const report = await succeeded(master, key);
      const table = tableFromIPC(readFileSync(join(work, "pieces", attemptToken(key))));
      expect(table.numRows).toBe(report.rowsOut);
      const maps = table.toArray().map((row) => Math.floor(Number(row.id) / 50));
      expect(maps).toEqual(maps.toSorted());
      read.push(...table.toArray().map((row): (typeof read)[0] => [index, Number(row.id), String(row.name)]));
    }
    const partition = "(hash('n' || (i % 7)) >> 32) % 5";
    const expected = `SELECT least(${partition}, 2)::INTEGER, i::INTEGER AS i, 'n' || (i % 7) FROM range(200) r(i) ORDER BY i`;
    expect(read.toSorted(([, a], [, b]) => a - b)).toEqual(await queryRows(expected));
  });

  test("an executor that is killed while it writes leaves nothing, and its neighbour's pieces stay", async () => {
    const { master, work } = await cluster();
    const done = attempt(0, 0);
    master.send(launch(done, [{ values: { columns, rowsJson: rowsJson(0, 5) } }], { pieces: {} }));
    await succeeded(master, done);
    const endless = attempt(0, 1);
    // Nine hundred million rows: nobody waits for them.
    const many = { columns: [{ name: "id", type: "BIGINT", tree: await tree("unnest(range(30000)) AS id") }] };
    const hash = { keys: [await tree("id")], partitions: 50 };
    const message = launch(
      endless,
      [{ values: { columns, rowsJson: rowsJson(0, 1) } }, { project: many }, { project: many }],
      {
        pieces: { hash },
      },
    );
    message.launchTask.task.fragment!.output = { columns: columns.columns.slice(0, 1) };
    master.send(message);
    await master.next("attemptStarted", endless);
    const executors = join(work, "applications", applicationId);
    await until(() => filesBelow(executors).some((path) => path.includes(".partitions/")));
    for (const pid of childrenWith(work)) process.kill(pid, "SIGKILL");
    const { attemptFailed } = await master.next("attemptFailed", endless);
    expect(attemptFailed.error?.code).toBe("EXECUTOR_LOST");
    await until(() => !filesBelow(executors).some((path) => path.includes(attemptToken(endless))));
    expect(readdirSync(join(work, "pieces")).sort()).toEqual([attemptToken(done), `${attemptToken(done)}.index`]);
  });
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

function filesBelow(path: string): string[] {
  return readdirSync(path, { recursive: true }).map(String);
}

/** Processes whose working folder lies below this one: executors. */
function childrenWith(path: string): number[] {
  return readdirSync("/proc")
    .map(Number)
    .filter((pid) => {
      try {
        return pid > 0 && pid !== process.pid && readlinkSync(`/proc/${pid}/cwd`).startsWith(path);
      } catch {
        return false;
      }
    });
}

test("a worker process ends with the one that started it, even where that went before it was up", async () => {
  const work = join(folder, randomUUID());
  const args = ["worker", "goldpan://127.0.0.1:1", "--host", "127.0.0.1", "--work-dir", work, "--log-level", "error"];
  const child = spawn(process.execPath, [join(packageRoot, "bin/goldpan.js"), ...args], {
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
  opened.push({
    close: async () => {
      child.kill("SIGKILL");
    },
  });
  child.disconnect();
  expect(await once(child, "exit")).toEqual([0, null]);
});
