/** Groups of rows, on the way to one row each. */
import type { AggregateInput, CallSite, NamedExpressionInput, RelationInput } from "../../common/wire/types.js";
import { captureCallSite, planRefused } from "./call-site.js";
import { Column, type ColumnOrLiteral } from "./column.js";
import { columnOfName, spread, toExpression, toNamedExpression } from "./arguments/column-arguments.js";
import type { Execution } from "./execution.js";
import { avg, count, max, min, sum } from "./functions/aggregates.js";
import { recordArgument } from "./arguments/name-arguments.js";
import { differentValues, foundValues, givenValues } from "./pivot-values.js";
import { groupedReplacements, refuseSparkNames } from "./spark-names.js";
import { shownValue } from "./arguments/shown-value.js";

/** What is aggregated, but for the aggregates. */
export type Grouping = Omit<AggregateInput, "aggregates">;

/** Made by `groupBy`, `rollup` and `cube`. `Frame` is the class of the DataFrame that comes of it. */
export class GroupedData<Frame> {
  private readonly grouping: Grouping;
  private readonly derive: (at: CallSite | null, relation: RelationInput) => Frame;
  private readonly execution: Execution;

  /** @internal */
  constructor(
    grouping: Grouping,
    derive: (at: CallSite | null, relation: RelationInput) => Frame,
    execution: Execution,
  ) {
    this.grouping = grouping;
    this.derive = derive;
    this.execution = execution;
  }

  /**
   * Each aggregate once per value of a column: one row per group, a column per value. It is called as the value is, and with several
   * aggregates `value_aggregate`.
   * @param values  in the order of the columns. Without them a job finds them first, in ascending order, at most 10,000: then the result
   *   is a promise.
   * @example sales.groupBy("shop").pivot("year", [2000, 2001]).sum("amount")
   * @example (await sales.groupBy("shop").pivot("year")).sum("amount")
   */
  pivot(column: Column | string, values: readonly ColumnOrLiteral[]): GroupedData<Frame>;
  pivot(column: Column | string): Promise<GroupedData<Frame>>;
  pivot(
    column: Column | string,
    values?: readonly ColumnOrLiteral[],
  ): GroupedData<Frame> | Promise<GroupedData<Frame>> {
    const at = captureCallSite("pivot");
    if (this.grouping.pivot) throw planRefused("pivot after pivot", at, "pivot one column, or struct(a, b) of both");
    const pivoted = columnOfName(column, at);
    const expression = toExpression(pivoted, at);
    const over = (found: NamedExpressionInput[]): GroupedData<Frame> => {
      const grouping = { ...this.grouping, pivot: { column: expression, values: found } };
      return new GroupedData(grouping, this.derive, this.execution);
    };
    if (values !== undefined) return over(givenValues(values, at));
    const pending = this.execution.startAction({
      name: "pivot",
      callSite: at,
      build: () => ({ relation: differentValues(this.grouping.input ?? {}, pivoted, at), kind: { collect: {} } }),
      finish: async (result) => over(await foundValues(result, at)),
    });
    return refusingAggregates(pending);
  }

  /**
   * One row per group: its keys, then these. NULL is a key like any other.
   * @example flights.groupBy("origin").agg(count("*").as("flights"), avg("delay"))
   * @example flights.groupBy("origin").agg({ delay: "max", distance: "sum" })
   */
  agg(...aggregates: readonly Column[] | readonly [Readonly<Record<string, string>>]): Frame {
    const at = captureCallSite("agg");
    return this.aggregated(aggregatesOf(aggregates, at), at);
  }

  /** How many rows each group has, in a column `count`. */
  count(): Frame {
    const at = captureCallSite("count");
    return this.aggregated([toNamedExpression(count("*"), at, "count")], at);
  }

  /** The sums of these columns, named `sum(delay)`. */
  sum(...columns: readonly string[]): Frame {
    return this.each("sum", sum, columns, captureCallSite("sum"));
  }

  /** The means of these columns, named `avg(delay)`. */
  avg(...columns: readonly string[]): Frame {
    return this.each("avg", avg, columns, captureCallSite("avg"));
  }

  /** The same as `avg`. */
  mean(...columns: readonly string[]): Frame {
    return this.each("mean", avg, columns, captureCallSite("mean"));
  }

  /** The smallest values of these columns, named `min(delay)`. */
  min(...columns: readonly string[]): Frame {
    return this.each("min", min, columns, captureCallSite("min"));
  }

  /** The greatest values of these columns, named `max(delay)`. */
  max(...columns: readonly string[]): Frame {
    return this.each("max", max, columns, captureCallSite("max"));
  }

  private each(
    name: string,
    aggregate: (column: string) => Column,
    columns: readonly string[] | readonly [readonly string[]],
    at: CallSite | null,
  ): Frame {
    const names = spread<string>(columns);
    if (names.length === 0) {
      throw planRefused(`${name} without columns`, at, `name the columns: ${name}("delay")`);
    }
    return this.aggregated(
      names.map((column) => toNamedExpression(aggregate(column), at)),
      at,
    );
  }

  private aggregated(aggregates: NamedExpressionInput[], at: CallSite | null): Frame {
    return this.derive(at, { aggregate: { ...this.grouping, aggregates } });
  }
}

/** A promise whose methods of GroupedData, which Spark's users write at once, tell to wait for it. */
function refusingAggregates<Grouped>(pending: Promise<Grouped>): Promise<Grouped> {
  const refuse = (name: string) => (): never => {
    const at = captureCallSite(name);
    const hint = `write (await df.groupBy("shop").pivot("year")).${name}(…), or give the values: pivot("year", [2000, 2001]).${name}(…)`;
    throw planRefused("pivot without values is a promise: a job finds the values first", at, hint);
  };
  const methods = ["agg", "count", "sum", "avg", "mean", "min", "max"];
  return Object.assign(pending, Object.fromEntries(methods.map((name) => [name, refuse(name)])));
}

/** @throws PLAN_REFUSED without aggregates, and for what is none */
export function aggregatesOf(
  given: readonly Column[] | readonly [Readonly<Record<string, string>>],
  at: CallSite | null,
): NamedExpressionInput[] {
  const [first] = given;
  const isRecord =
    given.length === 1 && typeof first === "object" && !(first instanceof Column) && !Array.isArray(first);
  const columns = isRecord ? byName(first, at) : spread(given as readonly Column[]);
  if (columns.length === 0) throw planRefused("agg without aggregates", at, 'write for instance agg(count("*"))');
  for (const column of columns) {
    if (!(column instanceof Column))
      throw planRefused("agg takes Columns", at, 'write sum("delay") or expr("sum(delay)")');
  }
  return columns.map((column) => toNamedExpression(column, at));
}

/** `{ delay: "max" }`, as in Spark. */
function byName(record: Readonly<Record<string, string>>, at: CallSite | null): Column[] {
  return recordArgument(record, at).map(([name, aggregate]) => {
    if (typeof aggregate !== "string" || !/^[A-Za-z_]\w*$/.test(aggregate)) {
      const what = `agg: ${shownValue(aggregate)} is not the name of an aggregate`;
      throw planRefused(what, at, 'write agg({ delay: "max" })');
    }
    return namedAggregate(aggregate.toLowerCase(), name, at);
  });
}

function namedAggregate(aggregate: string, name: string, at: CallSite | null): Column {
  switch (aggregate) {
    case "count":
      return count(name);
    case "sum":
      return sum(name);
    case "mean":
    case "avg":
      return avg(name);
    default: {
      const operand = columnOfName(name, at);
      const defaultName = `${aggregate}(${operand.parts.defaultName ?? operand.parts.sql})`;
      return new Column({ sql: `${aggregate}(${operand.parts.sql})`, callSite: at, atomic: true, defaultName });
    }
  }
}

refuseSparkNames(GroupedData.prototype, "GroupedData", groupedReplacements);
