/**
 * `npm run bench -- clean [--rows 16000000]`: the main job beside one DuckDB process, on the same generated files, in one run.
 * Goldpan reads from and writes to a real MinIO on this machine; DuckDB uses local files, which is the bar, not the rival.
 */
import { once } from "node:events";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { DuckDBInstance } from "@duckdb/node-api";
import { packageRoot } from "../common/package-root.js";
import { formatBytes } from "../common/units.js";
import { startMinio, storeEnvironment } from "../tests/support/minio.js";
import { benchFolder, landFiles, printTable } from "./bench-lab.js";
import { CostMeter, type Cost } from "./processes.js";
import { generateTrips } from "./trips.js";

const { values } = parseArgs({
  args: process.argv.slice(2),
  options: {
    rows: { type: "string", default: "16000000" },
    master: { type: "string", default: "local-cluster[2,1]" },
  },
});

/** Runs a command to its end and says what it cost; its output passes through on failure. */
async function measure(
  command: string,
  args: string[],
  environment: Record<string, string>,
): Promise<Cost & { stdout: string }> {
  const child = spawn(command, args, { env: { ...process.env, ...environment }, stdio: ["ignore", "pipe", "inherit"] });
  const meter = new CostMeter(child.pid ?? 0);
  let stdout = "";
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  const [code] = (await once(child, "close")) as [number | null];
  const cost = meter.stop();
  if (code !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${code}`);
  return { ...cost, stdout };
}

async function countRows(glob: string): Promise<string> {
  const instance = await DuckDBInstance.create(":memory:");
  const reader = await (
    await instance.connect()
  ).runAndReadAll(`SELECT count(*), sum(trip_id)::VARCHAR, count(DISTINCT payment) FROM '${glob}'`);
  return JSON.stringify(reader.getRowsJson());
}

const rows = Number(values.rows);
const paths = await generateTrips(benchFolder, rows);
const minio = await startMinio();
if (minio === undefined) throw new Error("no MinIO to be had: put `minio` on the path");
try {
  await landFiles(minio, "rawzone", "trips", paths);
  const output = join(benchFolder, "duckdb-gold");
  const peer = await measure(
    process.execPath,
    [
      join(packageRoot, "node_modules/tsx/dist/cli.mjs"),
      join(packageRoot, "bench/duckdb-clean.ts"),
      join(benchFolder, `trips-${rows}/*.parquet`),
      output,
      "2",
    ],
    {},
  );
  // A MinIO that somebody else runs is not ours to measure.
  const minioMeter = minio.pid === undefined ? undefined : new CostMeter(minio.pid);
  const goldpan = await measure(
    process.execPath,
    [
      join(packageRoot, "bin/goldpan.js"),
      "submit",
      "--master",
      values.master,
      "--json",
      join(packageRoot, "bench/jobs/clean-trips.ts"),
      "s3a://rawzone/trips/",
      "s3a://gold/trips/",
    ],
    storeEnvironment(minio),
  );
  const store = minioMeter?.stop();
  const summary = goldpan.stdout.trim().split("\n").at(-1) ?? "";
  const jobMs = (JSON.parse(summary) as { jobs: { durationMs: number }[] }).jobs[0]?.durationMs ?? Number.NaN;
  const wall = (wallMs: number) => [`${(wallMs / 1000).toFixed(2)} s`, `${(wallMs / peer.wallMs).toFixed(2)} ×`];
  const row = (name: string, cost: Cost) => [
    name,
    ...wall(cost.wallMs),
    `${(cost.cpuMs / 1000).toFixed(2)} s`,
    formatBytes(cost.peakBytes),
  ];
  printTable(
    [`clean, ${rows} rows × 19 columns`, "wall", "of DuckDB's", "CPU", "peak memory (PSS)"],
    [
      row("DuckDB, 2 threads, local files", peer),
      row(`Goldpan ${values.master}, MinIO`, goldpan),
      ["  of it the job, without start and end", ...wall(jobMs), "", ""],
      ...(store === undefined ? [] : [row("  MinIO beside it", store)]),
    ],
  );
  process.stdout.write(`DuckDB's gold: ${await countRows(`${output}/*.parquet`)}\n${summary}\n`);
} finally {
  await minio.stop();
}
