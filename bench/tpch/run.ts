/**
 * `npm run tpch -- --sf 1 [--queries 1,5] [--conf key=value …] [--check-distribution]`: the 22 queries of jobs/tpch on a real MinIO
 * through `local-cluster[2,1]`, each beside the standard's SQL text in one DuckDB process on the same files. Exit code 1 when a
 * query's rows differ.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { GoldpanSession } from "goldpan";
import { queries } from "../../jobs/tpch/queries.js";
import { openTables, tableNames } from "../../jobs/tpch/tables.js";
import { rowsOfArrow } from "../../tests/support/exact-rows.js";
import { startMinio, storeEnvironment } from "../../tests/support/minio.js";
import { landFiles } from "../bench-lab.js";
import { problemsOfJoins } from "./join-distribution.js";
import { StandardQueries } from "./standard-query.js";
import { makeTables } from "./tpch-data.js";
import { mismatch } from "./verdict.js";

const { values } = parseArgs({
  options: {
    sf: { type: "string", default: "1" },
    queries: { type: "string" },
    conf: { type: "string", multiple: true, default: [] },
    master: { type: "string", default: "local-cluster[2,1]" },
    "check-distribution": { type: "boolean", default: false },
  },
});

const numbers = values.queries?.split(",").map(Number) ?? queries.map((_, index) => index + 1);
const settings = Object.fromEntries(
  values.conf.map((text) => {
    const at = text.indexOf("=");
    if (at < 1) throw new Error(`--conf ${text}: write key=value`);
    return [text.slice(0, at), text.slice(at + 1)];
  }),
);
/** Tables of some MB make several tasks then, so that who gets them is not left to chance. */
const sharedOut = {
  "goldpan.sql.adaptive.coalescePartitions.enabled": "false",
  "goldpan.sql.shuffle.partitions": "8",
  "goldpan.sql.files.maxPartitionBytes": "4m",
  "goldpan.sql.files.openCostInBytes": "1m",
};
/**
 * A stage of two short tasks may go to one worker while the other one is busy with another stage: what counts is whether that is so in
 * each of three runs.
 */
async function lastingProblem(
  look: () => ReadonlyMap<number, string>,
  runAgain: () => Promise<unknown>,
): Promise<string | undefined> {
  let lasting = look();
  for (let run = 1; run < 3 && lasting.size > 0; run++) {
    await runAgain();
    const now = look();
    lasting = new Map([...lasting].filter(([stageId]) => now.has(stageId)));
  }
  return lasting.size === 0 ? undefined : [...lasting.values()].join("\n");
}

const say = (text: string) => void process.stdout.write(`${text}\n`);
const seconds = (value: number) => `${value.toFixed(2)} s`.padStart(9);

const bucket = "tpch";
const files = makeTables(Number(values.sf));
const minio = await startMinio();
if (minio === undefined) throw new Error("no MinIO to be had: put `minio` on the path");
// The session is one of this process: it reads its store from here.
Object.assign(process.env, storeEnvironment(minio));
const folder = mkdtempSync(join(tmpdir(), "goldpan-tpch-"));
const standard = await StandardQueries.open(files);
const failed: number[] = [];
try {
  for (const name of tableNames) await landFiles(minio, bucket, `sf${values.sf}/${name}`, files[name]);
  const rowCounts = await standard.rowCounts();
  const startedAtMs = performance.now();
  const goldpan = await GoldpanSession.builder()
    .master(values.master)
    .appName("tpch")
    .config("goldpan.local.dir", folder)
    .config(values["check-distribution"] ? sharedOut : {})
    .config(settings)
    .getOrCreate();
  try {
    const tables = openTables(goldpan, `s3a://${bucket}/sf${values.sf}`);
    // Executors start with the first job.
    await tables.region.count();
    say(`${values.master} started in ${seconds((performance.now() - startedAtMs) / 1000).trim()}`);
    say("query      verdict   goldpan    DuckDB   ratio");
    const total = { ours: 0, theirs: 0 };
    for (const number of numbers) {
      const query = queries[number - 1];
      if (query === undefined) throw new Error(`there is no query ${number}`);
      const expected = await standard.answer(number);
      const began = performance.now();
      let problem: string | undefined;
      try {
        const table = await query(goldpan, tables).collect();
        problem = mismatch(rowsOfArrow(table), expected);
      } catch (error) {
        problem = error instanceof Error ? error.message : String(error);
      }
      const ours = (performance.now() - began) / 1000;
      if (problem === undefined && values["check-distribution"]) {
        problem = await lastingProblem(
          () => problemsOfJoins(folder, rowCounts),
          () => query(goldpan, tables).collect(),
        );
      }
      total.ours += ours;
      total.theirs += expected.seconds;
      const verdict = problem === undefined ? "equal" : "WRONG";
      const ratio = (ours / expected.seconds).toFixed(1).padStart(5);
      say(`Q${String(number).padEnd(9)} ${verdict.padEnd(7)} ${seconds(ours)} ${seconds(expected.seconds)} ${ratio} ×`);
      if (problem === undefined) continue;
      failed.push(number);
      say(problem);
    }
    say(`all                ${seconds(total.ours)} ${seconds(total.theirs)}`);
  } finally {
    await goldpan.stop();
  }
} finally {
  standard.close();
  await minio.stop();
  rmSync(folder, { recursive: true, force: true });
}
say(`${numbers.length - failed.length}/${numbers.length}`);
process.exitCode = failed.length === 0 ? 0 : 1;
