/** One case: tables, a plan over them, and settings; run on the cluster and in one DuckDB, and judged. */
import { compileFunction } from "node:vm";
import * as api from "goldpan";
import type { DataFrame, GoldpanSession } from "goldpan";
import { RecordBatchReader, Table, RecordBatch, type Schema as ArrowSchema } from "apache-arrow";
import type { DuckDBConnection } from "@duckdb/node-api";
import { isGoldpanError } from "../../common/errors/goldpan-error.js";
import { differenceOfRows, firstDifference } from "../support/compare-rows.js";
import { rowsOfArrow, rowsOfDuckDB, type ExactRow } from "../support/exact-rows.js";
import type { JobResult } from "../../client/master-connection.js";
import type { FuzzSession } from "./fuzz-cluster.js";
import { render, type Frame } from "./frame.js";
import { tableUrl, type RandomTable } from "./tables.js";

export interface FuzzCase {
  readonly tables: readonly RandomTable[];
  readonly plan: Frame;
}

export type Verdict =
  | { readonly kind: "equal"; readonly rows: number }
  /** Both failed, or DuckDB alone did: there is nothing to compare with. */
  | { readonly kind: "no answer"; readonly message: string }
  | { readonly kind: "refused"; readonly message: string }
  | {
      readonly kind: "wrong";
      readonly problem: "rows" | "order" | "types" | "error" | "re-run";
      readonly message: string;
    };

/** More than a case may have: what it would cost says nothing. */
const resultRowsMax = 60_000;

export interface CaseRunner {
  readonly session: FuzzSession;
  readonly duckdb: DuckDBConnection;
  /** Where the tables' files are. */
  readonly folder: string;
}

/** @param runTwice  whether the same plan once more must give the same bytes */
export async function judge(given: FuzzCase, runner: CaseRunner, runTwice: boolean): Promise<Verdict> {
  const { script, sql } = render(given.plan);
  const place = { goldpan: runner.session.goldpan, folder: runner.folder };
  const frame = () => buildFrame(script, given.tables, place);
  const keys = (names: readonly string[]) => given.plan.order.map(({ name }) => names.indexOf(name));
  return judgeFrame({ sql, frame, keys, runTwice }, runner);
}

export interface JudgedFrame {
  readonly frame: () => DataFrame;
  /** What it shall give. */
  readonly sql: string;
  /** Positions of the columns by which it is sorted, in a result of these columns. */
  readonly keys: (names: readonly string[]) => readonly number[];
  readonly runTwice: boolean;
}

export async function judgeFrame(
  { frame, sql, keys, runTwice }: JudgedFrame,
  { session, duckdb }: Pick<CaseRunner, "session" | "duckdb">,
): Promise<Verdict> {
  const expected = await standard(duckdb, sql);
  let result: JobResult;
  try {
    result = await session.run(frame());
  } catch (error) {
    if ("failure" in expected) return { kind: "no answer", message: expected.failure };
    if (isGoldpanError(error, "PLAN_REFUSED")) return { kind: "refused", message: error.message };
    return { kind: "wrong", problem: "error", message: messageOf(error) };
  }
  if ("failure" in expected) return { kind: "no answer", message: expected.failure };
  const rows = rowsOf(result);
  const problem = compare(keys(expected.names), rows, result, expected);
  if (problem !== undefined) return problem;
  if (runTwice) {
    try {
      const again = rowsOf(await session.run(frame()));
      const position = firstExactDifference(rows, again);
      if (position >= 0) {
        const message = `row ${position}: ${JSON.stringify(rows[position])} and then ${JSON.stringify(again[position])}`;
        return { kind: "wrong", problem: "re-run", message };
      }
    } catch (error) {
      return { kind: "wrong", problem: "re-run", message: messageOf(error) };
    }
  }
  return { kind: "equal", rows: rows.length };
}

function messageOf(error: unknown): string {
  const { code, message } = error as { code?: string; message: string };
  return `${code ?? ""} ${message}`;
}

interface Expected {
  readonly rows: ExactRow[];
  readonly types: readonly string[];
  readonly names: readonly string[];
}

async function standard(duckdb: DuckDBConnection, sql: string): Promise<Expected | { readonly failure: string }> {
  try {
    const reader = await duckdb.runAndReadAll(`SELECT * FROM (${sql}) LIMIT ${resultRowsMax + 1}`);
    if (reader.currentRowCount > resultRowsMax) return { failure: "too many rows" };
    return { rows: rowsOfDuckDB(reader), types: reader.columnTypes().map(String), names: reader.columnNames() };
  } catch (error) {
    return { failure: (error as Error).message };
  }
}

function compare(
  positions: readonly number[],
  rows: readonly ExactRow[],
  result: JobResult,
  expected: Expected,
): Verdict | undefined {
  const types = result.schema.columns.map(({ type }) => plainType(type));
  const expectedTypes = expected.types.map(plainType);
  if (types.join("; ") !== expectedTypes.join("; ")) {
    return { kind: "wrong", problem: "types", message: `${types.join("; ")}\nexpected ${expectedTypes.join("; ")}` };
  }
  const difference = differenceOfRows(rows, expected.rows);
  if (difference !== undefined) {
    const { actualCount, expectedCount, onlyActual, onlyExpected } = difference;
    const message = [
      `${actualCount} rows, expected ${expectedCount}`,
      ...onlyActual.map((row) => `  ours alone:     ${JSON.stringify(row)}`),
      ...onlyExpected.map((row) => `  DuckDB's alone: ${JSON.stringify(row)}`),
    ].join("\n");
    return { kind: "wrong", problem: "rows", message };
  }
  const keys = (row: ExactRow) => positions.map((position) => row[position] ?? null);
  const unordered = firstDifference(rows.map(keys), expected.rows.map(keys));
  if (unordered < 0) return undefined;
  const message = `row ${unordered}: ${JSON.stringify(rows[unordered])}, expected ${JSON.stringify(expected.rows[unordered])}`;
  return { kind: "wrong", problem: "order", message };
}

/** Without the quotes around names of fields, which not every place writes. */
function plainType(type: string): string {
  return type.replaceAll('"', "").replaceAll("TIMESTAMPTZ", "TIMESTAMP WITH TIME ZONE");
}

/** What the script's text makes. */
export function buildFrame(
  script: string,
  tables: readonly RandomTable[],
  { goldpan, folder }: { readonly goldpan: GoldpanSession; readonly folder: string },
): DataFrame {
  const frames = Object.fromEntries(tables.map((table) => [table.name, goldpan.read.parquet(tableUrl(folder, table))]));
  const names = Object.keys(api);
  const build = compileFunction(script, ["goldpan", "tables", ...names], { filename: "fuzz-case.js" });
  const values = names.map((name): unknown => (api as Record<string, unknown>)[name]);
  return Reflect.apply(build, undefined, [goldpan, frames, ...values]) as DataFrame;
}

function rowsOf(result: JobResult): ExactRow[] {
  return result.partitions.flatMap((partition) => {
    const reader = RecordBatchReader.from(partition).open();
    const schema: ArrowSchema = reader.schema;
    const batches = [...reader].map((batch: RecordBatch) => new RecordBatch(schema, batch.data));
    return rowsOfArrow(new Table(schema, batches));
  });
}

/** Bit for bit, but that any NaN is a NaN. */
function firstExactDifference(left: readonly ExactRow[], right: readonly ExactRow[]): number {
  const same = (a: unknown, b: unknown): boolean =>
    Array.isArray(a) && Array.isArray(b)
      ? a.length === b.length && a.every((item, index) => same(item, b[index]))
      : Object.is(a, b);
  const count = Math.max(left.length, right.length);
  for (let index = 0; index < count; index++) if (!same(left[index], right[index])) return index;
  return -1;
}
