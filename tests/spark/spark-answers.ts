/** What real PySpark answered (see record.py), and what our builders make of the same lines. */
import { readFileSync } from "node:fs";
import { compileFunction } from "node:vm";
import { isSame } from "../support/compare-rows.js";
import type { ExactValue } from "../support/exact-rows.js";
import { literalSql, type Literal } from "../../client/dataframe/sql/literal.js";
import { duckdbType } from "../../client/dataframe/sql/spark-type.js";
import { parseType, type TypeTree } from "../../client/dataframe/sql/type-text.js";
import { Column, functions, Window } from "../../client/index.js";

export interface Answer {
  /** Spark's name. */
  readonly type: string;
  readonly values: readonly Answered[];
}

export type Answered = ExactValue | { readonly error: string };

export interface SparkCase {
  readonly section: string;
  /** In TypeScript. */
  readonly text: string;
  readonly answer: Answer;
}

interface Table {
  readonly columns: Readonly<Record<string, string>>;
  readonly rows: readonly (readonly unknown[])[];
}

const read = (name: string): string => readFileSync(new URL(name, import.meta.url), "utf8");

const tables = JSON.parse(read("tables.json")) as Readonly<Record<string, Table>>;
const recorded = JSON.parse(read("answers.json"), (_, value: unknown) => numberOf(value)) as {
  readonly pyspark: string;
  readonly answers: Readonly<Record<string, Readonly<Record<string, Answer>>>>;
  readonly differences: Readonly<Record<string, SparkAnswer & { readonly sql: string }>>;
};

export const pysparkVersion = recorded.pyspark;

/** JSON has no infinities. */
function numberOf(value: unknown): unknown {
  const text = (value as { number?: string } | null)?.number;
  return text === undefined ? value : { nan: NaN, inf: Infinity, "-inf": -Infinity }[text];
}

/** Every line of cases.txt. @throws Error for one that is not recorded */
export function sparkCases(): SparkCase[] {
  const cases: SparkCase[] = [];
  let section = "";
  for (const line of read("cases.txt").split("\n")) {
    const header = /^\[(.+)\]$/.exec(line)?.[1];
    if (header !== undefined) section = header;
    else if (line !== "" && !line.startsWith("#")) {
      const [text = ""] = line.split(" | py: ");
      const answer = recorded.answers[section]?.[text];
      if (answer === undefined) throw new Error(`no answer for ${text}: run tests/spark/record.py`);
      cases.push({ section, text, answer });
    }
  }
  return cases;
}

/** The Column that a line makes. */
export function columnOf(text: string): Column {
  const scope = { ...functions, Window };
  const make = compileFunction(`return ${text}`, Object.keys(scope)) as (...values: unknown[]) => unknown;
  const column = make(...Object.values(scope));
  if (!(column instanceof Column)) throw new Error(`${text} is no Column`);
  return column;
}

/** SQL of a section's table, with its rows' numbers in `row_`. */
export function tableSql(section: string): string {
  const { columns, rows } = tables[section.split(" ")[0] ?? ""] ?? { columns: {}, rows: [] };
  const types = Object.values(columns).map((type) => duckdbType(type === "timestamp" ? "timestamptz" : type, null));
  const lines = rows.map((row, index) => {
    const cells = types.map((type, column) => `CAST(${cellSql(row[column], parseType(type))} AS ${type})`);
    return `(${[index, ...cells].join(", ")})`;
  });
  return `(VALUES ${lines.join(", ")}) AS t(row_, ${Object.keys(columns).join(", ")})`;
}

function cellSql(value: unknown, type: TypeTree): string {
  if (value === null || value === undefined) return "NULL";
  switch (type.kind) {
    case "list":
      return `[${(value as unknown[]).map((item) => cellSql(item, type.element)).join(", ")}]`;
    case "map": {
      const entries = Object.entries(value).map(([key, item]) => [literalSql(key), cellSql(item, type.value)]);
      return `map([${entries.map(([key]) => key).join(", ")}], [${entries.map(([, item]) => item).join(", ")}])`;
    }
    case "struct":
      return `{${type.fields.map(({ name, type: field }) => `'${name}': ${cellSql((value as Record<string, unknown>)[name], field)}`).join(", ")}}`;
    case "plain":
      return type.name === "BLOB" ? `unhex(${literalSql(value as string)})` : literalSql(value as Literal);
  }
}

/** Spark's name of a type as DuckDB's; both TIMESTAMPs as one. */
export function comparableType(type: string): string {
  return duckdbType(type.replaceAll("decimal", "DECIMAL"), null)
    .replaceAll("TIMESTAMP WITH TIME ZONE", "TIMESTAMP")
    .replaceAll("TIMESTAMPTZ", "TIMESTAMP")
    .replaceAll('"', "")
    .toUpperCase();
}

/** Both failed, or gave the same. */
export function isSameAnswer(actual: Answered | undefined, expected: Answered): boolean {
  const failed = (value: Answered | undefined): boolean =>
    typeof value === "object" && value !== null && "error" in value;
  if (failed(actual) || failed(expected)) return failed(actual) && failed(expected);
  return isSame(sortedPairs(actual as ExactValue), sortedPairs(expected as ExactValue));
}

/** Maps have no order in PySpark. */
function sortedPairs(value: ExactValue): ExactValue {
  const isMap =
    Array.isArray(value) && value.length > 0 && value.every((pair) => Array.isArray(pair) && pair.length === 2);
  return isMap ? value.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)) : value;
}

export type SparkAnswer = { readonly value: ExactValue } | { readonly error: string };

export interface Difference {
  readonly name: string;
  /** SQL. */
  readonly spark: string;
  /** TypeScript; `-` for none. */
  readonly builder: string;
  /** DuckDB's. */
  readonly sql: string;
  readonly note: string;
  readonly answer: SparkAnswer;
}

/** Every line of differences.txt. @throws Error for one that is not recorded */
export function differences(): Difference[] {
  const lines = read("differences.txt").split("\n");
  return lines
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => {
      const [name = "", spark = "", builder = "", sql = "", note = ""] = line.split(/ ~ ?/);
      const answer = recorded.differences[name];
      if (answer?.sql !== spark) throw new Error(`no answer for ${name}: run tests/spark/record.py`);
      return { name, spark, builder, sql, note, answer };
    });
}
