/**
 * A DataFrame is a plan: a tree of relations that stands for rows. Methods that return a DataFrame only build the tree; actions
 * (`count`, `collect`, `toArray`, `take`, `first`, `show`, `write.parquet`) start a job at once and return a promise of its result.
 * Names and types are checked by the analyser when a job starts or `schema` is asked for, and errors name the line.
 */
import type { Table } from "apache-arrow";
import type {
  CallSite,
  ExpectationAction,
  NamedExpressionInput,
  RelationInput,
  Schema,
} from "../../common/wire/types.js";
import { captureCallSite, planRefused } from "./call-site.js";
import { Column, columnOfName, columnOfSql, toExpression, toNamedExpression } from "./column.js";
import { DataFrameWriter } from "./data-frame-writer.js";
import type { Execution } from "./execution.js";
import { quoteIdentifier } from "./literal.js";
import { assertPlanSize } from "./plan.js";
import { existingName, methodOf, nameText, recordArgument } from "./name-arguments.js";
import { drawResult, toRows, toTable, type Row } from "./result-table.js";
import { shownValue } from "./shown-value.js";
import { schemaTree } from "./type-text.js";

/** What happens to a row that violates an expectation. */
export type OnViolation = "warn" | "drop" | "quarantine" | "fail";

export interface ExpectOptions {
  /**
   * The most violations that a write may have; more fail the job before anything is committed. A number from 0 to 1 is a share of
   * the rows that the expectation saw, `{ rows }` a number of rows.
   */
  readonly failAbove?: number | { readonly rows: number } | { readonly share: number };
  /**
   * Whether a predicate that is NULL violates the expectation.
   * @default "violate"
   */
  readonly nulls?: "pass" | "violate";
}

export interface ShowLayout {
  /**
   * Characters of a cell at most: `true` is 20, `false` shows cells whole.
   * @default true
   */
  readonly truncate?: boolean | number;
}

const wireAction: Readonly<Record<OnViolation, ExpectationAction>> = {
  warn: "WARN",
  drop: "DROP",
  quarantine: "QUARANTINE",
  fail: "FAIL",
};

/** Rows by plan. Immutable. Made by `goldpan.read` and `goldpan.createDataFrame`. */
export class DataFrame {
  /** @internal */
  readonly relation: RelationInput;
  private readonly execution: Execution;

  /** @internal */
  constructor(execution: Execution, relation: RelationInput) {
    this.execution = execution;
    this.relation = relation;
  }

  /** These columns, in this order. A string is a name, `"*"` all columns. */
  select(...columns: readonly (Column | string)[] | readonly [readonly (Column | string)[]]): DataFrame {
    const at = captureCallSite("select");
    const list = spread(columns);
    if (list.length === 0) throw planRefused("select without columns", at, "name at least one column");
    return this.project(
      list.map((column) => toNamedExpression(columnOfName(column, at), at)),
      at,
    );
  }

  /** As `select`, each string an expression in SQL. @example flights.selectExpr("*", "upper(origin) AS origin_upper") */
  selectExpr(...expressions: readonly string[]): DataFrame {
    const at = captureCallSite("selectExpr");
    if (expressions.length === 0)
      throw planRefused("selectExpr without expressions", at, "write at least one expression");
    return this.project(
      expressions.map((expression) => toNamedExpression(columnOfSql(expression, at), at)),
      at,
    );
  }

  /** The rows where `condition` is TRUE; not those where it is NULL. A string is SQL. */
  filter(condition: Column | string): DataFrame {
    return this.filtered(condition, captureCallSite("filter"));
  }

  /** The same as `filter`. */
  where(condition: Column | string): DataFrame {
    return this.filtered(condition, captureCallSite("where"));
  }

  /** Adds a column, or replaces in place the one of that name. A string is SQL. */
  withColumn(name: string, column: Column | string): DataFrame {
    const at = captureCallSite("withColumn");
    return this.added([[name, column]], at);
  }

  /** As `withColumn`, several at once: all see the columns as they were, none sees another. */
  withColumns(columns: Readonly<Record<string, Column | string>>): DataFrame {
    const at = captureCallSite("withColumns");
    return this.added(recordArgument(columns, at), at);
  }

  /** Another name for a column. A name that isn't there changes nothing, as in Spark. */
  withColumnRenamed(from: Column | string, to: string): DataFrame {
    const at = captureCallSite("withColumnRenamed");
    return this.derive(at, { rename: { input: this.relation, from: existingName(from, at), to: nameText(to, at) } });
  }

  /** Without these columns. Names that aren't there are ignored, as in Spark. */
  drop(...columns: readonly (Column | string)[] | readonly [readonly (Column | string)[]]): DataFrame {
    const at = captureCallSite("drop");
    const names = spread(columns).map((column) => existingName(column, at));
    return this.derive(at, { drop: { input: this.relation, columns: names } });
  }

  /**
   * Converts columns in place, see `Column.cast`.
   * @param types  DuckDB type by column name
   */
  cast(types: Readonly<Record<string, string>>): DataFrame {
    const at = captureCallSite("cast");
    const casts = recordArgument(types, at).map(([name, type]): [string, Column] => {
      const column = new Column({ sql: quoteIdentifier(nameText(name, at)), callSite: at, atomic: true });
      return [name, column.cast(type)];
    });
    return this.added(casts, at);
  }

  /** All rows of both, by position: the second column of `other` goes under the second one here. Duplicates stay. */
  union(other: DataFrame): DataFrame {
    return this.united(other, captureCallSite("union"));
  }

  /** The same as `union`, as in Spark. */
  unionAll(other: DataFrame): DataFrame {
    return this.united(other, captureCallSite("unionAll"));
  }

  /** All rows of both, by column name. With `allowMissingColumns` a column that one side lacks is NULL there. */
  unionByName(other: DataFrame, options: { readonly allowMissingColumns?: boolean } = {}): DataFrame {
    const at = captureCallSite("unionByName");
    assertDataFrame(other, at);
    const allowMissingColumns = options.allowMissingColumns === true;
    return this.derive(at, { union: { inputs: [this.relation, other.relation], byName: true, allowMissingColumns } });
  }

  /** At most `count` rows: which ones is not defined, but the same input gives the same rows. */
  limit(count: number): DataFrame {
    return this.limited(count, captureCallSite("limit"));
  }

  /**
   * What holds for every row that is clean.
   * - `warn` counts the rows that violate it and lets them pass,
   * - `drop` counts them and removes them,
   * - `quarantine` moves them to a table of their own, beside the one that is written, with the reason,
   * - `fail` fails the job at the first one.
   *
   * Each expectation sees the rows that those before it let pass. Counts are part of a write's summary and of its commit.
   * @param name  says what holds, e.g. "delay is plausible"
   * @param predicate  deterministic; a string is SQL
   *
   * @example
   * flights.expect("delay is plausible", "delay BETWEEN -180 AND 2880", "quarantine", { failAbove: 0.05 })
   */
  expect(name: string, predicate: Column | string, action: OnViolation, options: ExpectOptions = {}): DataFrame {
    const at = captureCallSite("expect");
    if (typeof name !== "string" || name.trim() === "")
      throw planRefused("an expectation without a name", at, 'say what holds, e.g. "delay is plausible"');
    if (!Object.hasOwn(wireAction, action)) {
      throw planRefused(
        `expectation '${name}': '${action as string}' is no action`,
        at,
        "use warn, drop, quarantine or fail",
      );
    }
    return this.derive(at, {
      expect: {
        input: this.relation,
        name,
        predicate: toExpression(columnOfSql(predicate, at), at),
        action: wireAction[action],
        ...failAboveOf(name, action, options, at),
        nullsPass: nullsPass(name, options, at),
      },
    });
  }

  /**
   * One row of aggregates over all rows. @example flights.agg(count("*"), avg("delay").as("mean_delay"))
   */
  agg(...aggregates: readonly Column[]): DataFrame {
    const at = captureCallSite("agg");
    if (aggregates.length === 0) throw planRefused("agg without aggregates", at, 'write for instance agg(count("*"))');
    for (const aggregate of aggregates) {
      if (!(aggregate instanceof Column))
        throw planRefused("agg takes Columns", at, 'write sum("delay") or expr("sum(delay)")');
    }
    const named = aggregates.map((aggregate) => toNamedExpression(aggregate, at));
    return this.derive(at, { aggregate: { input: this.relation, grouping: [], aggregates: named } });
  }

  /** Action: how many rows. */
  count(): Promise<number> {
    const at = captureCallSite("count");
    return this.execution.startAction({
      name: "count",
      callSite: at,
      build: () => ({ relation: countOf(this.relation, at), kind: { collect: {} } }),
      finish: async (result) => Number((await toRows(result))[0]?.["count"] ?? 0),
    });
  }

  /** Action: all rows as one `apache-arrow` Table, types as they are. At most `goldpan.driver.maxResultSize`. */
  collect(): Promise<Table> {
    const at = captureCallSite("collect");
    return this.execution.startAction({
      name: "collect",
      callSite: at,
      build: () => ({ relation: this.relation, kind: { collect: {} } }),
      finish: toTable,
    });
  }

  /**
   * Action: all rows as plain objects. Integers are numbers, or bigints beyond 2^53; DECIMALs are strings; DATE and TIMESTAMPs are
   * Dates, those without time zone read as UTC, microseconds cut off (`collect` keeps them); TIME is `"23:59:59.5"`; BLOB is a
   * Uint8Array; lists are arrays, structs objects, maps Maps.
   */
  toArray<T extends Row = Row>(): Promise<T[]> {
    return this.rows<T>("toArray", this.relation, captureCallSite("toArray"));
  }

  /** Action: at most `count` rows, as `toArray` gives them. */
  take<T extends Row = Row>(count: number): Promise<T[]> {
    const at = captureCallSite("take");
    return this.rows<T>("take", this.limited(count, at).relation, at);
  }

  /** Action: one row, or undefined if there is none. */
  first<T extends Row = Row>(): Promise<T | undefined> {
    return this.firstRow<T>("first", captureCallSite("first"));
  }

  /** Action: one row, or undefined if there is none; with `count`, the same as `take`. */
  head<T extends Row = Row>(): Promise<T | undefined>;
  head<T extends Row = Row>(count: number): Promise<T[]>;
  head<T extends Row = Row>(count?: number): Promise<T | undefined> | Promise<T[]> {
    const at = captureCallSite("head");
    return count === undefined
      ? this.firstRow<T>("head", at)
      : this.rows<T>("head", this.limited(count, at).relation, at);
  }

  /** Action: whether there is no row. */
  isEmpty(): Promise<boolean> {
    const at = captureCallSite("isEmpty");
    return this.execution.startAction({
      name: "isEmpty",
      callSite: at,
      build: () => ({ relation: this.limited(1, at).relation, kind: { collect: {} } }),
      finish: async (result) => (await toTable(result)).numRows === 0,
    });
  }

  /**
   * Action: prints a table of the first rows to stdout.
   * @param count  rows at most
   * @example await flights.show(5, { truncate: false })
   */
  show(count = 20, layout: ShowLayout | boolean | number = {}): Promise<void> {
    const at = captureCallSite("show");
    const truncate = charactersOf(typeof layout === "object" ? (layout.truncate ?? true) : layout);
    const { timeZone } = this.execution;
    return this.execution.startAction({
      name: "show",
      callSite: at,
      // One more row tells whether there are more.
      build: () => ({ relation: this.limited(rowCount(count, "show", at) + 1, at).relation, kind: { collect: {} } }),
      finish: async (result) => {
        process.stdout.write(await drawResult(result, { rowsMax: count, truncate, timeZone }));
      },
    });
  }

  /** Names and DuckDB types of the columns. Asks the master, runs no job. @throws what is wrong in the plan */
  async schema(): Promise<Schema> {
    return (await this.execution.analyze(this.relation, { explain: false })).schema;
  }

  /** Names of the columns. Asks the master, runs no job. */
  async columns(): Promise<string[]> {
    return (await this.schema()).columns.map(({ name }) => name);
  }

  /** Names and DuckDB types of the columns, in pairs. Asks the master, runs no job. */
  async dtypes(): Promise<[name: string, type: string][]> {
    return (await this.schema()).columns.map(({ name, type }) => [name, type]);
  }

  /** Prints the schema as a tree to stdout. Asks the master, runs no job. */
  async printSchema(): Promise<void> {
    process.stdout.write(`${schemaTree((await this.schema()).columns)}\n`);
  }

  /** Prints to stdout how the rows would be made: stages, tasks, what is read. Asks the master, runs no job. */
  async explain(): Promise<void> {
    const { explain } = await this.execution.analyze(this.relation, { explain: true });
    process.stdout.write(explain.endsWith("\n") ? explain : `${explain}\n`);
  }

  /** Writes the rows to a table. @example await flights.write.mode("overwrite").parquet("s3a://gold/flights/") */
  get write(): DataFrameWriter {
    return new DataFrameWriter(this.execution, this.relation);
  }

  private derive(callSite: CallSite | null, relation: RelationInput): DataFrame {
    const derived = { callSite, ...relation };
    assertPlanSize(derived);
    return new DataFrame(this.execution, derived);
  }

  private project(columns: NamedExpressionInput[], at: CallSite | null): DataFrame {
    return this.derive(at, { project: { input: this.relation, columns } });
  }

  private filtered(condition: Column | string, at: CallSite | null): DataFrame {
    const expression = toExpression(columnOfSql(condition, at), at);
    return this.derive(at, { filter: { input: this.relation, condition: expression } });
  }

  private added(columns: readonly (readonly [string, Column | string])[], at: CallSite | null): DataFrame {
    const named = columns.map(([name, column]) => {
      return toNamedExpression(columnOfSql(column, at), at, nameText(name, at));
    });
    return this.derive(at, { withColumns: { input: this.relation, columns: named } });
  }

  private united(other: DataFrame, at: CallSite | null): DataFrame {
    assertDataFrame(other, at);
    const inputs = [this.relation, other.relation];
    return this.derive(at, { union: { inputs, byName: false, allowMissingColumns: false } });
  }

  private limited(count: number, at: CallSite | null): DataFrame {
    return this.derive(at, { limit: { input: this.relation, count: rowCount(count, at?.method ?? "limit", at) } });
  }

  private rows<T extends Row>(name: string, relation: RelationInput, at: CallSite | null): Promise<T[]> {
    return this.execution.startAction({
      name,
      callSite: at,
      build: () => ({ relation, kind: { collect: {} } }),
      finish: async (result) => (await toRows(result)) as T[],
    });
  }

  private firstRow<T extends Row>(name: string, at: CallSite | null): Promise<T | undefined> {
    const { relation } = this.limited(1, at);
    return this.execution.startAction({
      name,
      callSite: at,
      build: () => ({ relation, kind: { collect: {} } }),
      finish: async (result) => (await toRows(result))[0] as T | undefined,
    });
  }
}

function spread<T>(items: readonly T[] | readonly [readonly T[]]): readonly T[] {
  const [first] = items;
  return items.length === 1 && Array.isArray(first) ? (first as readonly T[]) : (items as readonly T[]);
}

function assertDataFrame(other: unknown, at: CallSite | null): void {
  if (other instanceof DataFrame) return;
  const what = `${methodOf(at)} takes a DataFrame, not ${shownValue(other)}`;
  throw planRefused(what, at, "goldpan.createDataFrame makes one of rows");
}

function countOf(input: RelationInput, callSite: CallSite | null): RelationInput {
  const aggregates = [{ name: "count", expression: { sql: "count(*)", callSite } }];
  return { callSite, aggregate: { input, grouping: [], aggregates } };
}

function rowCount(count: number, method: string, at: CallSite | null): number {
  if (Number.isSafeInteger(count) && count >= 0) return count;
  throw planRefused(`${method}(${String(count)}) is not a number of rows`, at, "pass a whole number from 0");
}

/** @returns 0 for cells as they are */
function charactersOf(truncate: boolean | number): number {
  if (typeof truncate === "boolean") return truncate ? 20 : 0;
  return Math.max(0, Math.floor(truncate));
}

function failAboveOf(
  name: string,
  action: OnViolation,
  { failAbove }: ExpectOptions,
  at: CallSite | null,
): { share: number } | { rows: number } | undefined {
  if (failAbove === undefined) return undefined;
  if (action === "fail") {
    throw planRefused(
      `expectation '${name}': fail and failAbove contradict each other`,
      at,
      "use warn, drop or quarantine with failAbove",
    );
  }
  const limit = typeof failAbove === "number" ? { share: failAbove } : failAbove;
  if (!(limit instanceof Object)) throw noLimit(name, at);
  if ("share" in limit && limit.share >= 0 && limit.share <= 1) return { share: limit.share };
  if ("rows" in limit && Number.isSafeInteger(limit.rows) && limit.rows >= 0) return { rows: limit.rows };
  throw noLimit(name, at);
}

function noLimit(name: string, at: CallSite | null): Error {
  return planRefused(
    `expectation '${name}': failAbove is neither a share nor a number of rows`,
    at,
    "write failAbove: 0.05 for a share, failAbove: { rows: 100 } for rows",
  );
}

function nullsPass(name: string, options: ExpectOptions, at: CallSite | null): boolean {
  const nulls: unknown = options.nulls ?? "violate";
  if (nulls === "pass" || nulls === "violate") return nulls === "pass";
  const what = `expectation '${name}': nulls is ${shownValue(nulls)}`;
  throw planRefused(what, at, 'write nulls: "pass" or nulls: "violate"');
}
