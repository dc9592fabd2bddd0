/** The example jobs, run by the command line as their first lines say, against what DuckDB alone makes of the same files. */
import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { packageRoot } from "../../common/package-root.js";
import { difference, queryRows } from "../support/duckdb.js";
import { submit } from "../support/submit.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const folder = temporaryFolder();
const sample = join(folder, "sample");
const gold = join(folder, "gold");

beforeAll(() => void execFileSync(process.execPath, [join(packageRoot, "scripts/make-sample-data.mjs"), sample]));

async function run(job: string, args: readonly string[], master = "local[2]"): Promise<string> {
  const outcome = await submit({ path: join(packageRoot, "jobs", job), args: [...args], master });
  expect(outcome.code, outcome.stderr).toBe(0);
  return outcome.stdout;
}

/** A query over the table's files in the order of their names, and of their rows. */
function inFileOrder(table: string): string {
  const files = readdirSync(join(gold, table))
    .filter((name) => name.endsWith(".parquet"))
    .sort();
  const parts = files.map(
    (name, index) =>
      `SELECT * EXCLUDE (filename), ${index} AS file FROM read_parquet('${join(gold, table, name)}', file_row_number = true, filename = true)`,
  );
  return `(${parts.join(" UNION ALL ")})`;
}

test("word-count: the words of a text, the most frequent first", async () => {
  const text = join(packageRoot, "LICENSE");
  const stdout = await run("word-count.ts", ["--texts", text, "--counts", join(gold, "word-counts")]);
  const expected = `
    SELECT word, count(*) AS count FROM (
      SELECT unnest(regexp_extract_all(lower(content), '[\\p{L}\\p{N}]+(?:''[\\p{L}\\p{N}]+)*')) AS word FROM read_text('${text}')
    ) GROUP BY word`;
  expect(await difference(`FROM '${gold}/word-counts/*.parquet'`, expected)).toMatchObject({ missing: 0, extra: 0 });
  const [[top]] = (await queryRows(`${expected} ORDER BY count DESC, word LIMIT 1`)) as [[string]];
  expect(stdout).toContain(top);
  const sorted = await queryRows(`SELECT count(*) FROM (
    SELECT count, lag(count) OVER (ORDER BY file, file_row_number) AS before FROM ${inFileOrder("word-counts")}) WHERE before < count`);
  expect(sorted).toEqual([["0"]]);
});

test("daily-averages: dirty hourly rows become a row a station and day", async () => {
  await run("daily-averages.ts", ["--rawzone", sample, "--gold", gold]);
  // Halves are rounded away from zero, as Spark rounds: in whole numbers, which are exact.
  const tenths = "CAST(sum(CAST(temperature AS DECIMAL(5, 1))) * 10 AS BIGINT)";
  const thousandths = `sign(${tenths}) * ((200 * abs(${tenths}) + count(*)) // (2 * count(*)))`;
  const expected = `
    SELECT station, CAST(time AS DATE) AS day, CAST(${thousandths} AS DOUBLE) / 1000 AS mean,
      CAST(min(temperature) AS DECIMAL(5, 1)) AS coldest, CAST(max(temperature) AS DECIMAL(5, 1)) AS warmest, count(*) AS hours
    FROM (SELECT DISTINCT station, time, temperature FROM '${sample}/sensors/*.parquet' WHERE temperature BETWEEN -90 AND 60)
    GROUP BY ALL`;
  const table = `SELECT * FROM '${gold}/daily-averages/*.parquet'`;
  const found = await difference(table, expected);
  expect(found).toMatchObject({ missing: 0, extra: 0, actualRows: 24 * 366 });
  expect(found.actualSchema).toBe(found.expectedSchema);
});

test("star-join: the routes between cities that are flown most, on two workers", async () => {
  await run("star-join.ts", ["--rawzone", sample, "--gold", gold], "local-cluster[2,1]");
  const airports = `(SELECT iata, concat_ws(', ', city, state) AS city FROM '${sample}/airports/airports.parquet')`;
  const expected = `
    SELECT a.city AS from_city, b.city AS to_city, count(*) AS flights, round(avg(delay), 3) AS mean_delay,
      round(avg(distance), 1) AS mean_distance
    FROM '${sample}/flights/*.parquet' JOIN ${airports} a ON origin = a.iata JOIN ${airports} b ON destination = b.iata
    WHERE delay BETWEEN -180 AND 2880 GROUP BY ALL ORDER BY flights DESC, from_city, to_city LIMIT 100`;
  const table = `SELECT * FROM '${gold}/top-routes/*.parquet'`;
  expect(await difference(table, expected)).toMatchObject({ missing: 0, extra: 0, actualRows: 100 });
  const inOrder = await queryRows(
    `SELECT from_city, to_city FROM ${inFileOrder("top-routes")} ORDER BY file, file_row_number`,
  );
  expect(inOrder).toEqual(await queryRows(`SELECT from_city, to_city FROM (${expected})`));
});
