/**
 * A DataFrame is a plan: a tree of relations that stands for rows. Methods that return a DataFrame only build the tree; actions
 * (`count`, `collect`, `toArray`, `take`, `first`, `show`, `write.parquet`) start a job at once and return a promise of its result.
 * Names and types are checked by the analyser when a job starts or `schema` is asked for, and errors name the line.
 */
import type { Table } from "apache-arrow";
import type { CallSite, RelationInput, Schema } from "../../common/wire/types.js";
import { nearest } from "../../common/nearest.js";
import { captureCallSite, planRefused } from "./call-site.js";
import { DataFrameWriter } from "./data-frame-writer.js";
import { rowCount } from "./frame/base-frame.js";
import { CheckedFrame } from "./frame/checked-frame.js";
import { nameText } from "./arguments/name-arguments.js";
import { assertPlanSize } from "./plan.js";
import { shownValue } from "./arguments/shown-value.js";
import { drawResult, toRows, toTable, type Row } from "./results/result-table.js";
import { dataFrameReplacements, refuseSparkNames } from "./spark-names.js";
import { approxQuantile, crosstab, ofPair, StatFunctions, type Quantiles, type StatInput } from "./stat-functions.js";
import { schemaTree } from "./sql/type-text.js";

export interface ShowLayout {
  /**
   * Characters of a cell at most: `true` is 20, `false` shows cells whole.
   * @default true
   */
  readonly truncate?: boolean | number;
  /** A line per column instead of a row. @default false */
  readonly vertical?: boolean;
}

const explainModes = ["simple", "formatted", "executed"] as const;

/** What `explain` tells. */
export type ExplainMode = (typeof explainModes)[number];

/** Rows by plan. Its rows never change. Made by `goldpan.read` and `goldpan.createDataFrame`. */
export class DataFrame extends CheckedFrame {
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

  /** Action: the last `count` rows, as `toArray` gives them. Counts the rows first. */
  async tail<T extends Row = Row>(count: number): Promise<T[]> {
    const at = captureCallSite("tail");
    const wanted = rowCount(count, "tail", at);
    const [counted] = await this.rows<{ count: number }>("tail", countOf(this.relation, at), at);
    const all = counted?.count ?? 0;
    const limit = { input: this.relation, offset: Math.max(0, all - wanted), count: wanted };
    return this.rows<T>("tail", { callSite: at, limit }, at);
  }

  /**
   * Action: the rows one by one, as `toArray` gives them; the job starts with the first.
   * @example for await (const row of flights.toLocalIterator()) …
   */
  toLocalIterator<T extends Row = Row>(): AsyncIterableIterator<T> {
    return this.rowByRow<T>(captureCallSite("toLocalIterator"));
  }

  /**
   * Action: values of a column below which these shares of its numbers lie; NULL and NaN do not count. They are exact here, whatever
   * error is allowed.
   * @example const [median] = await flights.approxQuantile("delay", [0.5])
   */
  approxQuantile<Of extends string | readonly string[]>(
    columns: Of,
    probabilities: readonly number[],
    relativeError = 0,
  ): Promise<Quantiles<Of>> {
    return approxQuantile(this.own, [columns, probabilities, relativeError], captureCallSite("approxQuantile"));
  }

  /** Action: Pearson's correlation of two columns, over the rows that have both values. */
  corr(first: string, second: string): Promise<number | null> {
    return ofPair(this.own, "corr", [first, second], captureCallSite("corr"));
  }

  /** Action: the sample covariance of two columns, over the rows that have both values. */
  cov(first: string, second: string): Promise<number | null> {
    return ofPair(this.own, "covar_samp", [first, second], captureCallSite("cov"));
  }

  /** Action: how often each pair of values occurs: a row per value of the first column, a column per value of the second. */
  crosstab(first: string, second: string): Promise<this> {
    return crosstab(this.own, [first, second], captureCallSite("crosstab"));
  }

  /** `stat.approxQuantile`, `stat.corr`, `stat.cov` and `stat.crosstab`, as in Spark. */
  get stat(): StatFunctions<this> {
    return new StatFunctions(this.own);
  }

  /**
   * Action: prints a table of the first rows to stdout.
   * @param count  rows at most
   * @param layout  or `truncate` alone; then `vertical` may follow, as in Spark
   * @example await flights.show(5, { truncate: false })
   */
  show(count = 20, layout: ShowLayout | boolean | number = {}, vertical = false): Promise<void> {
    const at = captureCallSite("show");
    const given = typeof layout === "object" ? layout : { truncate: layout };
    const truncate = charactersOf(given.truncate ?? true);
    const isVertical = given.vertical ?? vertical;
    const { timeZone } = this.execution;
    return this.execution.startAction({
      name: "show",
      callSite: at,
      // One more row tells whether there are more.
      build: () => ({ relation: this.limited(rowCount(count, "show", at) + 1, at).relation, kind: { collect: {} } }),
      finish: async (result) => {
        process.stdout.write(await drawResult(result, { rowsMax: count, truncate, timeZone, vertical: isVertical }));
      },
      finishPlanned: () => undefined,
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

  /**
   * Prints to stdout how the rows are made.
   * - `simple`, `formatted`: how they would be: plan, stages, what is read. Asks the master, runs no job.
   * - `executed`: runs the plan, its rows go nowhere, and tells the stages as they ran, with rows and bytes, and what was decided on
   *   the way.
   */
  async explain(mode: ExplainMode = "simple"): Promise<void> {
    const at = captureCallSite("explain");
    const explained =
      explainMode(mode, at) === "executed" ? await this.executed(at) : await this.planned(mode === "formatted");
    process.stdout.write(explained.endsWith("\n") ? explained : `${explained}\n`);
  }

  /**
   * The rows are kept on workers' disks once a job of this application made them, and later jobs take them from there; what a lost
   * worker kept is made again. Changes nothing but time. Returns this DataFrame itself, as in Spark: what is derived from it from now
   * on reads the cache.
   */
  cache(): this {
    return this.cached(captureCallSite("cache"));
  }

  /** The same as `cache`: rows are kept on disk, there are no other levels. */
  persist(...levels: readonly never[]): this {
    const at = captureCallSite("persist");
    if (levels.length === 0) return this.cached(at);
    const hint = "write persist() or cache()";
    throw planRefused("persist has no storage levels: rows are kept on workers' disks", at, hint);
  }

  /** Forgets what `cache` keeps. DataFrames derived before keep working: their rows are made again. */
  async unpersist(): Promise<void> {
    const { cache } = this.relation;
    if (!cache?.input) return;
    this.relation = cache.input;
    await this.execution.releaseCache(Number(cache.cacheId));
  }

  /** A name by which `goldpan.table` and `goldpan.sql` of this session find it. One that is there already is replaced. */
  createOrReplaceTempView(name: string): void {
    const at = captureCallSite("createOrReplaceTempView");
    this.execution.registerView(nameText(name, at), this.relation);
  }

  /** Writes the rows to a table. @example await flights.write.mode("overwrite").parquet("s3a://gold/flights/") */
  get write(): DataFrameWriter {
    return new DataFrameWriter(this.execution, this.relation);
  }

  private get own(): StatInput<this> {
    const derive = (at: CallSite | null, relation: RelationInput): this => this.derive(at, relation);
    return { execution: this.execution, relation: this.relation, derive };
  }

  private async *rowByRow<T extends Row>(at: CallSite | null): AsyncGenerator<T, undefined> {
    yield* await this.rows<T>("toLocalIterator", this.relation, at);
  }

  private cached(at: CallSite | null): this {
    if (this.relation.cache) return this;
    const cacheId = this.execution.nextCacheId();
    this.relation = { callSite: at, cache: { input: this.relation, cacheId } };
    assertPlanSize(this.relation);
    return this;
  }

  private async planned(formatted: boolean): Promise<string> {
    return (await this.execution.analyze(this.relation, { explain: true, formatted })).explain;
  }

  private executed(at: CallSite | null): Promise<string> {
    return this.execution.startAction({
      name: "explain",
      callSite: at,
      build: () => ({ relation: this.relation, kind: { discard: {} } }),
      finish: ({ summary }) => summary.executed,
    });
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

function explainMode(mode: unknown, at: CallSite | null): ExplainMode {
  const known = explainModes.find((name) => name === mode);
  if (known !== undefined) return known;
  const [best] = nearest(typeof mode === "string" ? mode : "", explainModes, 1);
  const hint = best === undefined ? 'write "simple", "formatted" or "executed"' : `did you mean "${best}"?`;
  throw planRefused(`explain has no mode ${shownValue(mode)}`, at, hint);
}

function countOf(input: RelationInput, callSite: CallSite | null): RelationInput {
  const aggregates = [{ name: "count", expression: { sql: "count(*)", callSite } }];
  return { callSite, aggregate: { input, grouping: [], aggregates } };
}

/** @returns 0 for cells as they are */
function charactersOf(truncate: boolean | number): number {
  if (typeof truncate === "boolean") return truncate ? 20 : 0;
  return Math.max(0, Math.floor(truncate));
}

refuseSparkNames(DataFrame.prototype, "DataFrame", dataFrameReplacements);
