/** COLLATE in orders, by one DuckDB process: rows change place between tasks, and a text's collation does not go along. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { expr, GoldpanSession } from "../../client/index.js";
import { execute, withDuckDB } from "../support/duckdb.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const folder = join(temporaryFolder(), "words");
const rows = `SELECT i AS id, i % 2 = 0 AS even, ['a', 'B', 'b', 'é', 'z', 'A', 'É', 'e', 'ä', NULL][i % 10 + 1] AS word FROM range(80) t(i)`;
let goldpan: GoldpanSession;

beforeAll(async () => {
  mkdirSync(folder);
  const files = [0, 1, 2].map((part) => `COPY (FROM (${rows}) WHERE id % 3 = ${part}) TO '${folder}/${part}.parquet'`);
  await execute(...files);
  goldpan = await GoldpanSession.builder()
    .master("local[2]")
    .config({ "goldpan.sql.shuffle.partitions": 7, "goldpan.sql.files.openCostInBytes": "128m" })
    .getOrCreate();
  goldpan.read.parquet(folder).createOrReplaceTempView("words");
});

afterAll(async () => goldpan.stop());

async function theirs(query: string): Promise<unknown[]> {
  return withDuckDB(async (connection) => {
    await connection.run(`CREATE VIEW words AS FROM '${folder}/*.parquet'`);
    return (await connection.runAndReadAll(query)).getRowObjectsJson().map((row) => JSON.stringify(row));
  });
}

async function ours(query: string): Promise<unknown[]> {
  const found = await goldpan.sql(query).toArray();
  return found.map((row) =>
    JSON.stringify(row, (_, value: unknown) => (typeof value === "bigint" ? `${value}` : value)),
  );
}

test.each([
  "SELECT CAST(id AS INTEGER) AS id, word FROM words ORDER BY word COLLATE NOCASE, id",
  "SELECT CAST(id AS INTEGER) AS id FROM words ORDER BY word COLLATE NOACCENT.NOCASE DESC NULLS FIRST, id DESC",
  "SELECT CAST(id AS INTEGER) AS id FROM words ORDER BY even, word COLLATE de, id",
  `SELECT CAST(id AS INTEGER) AS id FROM words ORDER BY word COLLATE "de.nocase", id LIMIT 30`,
  "SELECT CAST(id AS INTEGER) AS id FROM words ORDER BY word COLLATE C, id",
  "SELECT DISTINCT word FROM words ORDER BY word COLLATE NOCASE, word",
  `SELECT even, list(CAST(id AS INTEGER) ORDER BY word COLLATE NOACCENT, id) AS ids, CAST(first(id ORDER BY word COLLATE NOCASE DESC, id) AS INTEGER) AS f
   FROM words GROUP BY even ORDER BY even`,
  `SELECT CAST(id AS INTEGER) AS id, CAST(row_number() OVER (PARTITION BY even ORDER BY word COLLATE NOCASE, id) AS INTEGER) AS n
   FROM words WHERE word COLLATE NOCASE <> 'A' ORDER BY id`,
])("%s", async (query) => {
  expect(await ours(query)).toEqual(await theirs(query));
});

test("a DataFrame is sorted by a collation", async () => {
  const sorted = await goldpan
    .table("words")
    .orderBy(expr("word COLLATE NOCASE").asc_nulls_last(), "id")
    .select("id")
    .toArray();
  const query = "SELECT CAST(id AS INTEGER) AS id FROM words ORDER BY word COLLATE NOCASE NULLS LAST, id";
  expect(sorted.map(({ id }) => JSON.stringify({ id: Number(id) }))).toEqual(await theirs(query));
});

test.each([
  "word COLLATE NOCASE",
  "upper(word COLLATE NOCASE)",
  "CASE WHEN even THEN word COLLATE NOCASE ELSE 'x' END",
])("%s as a column is refused", async (sql) => {
  const refused = expect.objectContaining({
    code: "EXPRESSION_REFUSED",
    hint: expect.stringContaining("lower(") as string,
  });
  await expect(goldpan.table("words").select(expr(sql).as("w")).toArray()).rejects.toEqual(refused);
});
