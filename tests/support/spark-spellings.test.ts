/** SQL text that calls a function of Spark's is told what DuckDB calls it: for every function that builders have. */
import { expect, test } from "vitest";
import { functions } from "../../client/index.js";
import { duckdbSpelling } from "../../master/analyser/expressions/spark-functions.js";
import { queryRows } from "./duckdb.js";

/** No functions of Spark's SQL. */
const ours = [
  "input_file_name",
  "col",
  "column",
  "lit",
  "expr",
  "sql",
  "call_function",
  "CaseColumn",
  "broadcast",
  "earliest",
  "latest",
  "not",
];
const noFunctions = ["asc", "asc_nulls_first", "asc_nulls_last", "desc", "desc_nulls_first", "desc_nulls_last", "when"];

async function namesInDuckDB(): Promise<Set<string>> {
  const rows = await queryRows("SELECT DISTINCT lower(function_name) FROM duckdb_functions()");
  // Conditional expressions are the grammar's.
  return new Set([
    ...rows.map(([name]) => String(name)),
    "coalesce",
    "nullif",
    "grouping",
    "grouping_id",
    "ifnull",
    "first_value",
    "last_value",
    "nth_value",
  ]);
}

test("every function that DuckDB lacks has a spelling", async () => {
  const known = await namesInDuckDB();
  const windows = ["row_number", "rank", "dense_rank", "percent_rank", "cume_dist", "ntile", "lag", "lead"];
  const asked = Object.keys(functions).filter((name) => ![...ours, ...noFunctions, ...windows].includes(name));
  const silent = asked.filter((name) => !known.has(name.toLowerCase()) && duckdbSpelling(name) === undefined);
  expect(silent).toEqual([]);
});

test("spellings call what DuckDB has", async () => {
  const known = await namesInDuckDB();
  const calls = Object.keys(functions).flatMap((name) => {
    const spelling = duckdbSpelling(name) ?? "";
    return /functions\.|in TypeScript|expect/.test(spelling)
      ? []
      : [...spelling.matchAll(/\b([a-z_]+)\(/g)].map(([, call]) => call ?? "");
  });
  expect([...new Set(calls)].filter((call) => !known.has(call) && call !== "unnest")).toEqual([]);
});
