import { join } from "node:path";
import { mkdirSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { DuckDBConnection } from "@duckdb/node-api";
import { planInProcess } from "../../tests/support/plan-in-process.js";
import { openDuckdb } from "../../tests/support/duckdb-expressions.js";
import { runPlannedJob } from "../../tests/support/run-planned-job.js";
import { temporaryFolder } from "../../tests/support/temporary-folder.js";
import * as p from "../../tests/support/plan-messages.js";
import type { JoinKind, Relation } from "../../common/wire/types.js";

const folder = temporaryFolder();
let duckdb: DuckDBConnection;

/** A table in DuckDB and the same as files of several row groups. */
async function table(name: string, query: string, files = 2): Promise<void> {
  await duckdb.run(`CREATE TABLE ${name} AS ${query}`);
  mkdirSync(join(folder, name));
  for (let file = 0; file < files; file++) {
    const path = join(folder, name, `${file}.parquet`);
    await duckdb.run(
      `COPY (SELECT * FROM ${name} WHERE rowid % ${files} = ${file}) TO '${path}' (FORMAT parquet, ROW_GROUP_SIZE 2048)`,
    );
  }
}

const scan = (name: string): Relation => p.scan(`file://${folder}/${name}/`);

beforeAll(async () => {
  duckdb = await openDuckdb();
  await duckdb.run("SET threads = 1");
  await table(
    "l",
    `SELECT i AS id, CASE WHEN i % 11 = 0 THEN NULL ELSE i % 40 END AS k, (i % 7)::INTEGER AS k2, 'é' || (i % 23) AS t,
            CASE i % 5 WHEN 0 THEN NULL WHEN 1 THEN 'NaN'::DOUBLE WHEN 2 THEN -0.0 ELSE i % 3 END AS d, i % 13 AS v
     FROM range(300) t(i)`,
  );
  await table(
    "r",
    `SELECT i AS rid, CASE WHEN i % 9 = 0 THEN NULL ELSE i % 55 END AS rk, (i % 5)::BIGINT AS rk2, 'é' || (i % 31) AS rt,
            CASE i % 4 WHEN 0 THEN NULL WHEN 1 THEN 'NaN'::DOUBLE WHEN 2 THEN 0.0 ELSE i % 3 END AS rd, i % 17 AS w
     FROM range(120) t(i)`,
  );
  await table(
    "nothing",
    "SELECT i AS rid, i AS rk, i AS rk2, 'x' AS rt, 1.5::DOUBLE AS rd, i AS w FROM range(10) t(i) WHERE i > 10",
  );
  await table(
    "skewed",
    `SELECT i AS rid, CASE WHEN i % 10 < 8 THEN 5 ELSE i % 60 END AS rk, i % 5 AS rk2, 'x' AS rt, 0.5::DOUBLE AS rd, i % 17 AS w
     FROM range(400) t(i)`,
  );
  await table(
    "typed",
    `SELECT i AS id, {'a': i % 5, 'b': CASE WHEN i % 3 = 0 THEN NULL ELSE 'x' END} AS s, [i % 4, NULL] AS li,
            (i % 6 * 1.5)::DECIMAL(9, 1) AS de, TIMESTAMP '2001-01-01' + INTERVAL (i % 8) HOUR AS ts, (i % 3)::HUGEINT AS h,
            INTERVAL (i % 3 * 30) DAY AS iv, (i % 2 = 0) AS bo, ('0' || i % 4)::BLOB AS bl
     FROM range(60) t(i)`,
  );
  await table(
    "typed_too",
    `SELECT i AS rid, {'a': i % 4, 'b': CASE WHEN i % 2 = 0 THEN NULL ELSE 'x' END} AS rs, [i % 5, NULL] AS rli,
            (i % 6 * 1.50)::DECIMAL(12, 3) AS rde, TIMESTAMPTZ '2001-01-01' + INTERVAL (i % 8) HOUR AS rts, (i % 4)::HUGEINT AS rh,
            INTERVAL (i % 2) MONTH AS riv, (i % 3 = 0) AS rbo, ('0' || i % 5)::BLOB AS rbl
     FROM range(50) t(i)`,
  );
}, 60_000);
afterAll(() => duckdb.closeSync());

type Settings = Readonly<Record<string, string>>;
const byBroadcast: Settings = { "goldpan.sql.autoBroadcastJoinThreshold": "1g" };
const byHash = (partitions: number): Settings => ({
  "goldpan.sql.autoBroadcastJoinThreshold": "0",
  "goldpan.sql.shuffle.partitions": String(partitions),
});

const strategies: [string, Settings][] = [
  ["broadcast", byBroadcast],
  ["hash into 1", byHash(1)],
  ["hash into 5", byHash(5)],
  ["hash into 17", byHash(17)],
  [
    "hash into 4 that never changes",
    { ...byHash(4), "goldpan.sql.adaptive.enabled": "false", "goldpan.sql.runtimeFilter.enabled": "false" },
  ],
];

async function rowsOf(text: string): Promise<string[]> {
  return (await duckdb.runAndReadAll(text)).getRowsJson().map((row) => JSON.stringify(row));
}

async function expectSame(root: Relation, query: string, settings: Settings = {}): Promise<void> {
  const job = await planInProcess(p.plan(root), { maxBytes: 1, openCostBytes: 0, slots: 2 }, settings);
  const actual = await rowsOf(await runPlannedJob(duckdb, job));
  const expected = await rowsOf(query);
  expect(actual.sort()).toEqual(expected.sort());
}

const kinds: [JoinKind, string][] = [
  ["INNER", "INNER JOIN"],
  ["LEFT", "LEFT JOIN"],
  ["RIGHT", "RIGHT JOIN"],
  ["FULL", "FULL JOIN"],
  ["LEFT_SEMI", "SEMI JOIN"],
  ["LEFT_ANTI", "ANTI JOIN"],
];

const conditions: [string, string][] = [
  ["one key", "k = rk"],
  ["two keys of different types", "k = rk AND k2 = rk2"],
  ["unicode text", "t = rt"],
  ["doubles with NaN and -0.0", "d = rd AND k2 = rk2"],
  ["a null-safe key", "k IS NOT DISTINCT FROM rk AND k2 = rk2"],
  ["a key and a residual", "k = rk AND v < w"],
  ["a key and conditions on one side", "k = rk AND v > 3 AND w < 12"],
  ["computed keys", "k + 1 = rk * 2 AND k2 = rk2 + 1"],
];

describe.each(strategies)("joins by %s give what DuckDB gives", (_, settings) => {
  describe.each(kinds)("%s", (kind, words) => {
    test.each(conditions)("by %s", async (_name, on) => {
      const select = kind === "LEFT_SEMI" || kind === "LEFT_ANTI" ? "l.*" : "*";
      await expectSame(p.join(scan("l"), scan("r"), on, kind), `SELECT ${select} FROM l ${words} r ON ${on}`, settings);
    });
  });
});
