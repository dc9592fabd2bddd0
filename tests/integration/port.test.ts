/**
 * The port of a PySpark script, docs/port/clean_stations.py, makes the rows that PySpark makes. What PySpark wrote was recorded by
 * `npm run port -- --record`; `npm run port` runs both.
 */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { packageRoot } from "../../common/package-root.js";
import { difference } from "../support/duckdb.js";
import { submit } from "../support/submit.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const folder = temporaryFolder();
const spark = join(packageRoot, "tests/spark/port-gold.csv");

test("clean-stations writes the rows that PySpark writes", async () => {
  const [raw, gold] = [join(folder, "raw"), join(folder, "gold")];
  execFileSync(process.execPath, [join(packageRoot, "scripts/make-port-data.mjs"), raw]);
  const args = ["--raw", raw, "--gold", gold];
  const outcome = await submit({ path: join(packageRoot, "jobs/clean-stations.ts"), args, master: "local[2]" });
  expect(outcome.code, outcome.stderr).toBe(0);
  const table = `read_parquet('${gold}/**/*.parquet', hive_partitioning = true)`;
  const found = await difference(
    `SELECT CAST(COLUMNS(*) AS VARCHAR) FROM ${table}`,
    `FROM read_csv('${spark}', all_varchar = true, header = true, nullstr = '')`,
  );
  expect(found).toMatchObject({ missing: 0, extra: 0, actualRows: 237 });
  expect(found.actualSchema).toBe(found.expectedSchema);
}, 60_000);
