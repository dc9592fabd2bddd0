/** `frame.stat`: Spark's statistics over columns. Each starts a job at once. */
import type { CallSite, NamedExpressionInput, RelationInput } from "../../common/wire/types.js";
import { captureCallSite, planRefused } from "./call-site.js";
import { Column } from "./column.js";
import type { Execution } from "./execution.js";
import { literalSql, quoteIdentifier } from "./sql/literal.js";
import { nameText } from "./arguments/name-arguments.js";
import { differentValues, foundValues } from "./pivot-values.js";
import { toRows, type Row } from "./results/result-table.js";
import { shownValue } from "./arguments/shown-value.js";
import { refuseSparkNames, statReplacements } from "./spark-names.js";

/** The DataFrame that statistics are of. */
export interface StatInput<Frame> {
  readonly execution: Execution;
  readonly relation: RelationInput;
  readonly derive: (at: CallSite | null, relation: RelationInput) => Frame;
}

/** Of one column its values, of several a list for each. */
export type Quantiles<Of> = Of extends string ? number[] : number[][];

/** Made by `frame.stat`. */
export class StatFunctions<Frame> {
  private readonly input: StatInput<Frame>;

  /** @internal */
  constructor(input: StatInput<Frame>) {
    this.input = input;
  }

  /** The same as `DataFrame.approxQuantile`. */
  approxQuantile<Of extends string | readonly string[]>(
    columns: Of,
    probabilities: readonly number[],
    relativeError = 0,
  ): Promise<Quantiles<Of>> {
    return approxQuantile(this.input, [columns, probabilities, relativeError], captureCallSite("approxQuantile"));
  }

  /** The same as `DataFrame.corr`. */
  corr(first: string, second: string): Promise<number | null> {
    return ofPair(this.input, "corr", [first, second], captureCallSite("corr"));
  }

  /** The same as `DataFrame.cov`. */
  cov(first: string, second: string): Promise<number | null> {
    return ofPair(this.input, "covar_samp", [first, second], captureCallSite("cov"));
  }

  /** The same as `DataFrame.crosstab`. */
  crosstab(first: string, second: string): Promise<Frame> {
    return crosstab(this.input, [first, second], captureCallSite("crosstab"));
  }
}

/** @returns for each column the values, without NULL and NaN; nothing for a column that has none */
export async function approxQuantile<Of extends string | readonly string[]>(
  input: StatInput<unknown>,
  [columns, probabilities, relativeError]: readonly [
    columns: Of,
    probabilities: readonly number[],
    relativeError: number,
  ],
  at: CallSite | null,
): Promise<Quantiles<Of>> {
  if (
    !Array.isArray(probabilities) ||
    probabilities.length === 0 ||
    !probabilities.every((share) => share >= 0 && share <= 1)
  ) {
    throw planRefused(
      "approxQuantile without shares from 0 to 1",
      at,
      'write approxQuantile("delay", [0.25, 0.5, 0.75])',
    );
  }
  if (typeof relativeError !== "number" || !(relativeError >= 0)) {
    const what = `approxQuantile: ${shownValue(relativeError)} is not a relative error`;
    throw planRefused(what, at, "pass a number from 0, or leave it out: values are exact here");
  }
  const given: string | readonly string[] = columns;
  const names = (typeof given === "string" ? [given] : given).map((name) => nameText(name, at));
  const shares = literalSql(probabilities as readonly number[]);
  const values = names.map((name) => {
    const number = doubleSql(name);
    return `quantile_disc(${number}, CAST(${shares} AS DOUBLE[])) FILTER (WHERE ${number} IS NOT NULL AND NOT isnan(${number}))`;
  });
  const row = await aggregated(input, "approxQuantile", values, at);
  const lists = names.map((_, index) => (row[`v${index}`] ?? []) as number[]);
  return (typeof columns === "string" ? (lists[0] ?? []) : lists) as Quantiles<Of>;
}

/** @returns null without two rows that have both values */
export async function ofPair(
  input: StatInput<unknown>,
  aggregate: "corr" | "covar_samp",
  pair: readonly [string, string],
  at: CallSite | null,
): Promise<number | null> {
  const [first, second] = pair.map((name) => doubleSql(nameText(name, at)));
  const row = await aggregated(input, at?.method ?? aggregate, [`${aggregate}(${first ?? ""}, ${second ?? ""})`], at);
  return (row["v0"] ?? null) as number | null;
}

/** How often each pair of values occurs: a row per value of the first column, a column per value of the second. */
export async function crosstab<Frame>(
  { execution, relation, derive }: StatInput<Frame>,
  pair: readonly [string, string],
  at: CallSite | null,
): Promise<Frame> {
  const [first, second] = pair.map((name) => nameText(name, at));
  const key = `${first ?? ""}_${second ?? ""}`;
  const columns = [named(key, textSql(first ?? ""), at), named(valueColumn, textSql(second ?? ""), at)];
  const texts: RelationInput = { callSite: at, project: { input: relation, columns } };
  const value = new Column({ sql: quoteIdentifier(valueColumn), callSite: at, atomic: true });
  const values = await execution.startAction({
    name: "crosstab",
    callSite: at,
    build: () => ({ relation: differentValues(texts, value, at), kind: { collect: {} } }),
    finish: async (result) => foundValues(result, at),
  });
  const pivot = { column: { sql: value.parts.sql, callSite: at }, values };
  const grouping = [named(key, quoteIdentifier(key), at)];
  const aggregates = [named("", "count(*)", at)];
  const counted = { callSite: at, aggregate: { input: texts, grouping, aggregates, pivot } };
  const fills = [{ columns: [], kind: "NUMBERS" as const, value: { sql: "0", callSite: at } }];
  return derive(at, { bySchema: { input: counted, fillNulls: { fills } } });
}

const valueColumn = "__goldpan_value";

function textSql(name: string): string {
  return `coalesce(CAST(${quoteIdentifier(name)} AS VARCHAR), 'null')`;
}

function doubleSql(name: string): string {
  return `CAST(${quoteIdentifier(name)} AS DOUBLE)`;
}

function named(name: string, sql: string, callSite: CallSite | null): NamedExpressionInput {
  return { name, expression: { sql, callSite } };
}

/** Aggregates over all rows, in columns `v0`, `v1`, … */
function aggregated(
  { execution, relation }: StatInput<unknown>,
  name: string,
  values: readonly string[],
  callSite: CallSite | null,
): Promise<Row> {
  const aggregates = values.map((sql, index) => named(`v${index}`, sql, callSite));
  return execution.startAction({
    name,
    callSite,
    build: () => ({
      relation: { callSite, aggregate: { input: relation, grouping: [], aggregates } },
      kind: { collect: {} },
    }),
    finish: async (result) => (await toRows(result))[0] ?? {},
  });
}

refuseSparkNames(StatFunctions.prototype, "DataFrame.stat", statReplacements);
