/**
 * `npm run bench -- start [--runs 5]`: what Goldpan costs before any work: a one-file count from process start to exit, on a running
 * cluster and with local[2], and the memory of an idle master with two workers.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { packageRoot } from "../common/package-root.js";
import { formatBytes } from "../common/units.js";
import { startMinio, storeEnvironment } from "../tests/support/minio.js";
import { landFiles, printTable } from "./bench-lab.js";
import { processTree, readPssBytes } from "./processes.js";

const { values } = parseArgs({ args: process.argv.slice(2), options: { runs: { type: "string", default: "5" } } });
const cli = join(packageRoot, "bin/goldpan.js");

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  return typeof address === "object" && address !== null ? address.port : 0;
}

const minio = await startMinio();
if (minio === undefined) throw new Error("no MinIO to be had: put `minio` on the path");
const environment = { ...process.env, ...storeEnvironment(minio), GOLDPAN_TOKEN: "bench" };
const folder = mkdtempSync(join(tmpdir(), "goldpan-bench-"));
const start = (args: string[]) =>
  spawn(process.execPath, [cli, ...args], { env: environment, stdio: ["ignore", "ignore", "ignore"] });

async function countMs(master: string): Promise<number> {
  const startedAtMs = performance.now();
  const child = spawn(
    process.execPath,
    [cli, "submit", "--master", master, join(packageRoot, "jobs/count.ts"), "s3a://rawzone/flights/"],
    { env: environment, stdio: ["ignore", "pipe", "pipe"] },
  );
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  let errors = "";
  child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
  const [code] = (await once(child, "close")) as [number | null];
  if (code !== 0 || output.trim() !== "3000000")
    throw new Error(`count on ${master}: exit ${code}, '${output.trim()}'\n${errors}`);
  return performance.now() - startedAtMs;
}

const median = (numbers: number[]) => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;

const port = await freePort();
const daemons = [
  start(["master", "--host", "127.0.0.1", "--port", String(port), "--state-dir", join(folder, "master")]),
];
try {
  await landFiles(minio, "rawzone", "flights", [
    join(packageRoot, "node_modules/vega-datasets/data/flights-3m.parquet"),
  ]);
  for (const index of [1, 2]) {
    daemons.push(
      start([
        "worker",
        `goldpan://127.0.0.1:${port}`,
        "--cores",
        "1",
        "--memory",
        "1g",
        "--host",
        "127.0.0.1",
        "--work-dir",
        join(folder, `worker-${index}`),
      ]),
    );
  }
  await sleep(5_000);
  const idleBytes = () =>
    daemons.flatMap((daemon) => processTree(daemon.pid ?? 0)).reduce((sum, pid) => sum + readPssBytes(pid), 0);
  const freshBytes = idleBytes();
  const cluster: number[] = [];
  const local: number[] = [];
  await countMs(`goldpan://127.0.0.1:${port}`);
  for (let run = 0; run < Number(values.runs); run++) {
    cluster.push(await countMs(`goldpan://127.0.0.1:${port}`));
    local.push(await countMs("local[2]"));
  }
  await sleep(2_000);
  const usedBytes = idleBytes();
  printTable(
    ["before any work", "median"],
    [
      ["count of one file on a running cluster, start to exit", `${(median(cluster) / 1000).toFixed(2)} s`],
      ["count of one file with local[2], start to exit", `${(median(local) / 1000).toFixed(2)} s`],
      ["idle master + two workers, fresh (PSS)", formatBytes(freshBytes)],
      ["idle master + two workers, after jobs (PSS)", formatBytes(usedBytes)],
    ],
  );
} finally {
  for (const daemon of daemons) daemon.kill("SIGTERM");
  await Promise.all(daemons.filter((daemon) => daemon.exitCode === null).map((daemon) => once(daemon, "exit")));
  rmSync(folder, { recursive: true, force: true });
  await minio.stop();
}
