/**
 * docs/FROM-SPARK.md: the functions that there are, and each difference between Spark's SQL, our builders and SQL text, with what all three
 * answer. Its tables are made here: `npx vitest run -u client/dataframe/functions/from-spark.test.ts` writes them anew.
 */
import { readFileSync } from "node:fs";
import type { DuckDBConnection } from "@duckdb/node-api";
import { format } from "prettier";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openDuckdb } from "../../../tests/support/duckdb-expressions.js";
import { rowsOfDuckDB, type ExactValue } from "../../../tests/support/exact-rows.js";
import {
  columnOf,
  differences,
  pysparkVersion,
  sparkCases,
  type SparkAnswer,
} from "../../../tests/spark/spark-answers.js";
import * as functions from "../functions.js";

const document = new URL("../../../docs/FROM-SPARK.md", import.meta.url);

let duckdb: DuckDBConnection;
beforeAll(async () => {
  duckdb = await openDuckdb();
});
afterAll(() => duckdb.closeSync());

async function answerTo(sql: string): Promise<SparkAnswer> {
  try {
    return { value: rowsOfDuckDB(await duckdb.runAndReadAll(`SELECT ${sql}`))[0]?.[0] ?? null };
  } catch {
    return { error: "an error" };
  }
}

/** Ours alone, or SQL in another dress: no function of pyspark.sql.functions that a line of cases.txt could call. */
const untested: Readonly<Record<string, string>> = {
  sql: "ours",
  earliest: "ours",
  latest: "ours",
  expr: "in cases of others",
  call_function: "calls DuckDB's",
  rand: "other numbers",
  random: "other numbers",
  randn: "other numbers",
  uuid: "other values",
  input_file_name: "needs files",
  grouping: "needs rollup: tests/integration/grouping.test.ts",
  grouping_id: "needs rollup: tests/integration/grouping.test.ts",
  broadcast: "takes a DataFrame",
  explode: "makes rows: tests/integration/transforms.test.ts",
  explode_outer: "makes rows: tests/integration/transforms.test.ts",
  posexplode: "makes rows: tests/integration/transforms.test.ts",
  posexplode_outer: "makes rows: tests/integration/transforms.test.ts",
};

const names = Object.entries(functions)
  .filter(([name, value]) => typeof value === "function" && name !== "CaseColumn")
  .map(([name]) => name)
  .sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));

const compared = new Set(sparkCases().flatMap(({ text }) => text.match(/\w+(?=\()/g) ?? []));

test("every function is compared with PySpark, or says why not", () => {
  expect(names.filter((name) => !compared.has(name) && untested[name] === undefined)).toEqual([]);
  expect(names.filter((name) => compared.has(name)).length).toBeGreaterThanOrEqual(250);
});

test("docs/FROM-SPARK.md has the functions, and the differences with their answers", async () => {
  const lines: string[] = [];
  for (const { name, spark, builder, sql, note, answer } of differences()) {
    const ours = builder === "-" ? undefined : await answerTo(columnOf(builder).parts.sql);
    const text = await answerTo(sql);
    const cells = [name, shown(spark, answer), ours === undefined ? "" : shown(builder, ours), shown(sql, text), note];
    lines.push(`| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`);
  }
  const heads = ["| | Spark's SQL | builder | SQL text | |", "| --- | --- | --- | --- | --- |"];
  const listed = names.filter((name) => compared.has(name)).map((name) => `\`${name}\``);
  const written = readFileSync(document, "utf8");
  const made = between(
    between(written, "differences", [...heads, ...lines].join("\n")),
    "functions",
    `${listed.length} functions, each compared with PySpark ${pysparkVersion}: ${listed.join(", ")}.`,
  );
  await expect(await format(made, { parser: "markdown", printWidth: 140 })).toMatchFileSnapshot(document.pathname);
});

/** What stands between `<!-- name -->` and `<!-- end of name -->` replaced. */
function between(text: string, name: string, made: string): string {
  const [before, after] = [`<!-- ${name} -->`, `<!-- end of ${name} -->`];
  const [start, end] = [text.indexOf(before), text.indexOf(after)];
  if (start < 0 || end < start) throw new Error(`${before} is missing`);
  return `${text.slice(0, start + before.length)}\n\n${made}\n\n${text.slice(end)}`;
}

function shown(text: string, answer: SparkAnswer): string {
  const fence = text.includes("`") ? "``" : "`";
  const code = fence === "``" ? `${fence} ${text} ${fence}` : `${fence}${text}${fence}`;
  return `${code} → ${"error" in answer ? "an error" : `\`${shownValue(answer.value)}\``}`;
}

function shownValue(value: ExactValue): string {
  if (value === null) return "NULL";
  if (Array.isArray(value)) return `[${value.map(shownValue).join(", ")}]`;
  return String(value) === "" ? "''" : String(value);
}
