/** DataFrame's methods over groups of rows, and over two DataFrames. */
import type {
  CallSite,
  GroupingKind,
  NamedExpressionInput,
  RelationInput,
  SetOperationKind,
} from "../../../common/wire/types.js";
import { captureCallSite, planRefused } from "../call-site.js";
import type { Column } from "../column.js";
import { columnOfName, spread, toNamedExpression, type Columns } from "../arguments/column-arguments.js";
import { aggregatesOf, GroupedData } from "../grouped-data.js";
import { joinOf, type JoinHow, type JoinOn } from "../arguments/join-arguments.js";
import { nameText } from "../arguments/name-arguments.js";
import { shownValue } from "../arguments/shown-value.js";
import type { ArrangedFrame } from "./arranged-frame.js";
import { assertFrame } from "./base-frame.js";
import { ReshapedFrame } from "./reshaped-frame.js";

export abstract class CombinedFrame extends ReshapedFrame {
  /**
   * Groups of rows with equal keys; NULL equals NULL. A string is a name. Without keys all rows are one group.
   * @example flights.groupBy("origin", month("date").as("month")).agg(count("*").as("flights"))
   */
  groupBy(...keys: Columns): GroupedData<this> {
    return this.grouped("GROUP_BY", keys, captureCallSite("groupBy"));
  }

  /** The same as `groupBy`. */
  groupby(...keys: Columns): GroupedData<this> {
    return this.grouped("GROUP_BY", keys, captureCallSite("groupby"));
  }

  /** As `groupBy`, with subtotals: also without the last key, without the last two, …, and over all rows; left-out keys are NULL. */
  rollup(...keys: Columns): GroupedData<this> {
    return this.grouped("ROLLUP", keys, captureCallSite("rollup"));
  }

  /** As `groupBy`, with subtotals for every subset of the keys; left-out keys are NULL. */
  cube(...keys: Columns): GroupedData<this> {
    return this.grouped("CUBE", keys, captureCallSite("cube"));
  }

  /**
   * As `groupBy`, with the groups that are named: a row per value of each set's keys; keys that a set does not have are NULL.
   * @param sets  of the keys; `[]` is all rows together
   * @example sales.groupingSets([["shop", "year"], ["shop"], []], "shop", "year").agg(sum("amount"))
   */
  groupingSets(sets: readonly (readonly (Column | string)[])[], ...keys: Columns): GroupedData<this> {
    const at = captureCallSite("groupingSets");
    return this.grouped("GROUPING_SETS", keys, at, sets);
  }

  /**
   * One row of aggregates over all rows. @example flights.agg(count("*"), avg("delay").as("mean_delay"))
   */
  agg(...aggregates: readonly Column[] | readonly [Readonly<Record<string, string>>]): this {
    const at = captureCallSite("agg");
    return this.derive(at, {
      aggregate: { input: this.relation, grouping: [], aggregates: aggregatesOf(aggregates, at) },
    });
  }

  /**
   * Rows of both that belong together.
   * @param on  a name or names that both have: the result has each of them once, first. Or a condition, which tells the sides apart by
   *   `left.col("id")`, by aliases, or by names that only one side has; the result has all columns of both.
   * @example flights.join(airports, "iata")
   * @example flights.join(airports, flights.col("origin").eq(airports.col("iata")), "left")
   */
  join(other: ArrangedFrame, on?: JoinOn, how: JoinHow = "inner"): this {
    const at = captureCallSite("join");
    assertFrame(other, at);
    return this.derive(at, { join: { left: this.relation, right: other.relation, ...joinOf(on, how, at) } });
  }

  /** Every row of this one with every row of `other`. */
  crossJoin(other: ArrangedFrame): this {
    const at = captureCallSite("crossJoin");
    assertFrame(other, at);
    return this.derive(at, { join: { left: this.relation, right: other.relation, kind: "CROSS", using: [] } });
  }

  /** A name for this DataFrame, by which expressions reach its columns: `col("o.id")`. */
  alias(name: string): this {
    const at = captureCallSite("alias");
    return this.derive(at, { alias: { input: this.relation, name: nameText(name, at) } });
  }

  /** The same as `alias`. */
  as(name: string): this {
    const at = captureCallSite("as");
    return this.derive(at, { alias: { input: this.relation, name: nameText(name, at) } });
  }

  /** All rows of both, by position: the second column of `other` goes under the second one here. Duplicates stay. */
  union(other: ArrangedFrame): this {
    return this.united(other, captureCallSite("union"));
  }

  /** The same as `union`, as in Spark. */
  unionAll(other: ArrangedFrame): this {
    return this.united(other, captureCallSite("unionAll"));
  }

  /** All rows of both, by column name. With `allowMissingColumns` a column that one side lacks is NULL there. */
  unionByName(other: ArrangedFrame, options: { readonly allowMissingColumns?: boolean } | boolean = {}): this {
    const at = captureCallSite("unionByName");
    assertFrame(other, at);
    // Spark takes it by position, too.
    const allowMissingColumns =
      options === true || (typeof options === "object" && options.allowMissingColumns === true);
    return this.derive(at, { union: { inputs: [this.relation, other.relation], byName: true, allowMissingColumns } });
  }

  /** Rows that are in both, each once. By position; NULL equals NULL. */
  intersect(other: ArrangedFrame): this {
    return this.setOperation(other, "INTERSECT", false, captureCallSite("intersect"));
  }

  /** Rows that are in both, each as often as in the side that has it less often. By position; NULL equals NULL. */
  intersectAll(other: ArrangedFrame): this {
    return this.setOperation(other, "INTERSECT", true, captureCallSite("intersectAll"));
  }

  /** Rows that are here and not in `other`, each once. By position; NULL equals NULL. */
  except(other: ArrangedFrame): this {
    return this.setOperation(other, "EXCEPT", false, captureCallSite("except"));
  }

  /** The same as `except`. */
  subtract(other: ArrangedFrame): this {
    return this.setOperation(other, "EXCEPT", false, captureCallSite("subtract"));
  }

  /** Rows that are here, each as many times as it is here more often than in `other`. By position; NULL equals NULL. */
  exceptAll(other: ArrangedFrame): this {
    return this.setOperation(other, "EXCEPT", true, captureCallSite("exceptAll"));
  }

  /**
   * The hint `broadcast` (`broadcastjoin`, `mapjoin`) marks a side of a join as small: the same as `broadcast(frame)`. How joins are done
   * otherwise follows from sizes.
   */
  hint(name: string, ...parameters: readonly unknown[]): this {
    const at = captureCallSite("hint");
    const lower = typeof name === "string" ? name.toLowerCase() : "";
    if (parameters.length === 0 && ["broadcast", "broadcastjoin", "mapjoin"].includes(lower))
      return this.broadcasted(at);
    const instead = Object.hasOwn(hintMethods, lower) ? hintMethods[lower] : undefined;
    const hint = instead ?? "leave it out: how a join is done follows from the sizes of its sides";
    throw planRefused(`there is no hint ${shownValue(name)}`, at, hint);
  }

  /** @internal  Use `broadcast(frame)`. */
  broadcasted(at: CallSite | null): this {
    return this.derive(at, { broadcast: { input: this.relation } });
  }

  private grouped(
    kind: GroupingKind,
    keys: Columns,
    at: CallSite | null,
    sets: readonly (readonly (Column | string)[])[] = [],
  ): GroupedData<this> {
    const grouping = spread(keys).map((key) => toNamedExpression(columnOfName(key, at), at));
    const derive = (place: CallSite | null, relation: RelationInput): this => this.derive(place, relation);
    const positions = keyPositions(sets, grouping, at);
    const named = positions.length === 0 ? {} : { sets: positions };
    return new GroupedData({ input: this.relation, grouping, kind, ...named }, derive, this.execution);
  }

  private united(other: ArrangedFrame, at: CallSite | null): this {
    assertFrame(other, at);
    const inputs = [this.relation, other.relation];
    return this.derive(at, { union: { inputs, byName: false, allowMissingColumns: false } });
  }

  private setOperation(other: ArrangedFrame, kind: SetOperationKind, all: boolean, at: CallSite | null): this {
    assertFrame(other, at);
    return this.derive(at, { setOperation: { left: this.relation, right: other.relation, kind, all } });
  }
}

/** Hints that are methods here. */
const hintMethods: Readonly<Record<string, string>> = {
  coalesce: "write coalesce(4)",
  repartition: 'write repartition(16) or repartition(16, "origin")',
  repartition_by_range: 'write repartitionByRange(16, "date")',
  rebalance: "leave it out: partitions are put together and divided by their sizes",
};

function keyPositions(
  sets: readonly (readonly (Column | string)[])[],
  grouping: readonly NamedExpressionInput[],
  at: CallSite | null,
): { keys: number[] }[] {
  return sets.map((set) => ({
    keys: set.map((key) => {
      const { sql } = columnOfName(key, at).parts;
      const position = grouping.findIndex(({ expression }) => expression?.sql === sql);
      if (position >= 0) return position;
      throw planRefused(`groupingSets: ${sql} is in a set and not among the keys`, at, "name all keys after the sets");
    }),
  }));
}
