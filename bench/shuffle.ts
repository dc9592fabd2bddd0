/**
 * `npm run bench -- shuffle [--sizes 20,200] [--piece 4096]`: what a piece costs when n map tasks leave n partitions each and n tasks
 * read them, on two real workers with an executor each, driven by a master without a scheduler; and what writing many partitions costs
 * beside a plain COPY. The time per piece must not grow with the number of pieces.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";
import { Config } from "../common/config/config.js";
import { attemptToken } from "../common/ids.js";
import { packageRoot } from "../common/package-root.js";
import type { AttemptKey, AttemptReport, Split, TaskInput } from "../common/wire/types.js";
import { openObjectStore, storeConfigOf } from "../storage/open-object-store.js";
import { FakeMaster } from "../tests/support/fake-master.js";
import { Engine } from "../worker/engine/engine.js";
import { writePieces } from "../worker/executor/deliver-pieces.js";
import { benchFolder, printTable } from "./bench-lab.js";
import { CostMeter } from "./processes.js";

const { values } = parseArgs({
  args: process.argv.slice(2),
  options: {
    sizes: { type: "string", default: "20,200" },
    piece: { type: "string", default: "4096" },
    rows: { type: "string", default: "1230000" },
  },
});
const pieceBytes = Number(values.piece);
const applicationId = "app-shuffle";
const workerCount = 2;
/** One runs, one fetches. */
const tasksPerWorker = 2;
const executorMemoryBytes = 2 ** 30;

const columns = [
  { name: "id", type: "BIGINT" },
  { name: "key", type: "BIGINT" },
  { name: "name", type: "VARCHAR" },
  { name: "amount", type: "DOUBLE" },
  { name: "day", type: "DATE" },
];
const query = (from: string, to: string) =>
  `SELECT i AS id, (i * 7919) % 1000003 AS key, 'name ' || hash(i) AS name, (hash(i) % 100000) / 7.0 AS amount,
   DATE '2001-01-01' + (i % 365)::INTEGER AS day FROM range(${from}, ${to}) r(i)`;
/** Measured: a row of these columns in a piece of a hundred rows. */
const bytesPerRow = 33;

async function withDuckDB<T>(use: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
  const instance = await DuckDBInstance.create(":memory:");
  try {
    return await use(await instance.connect());
  } finally {
    instance.closeSync();
  }
}

/** A row group per map task. */
async function splitsOf(count: number): Promise<Split[]> {
  const rows = Math.ceil((count * pieceBytes) / bytesPerRow / 2048) * 2048;
  const path = join(benchFolder, `shuffle-${count}-${rows}.parquet`);
  mkdirSync(benchFolder, { recursive: true });
  const footerBytes = await withDuckDB(async (connection) => {
    if (!existsSync(path)) {
      const options = `FORMAT parquet, ROW_GROUP_SIZE ${rows}`;
      await connection.run(`COPY (${query("0", String(rows * count))}) TO '${path}' (${options})`);
    }
    const reader = await connection.runAndReadAll(`SELECT footer_size FROM parquet_file_metadata('${path}')`);
    return Number(reader.getRows()[0]?.[0]) + 8;
  });
  const info = await openObjectStore(storeConfigOf(Config.resolve([]))).head(`file://${path}`);
  if (info === undefined) throw new Error(`${path} is gone`);
  const file = {
    uri: info.uri,
    etag: info.etag,
    bytes: info.bytes,
    footerBytes,
    partitionValues: {},
    nullPartitions: [],
  };
  return Array.from({ length: count }, (_, index) => ({
    files: [{ ...file, range: null, problem: "", rowGroups: [{ index, rows, firstRow: index * rows }] }],
  }));
}

async function keyTree(): Promise<string> {
  return withDuckDB(async (connection) => {
    const reader = await connection.runAndReadAll("SELECT json_serialize_sql('SELECT key')");
    const parsed = JSON.parse(String(reader.getRows()[0]?.[0])) as {
      statements: [{ node: { select_list: [unknown] } }];
    };
    return JSON.stringify(parsed.statements[0].node.select_list[0]);
  });
}

interface Worker {
  readonly process: ChildProcess;
  readonly workerId: string;
  readonly address: string;
}

async function startWorkers(master: FakeMaster, folder: string): Promise<Worker[]> {
  const workers: Worker[] = [];
  for (let index = 0; index < workerCount; index++) {
    const flags = [
      "--cores",
      "1",
      "--memory",
      "2g",
      "--host",
      "127.0.0.1",
      "--work-dir",
      join(folder, `worker-${index}`),
    ];
    const child = spawn(
      process.execPath,
      [join(packageRoot, "bin/goldpan.js"), "worker", `goldpan://${master.address}`, ...flags],
      { stdio: ["ignore", "ignore", "inherit"] },
    );
    const { header, register } = await master.next("register");
    const workerId = header?.workerId ?? "";
    workers.push({ process: child, workerId, address: register.pieceAddress });
    master.send({ startApplication: { applicationId, executorCores: 1, executorMemoryBytes, executors: 1 } }, workerId);
  }
  return workers;
}

interface Placed {
  readonly key: AttemptKey;
  readonly worker: Worker;
  readonly report: AttemptReport;
}

/** Runs tasks as a scheduler would: a few at a time on each worker. @returns in the order of the tasks */
async function runStage(
  master: FakeMaster,
  workers: readonly Worker[],
  tasks: readonly { readonly key: AttemptKey; readonly task: TaskInput }[],
): Promise<Placed[]> {
  const placed = new Map<string, Placed>();
  const running = new Map<string, Worker>();
  const queue = [...tasks];
  const launch = (worker: Worker) => {
    const next = queue.shift();
    if (next === undefined) return;
    running.set(attemptToken(next.key), worker);
    const task = { ...next.task, key: next.key, seed: 1, applicationStartedAtMs: 0 };
    master.send({ launchTask: { task } }, worker.workerId);
  };
  for (let turn = 0; turn < tasksPerWorker; turn++) workers.forEach(launch);
  const failed = new Promise<never>((_, reject) => {
    void master.next("attemptFailed").then(({ attemptFailed }) => {
      reject(new Error(JSON.stringify(attemptFailed.error)));
    });
  });
  while (placed.size < tasks.length) {
    const seen = master.of("attemptSucceeded").filter(({ attemptSucceeded: { key } }) => key !== null);
    for (const { attemptSucceeded } of seen) {
      const { key, report } = attemptSucceeded;
      const token = key === null ? "" : attemptToken(key);
      const worker = running.get(token);
      if (key === null || report === null || worker === undefined) continue;
      running.delete(token);
      placed.set(token, { key, worker, report });
      launch(worker);
    }
    master.received.length = 0;
    await Promise.race([failed, new Promise((resolve) => setTimeout(resolve, 2))]);
  }
  return tasks.map(({ key }) => placed.get(attemptToken(key))).filter((one) => one !== undefined);
}

const keyOf = (jobId: number, stageId: number, partition: number): AttemptKey => ({
  ...{ applicationId, jobId, stageId, stageAttempt: 1, partition, attempt: 1 },
});

interface Measured {
  readonly count: number;
  readonly bytes: number;
  readonly mapMs: number;
  readonly reduceMs: number;
  readonly cpuMs: number;
}

async function shuffle(
  master: FakeMaster,
  workers: readonly Worker[],
  jobId: number,
  count: number,
): Promise<Measured> {
  const splits = await splitsOf(count);
  const schema = { columns };
  const hash = { keys: [{ json: await keyTree() }], partitions: count };
  const maps = splits.map((split, partition) => ({
    key: keyOf(jobId, 0, partition),
    task: {
      split,
      fragment: { operators: [{ scan: { columns: schema } }], output: schema, delivery: { pieces: { hash } } },
    },
  }));
  const meters = workers.map(({ process: { pid } }) => new CostMeter(pid ?? 0));
  const begin = performance.now();
  const written = await runStage(master, workers, maps);
  const between = performance.now();
  const reduces = Array.from({ length: count }, (_, partition) => {
    const pieces = written.map(({ key, worker: { workerId, address } }) => ({
      ...{ key, workerId, address, bytes: pieceBytes, partitionFrom: partition, partitionTo: partition + 1 },
    }));
    const fragment = { operators: [{ pieces: { columns: schema } }], output: schema, delivery: { discard: {} } };
    return { key: keyOf(jobId, 1, partition), task: { inputs: [{ pieces }], fragment } };
  });
  const read = await runStage(master, workers, reduces);
  const end = performance.now();
  const cpuMs = meters.reduce((sum, meter) => sum + meter.stop().cpuMs, 0);
  for (const { workerId } of workers) master.send({ releasePieces: { applicationId, jobId } }, workerId);
  const rows = (placed: readonly Placed[]) => placed.reduce((sum, { report }) => sum + report.rowsOut, 0);
  if (rows(written) !== rows(read)) throw new Error(`${rows(written)} rows were written and ${rows(read)} read`);
  const bytes = written.reduce((sum, { report }) => sum + report.bytesOut, 0);
  return { count, bytes, mapMs: between - begin, reduceMs: end - between, cpuMs };
}

async function measureShuffles(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "goldpan-bench-"));
  const master = await FakeMaster.start();
  const workers = await startWorkers(master, folder);
  try {
    const sizes = values.sizes.split(",").map(Number);
    // The first run warms executors and the files' cache.
    await shuffle(master, workers, 0, sizes[0] ?? 20);
    const measured: Measured[] = [];
    for (const [index, count] of sizes.entries()) measured.push(await shuffle(master, workers, index + 1, count));
    const [first] = measured;
    const perPiece = ({ count, mapMs, reduceMs }: Measured) => (mapMs + reduceMs) / count ** 2;
    printTable(
      [
        "maps × reduces",
        "bytes a piece",
        "map ms a piece",
        "reduce ms a piece",
        "in all",
        "of the first",
        "CPU ms a piece",
      ],
      measured.map((one) => {
        const pieces = one.count ** 2;
        const figures = [one.mapMs / pieces, one.reduceMs / pieces, perPiece(one)].map((ms) => ms.toFixed(3));
        const ratio = first === undefined ? "" : `${(perPiece(one) / perPiece(first)).toFixed(2)} ×`;
        const name = `${one.count} × ${one.count}`;
        return [name, (one.bytes / pieces).toFixed(0), ...figures, ratio, (one.cpuMs / pieces).toFixed(3)];
      }),
    );
  } finally {
    for (const { process: child } of workers) child.kill("SIGTERM");
    await Promise.all(workers.flatMap(({ process: child }) => (child.exitCode === null ? [once(child, "exit")] : [])));
    master.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Twenty-two columns, as those of a table of events. */
function wideQuery(rows: number): string {
  const list = Array.from({ length: 22 }, (_, index) => {
    if (index % 4 === 0) return `(i * ${index + 7919}) % 1000003 AS c${index}`;
    if (index % 4 === 1) return `'value ' || (i * ${index}) % 9973 AS c${index}`;
    if (index % 4 === 2) return `(hash(i + ${index}) % 100000) / 7.0 AS c${index}`;
    return `TIMESTAMP '2001-01-01' + to_seconds(i * ${index}) AS c${index}`;
  });
  return `SELECT ${list.join(", ")} FROM range(${rows}) r(i)`;
}

async function measureWriting(): Promise<void> {
  const rows = Number(values.rows);
  const folder = mkdtempSync(join(tmpdir(), "goldpan-bench-"));
  const cells: string[][] = [];
  try {
    const engine = await Engine.open({
      ...{
        folder,
        files: [],
        memoryBytes: 2 ** 30,
        spillBytesMax: 2 ** 34,
        threads: 1,
        timeZone: "UTC",
        seed: 1,
        nowMs: 0,
      },
      keepOrder: true,
    });
    await engine.run(`CREATE TABLE wide AS ${wideQuery(rows)}`);
    const output = (await engine.describe("SELECT * FROM wide")).map(({ name, type }) => ({
      name,
      type: String(type),
    }));
    const relation = {
      sql: "SELECT * FROM wide",
      columns: output.map(({ name }) => name),
      provenance: undefined,
      volatile: false,
    };
    const timed = async (name: string, write: () => Promise<{ bytes: number }>) => {
      const cpu = process.cpuUsage();
      const begin = performance.now();
      const { bytes } = await write();
      const { user, system } = process.cpuUsage(cpu);
      const seconds = (ms: number) => `${(ms / 1000).toFixed(2)} s`;
      cells.push([
        name,
        seconds(performance.now() - begin),
        seconds((user + system) / 1000),
        `${(bytes / 1e6).toFixed(0)} MB`,
      ]);
    };
    const options = "PARQUET_VERSION v2, COMPRESSION lz4_raw, WRITE_BLOOM_FILTER false";
    await timed("plain COPY", () => engine.copy(relation.sql, join(folder, "plain.parquet"), options));
    for (const partitions of [undefined, 8, 32, 200]) {
      const partitioning =
        partitions === undefined ? undefined : { sql: `(hash(c0) >> 32) % ${partitions}`, partitions };
      const name = partitions === undefined ? "one piece" : `${partitions} pieces`;
      await timed(name, () =>
        writePieces(engine, relation, output, partitioning, join(folder, name.replace(" ", "-")), "lz4"),
      );
    }
    engine.close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  printTable([`${rows} rows × 22 columns, one thread`, "wall", "CPU", "size"], cells);
}

await measureShuffles();
await measureWriting();
