/**
 * `npm run bench -- dedupe | hourly | words | csv | functions [--rows 16000000] [--megabytes 1000]`: a pipeline on a running
 * `local-cluster[2,1]` over a real MinIO beside one DuckDB process with two threads, or one of Polars, on local files, in one run. Times
 * run from the action's call to its return; memory is the peak of the summed PSS of all our processes, MinIO's apart.
 */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { packageRoot } from "../common/package-root.js";
import { formatBytes } from "../common/units.js";
import { startMinio, storeEnvironment } from "../tests/support/minio.js";
import { benchFolder, landFiles, printTable } from "./bench-lab.js";
import { cleanTrips, keptTrips } from "./clean-sql.js";
import { CostMeter, type Cost } from "./processes.js";
import { csvColumns, generateCsv } from "./csv-inputs.js";
import type { Peer, Pipeline } from "./pipeline.js";
import { functionsPipeline } from "./row-functions.js";
import { generatePayments, generateTexts, generateZones } from "./side-inputs.js";
import { generateTrips } from "./trips.js";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    /** 16,000,000, and of `functions` 4,000,000, unless said. */
    rows: { type: "string" },
    megabytes: { type: "string", default: "1000" },
    master: { type: "string", default: "local-cluster[2,1]" },
    conf: { type: "string", multiple: true, default: [] },
  },
});

interface Measured extends Cost {
  readonly name: string;
  /** From the process's start to the action's call. */
  readonly startMs: number;
  /** From the action's call to its return. */
  readonly actionMs: number;
  readonly actionCpuMs: number;
}

const rows = Number(values.rows ?? 16_000_000);
const tsx = join(packageRoot, "node_modules/tsx/dist/cli.mjs");
const output = join(benchFolder, "duckdb-gold");
const written = `(FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, PER_THREAD_OUTPUT true)`;

async function measure(
  name: string,
  command: readonly string[],
  environment: Record<string, string>,
): Promise<Measured> {
  const startedAtMs = Date.now();
  const [program = "", ...args] = command;
  const child = spawn(program, args, {
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const meter = new CostMeter(child.pid ?? 0);
  let stdout = "";
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  const [code] = (await once(child, "close")) as [number | null];
  const cost = meter.stop();
  const line = stdout.split("\n").find((text) => text.startsWith('{"calledAtMs"'));
  if (code !== 0 || line === undefined) throw new Error(`${command.join(" ")} ended with ${code}\n${stdout}`);
  const { calledAtMs, returnedAtMs } = JSON.parse(line) as { calledAtMs: number; returnedAtMs: number };
  const actionCpuMs = meter.cpuMsBetween(calledAtMs, returnedAtMs);
  return { ...cost, name, startMs: calledAtMs - startedAtMs, actionMs: returnedAtMs - calledAtMs, actionCpuMs };
}

async function dedupe(): Promise<Pipeline> {
  const bookings = rows / 2;
  const trips = await generateTrips(benchFolder, rows);
  const zones = await generateZones(benchFolder);
  const payments = await generatePayments(benchFolder, bookings);
  const columns = "booking, pickup_zone, picked_up_at, distance_km, fare, tip, total, updated_at";
  return {
    title: `clean + keep latest of ${rows} rows × 19 columns, joined with 265 and with ${bookings} rows × 4`,
    land: async (minio) => {
      await landFiles(minio, "rawzone", "trips", trips);
      await landFiles(minio, "rawzone", "zones", [zones]);
      await landFiles(minio, "rawzone", "payments", payments);
    },
    runs: [
      {
        name: "Goldpan",
        script: "dedupe-trips.ts",
        args: [
          ...["s3a://rawzone/trips/", "s3a://rawzone/zones/", "s3a://rawzone/payments/", "s3a://gold/paid/"],
          String(bookings),
        ],
      },
    ],
    peers: [
      duckdb(
        `COPY (
        WITH clean AS (SELECT *, trip_id % ${bookings} AS booking FROM '${folderOf(trips)}/*.parquet' WHERE ${keptTrips}),
        kept AS (SELECT ${columns} FROM clean QUALIFY row_number() OVER (PARTITION BY booking ORDER BY updated_at DESC) = 1)
        SELECT * FROM kept JOIN '${zones}' ON pickup_zone = zone JOIN '${folderOf(payments)}/*.parquet' USING (booking)
      ) TO '${output}' ${written}`,
      ),
    ],
    outputs: [output],
  };
}

async function hourly(): Promise<Pipeline> {
  const trips = await generateTrips(benchFolder, rows);
  return {
    title: `clean + hourly aggregate of ${rows} rows × 19 columns`,
    land: (minio) => landFiles(minio, "rawzone", "trips", trips),
    runs: [{ name: "Goldpan", script: "hourly-trips.ts", args: ["s3a://rawzone/trips/", "s3a://gold/hours/"] }],
    peers: [
      duckdb(
        `COPY (
        SELECT picked_up_hour, payment, count(*) AS trips, sum(passengers) AS passengers, sum(fare) AS fares, sum(tip) AS tips,
          avg(distance_km) AS mean_distance_km, avg(duration_min) AS mean_duration_min, avg(speed_kmh) AS mean_speed_kmh
        FROM (${cleanTrips(`${folderOf(trips)}/*.parquet`)}) GROUP BY ALL
      ) TO '${output}' ${written}`,
      ),
      {
        name: "two processes of DuckDB alone, MinIO",
        command: [
          process.execPath,
          tsx,
          join(packageRoot, "bench/bare-hourly.ts"),
          "s3a://rawzone/trips/",
          `${output}.bare`,
        ],
      },
    ],
    outputs: [output, `${output}.bare`],
  };
}

async function words(): Promise<Pipeline> {
  const texts = await generateTexts(benchFolder, Number(values.megabytes));
  const lines = `read_csv('${folderOf(texts)}/*.txt', columns = {'value': 'VARCHAR'}, delim = '\\x01', quote = '', escape = '', header = false, auto_detect = false)`;
  return {
    title: `word count of ${values.megabytes} MB of text`,
    land: (minio) => landFiles(minio, "rawzone", "texts", texts),
    runs: [
      {
        name: "Goldpan, split by a row function",
        script: "count-words.ts",
        args: ["s3a://rawzone/texts/", "s3a://gold/words/", "function"],
      },
      {
        name: "Goldpan, split by SQL",
        script: "count-words.ts",
        args: ["s3a://rawzone/texts/", "s3a://gold/words/", "sql"],
      },
    ],
    peers: [
      duckdb(
        `COPY (
        SELECT word, count(*) AS count FROM (SELECT unnest(string_split(lower(value), ' ')) AS word FROM ${lines})
        GROUP BY word ORDER BY count DESC, word
      ) TO '${output}' ${written}`,
      ),
      {
        name: "a plain Node script, local files",
        command: [process.execPath, join(packageRoot, "bench/node-words.mjs"), folderOf(texts), `${output}.txt`],
      },
    ],
    outputs: [output, `${output}.txt`],
  };
}

async function csv(): Promise<Pipeline> {
  const files = await generateCsv(benchFolder, Number(values.megabytes));
  const types = csvColumns.map(({ name, type }) => `'${name}': '${type}'`).join(", ");
  const from = `read_csv('${folderOf(files)}/*.csv', columns = {${types}}, header = true, delim = ',', quote = '"', escape = '"', auto_detect = false)`;
  const schema = csvColumns.map(({ name, type }) => `${name} ${type}`).join(", ");
  return {
    title: `${values.megabytes} MB of CSV to Parquet, ${csvColumns.length} columns`,
    land: (minio) => landFiles(minio, "rawzone", "orders", files),
    runs: [{ name: "Goldpan", script: "read-csv.ts", args: ["s3a://rawzone/orders/", "s3a://gold/orders/", schema] }],
    peers: [duckdb(`COPY (SELECT * FROM ${from}) TO '${output}' ${written}`)],
    outputs: [output],
  };
}

/** One DuckDB process on local files; the last statement is timed. */
function duckdb(...statements: readonly string[]): Peer {
  const command = [process.execPath, tsx, join(packageRoot, "bench/duckdb-run.ts"), "2", ...statements];
  return { name: "DuckDB, 2 threads, local files", command };
}

const folderOf = (paths: readonly string[]) => dirname(paths[0] ?? "");

const pipelines: Readonly<Record<string, () => Promise<Pipeline>>> = {
  dedupe,
  hourly,
  words,
  csv,
  functions: () => functionsPipeline(Number(values.rows ?? 4_000_000)),
};
const prepare = pipelines[positionals[0] ?? ""];
if (prepare === undefined) throw new Error(`which one? ${Object.keys(pipelines).join(", ")}`);
const pipeline = await prepare();
const minio = await startMinio();
if (minio === undefined) throw new Error("no MinIO to be had: put `minio` on the path");
try {
  await pipeline.land(minio);
  // What was landed goes to the disk now, not while something is measured.
  execFileSync("sync");
  for (const path of pipeline.outputs) rmSync(path, { recursive: true, force: true });
  const measured: Measured[] = [];
  for (const { name, command } of pipeline.peers) measured.push(await measure(name, command, storeEnvironment(minio)));
  for (const { name, script, args } of pipeline.runs) {
    const submit = [join(packageRoot, "bin/goldpan.js"), "submit", "--master", values.master];
    const conf = values.conf.flatMap((setting) => ["--conf", setting]);
    const command = [process.execPath, ...submit, ...conf, join(packageRoot, "bench/jobs", script), ...args];
    measured.push(await measure(`${name}, ${values.master}, MinIO`, command, storeEnvironment(minio)));
  }
  const seconds = (ms: number) => `${(ms / 1000).toFixed(2)} s`;
  printTable(
    [
      pipeline.title,
      "action",
      `of ${pipeline.peers[0].name.split(",")[0] ?? ""}'s`,
      "its CPU",
      "start-up",
      "CPU in all",
      "peak memory (PSS)",
    ],
    measured.map(({ name, actionMs, actionCpuMs, startMs, cpuMs, peakBytes }) => [
      name,
      seconds(actionMs),
      `${(actionMs / (measured[0]?.actionMs ?? Number.NaN)).toFixed(2)} ×`,
      seconds(actionCpuMs),
      seconds(startMs),
      seconds(cpuMs),
      formatBytes(peakBytes),
    ]),
  );
  await pipeline.verify?.(minio);
} finally {
  for (const path of pipeline.outputs) rmSync(path, { recursive: true, force: true });
  await minio.stop();
}
