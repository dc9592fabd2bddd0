/** DataFrame's methods that make other columns or rows of all that there are. */
import { randomInt } from "node:crypto";
import type { CallSite, RelationInput } from "../../../common/wire/types.js";
import { captureCallSite, planRefused } from "../call-site.js";
import { Column } from "../column.js";
import { columnOfName, spread, toNamedExpression, type Columns } from "../arguments/column-arguments.js";
import { quoteText } from "../../../common/sql-text.js";
import { existingName, nameText } from "../arguments/name-arguments.js";
import { shownValue } from "../arguments/shown-value.js";
import { ArrangedFrame } from "./arranged-frame.js";
import { BaseFrame } from "./base-frame.js";

const describeStatistics = ["count", "mean", "stddev", "min", "max"];
const summaryStatistics = ["count", "mean", "stddev", "min", "25%", "50%", "75%", "max"];
/** Seeds are whole numbers below this. */
const seedsMax = 2 ** 31;
const mappedColumn = "__goldpan_mapped";

export abstract class ReshapedFrame extends ArrangedFrame {
  /** The same columns under other names, by position. @example (joined).toDF("id", "name", "city") */
  toDF(...names: readonly string[] | readonly [readonly string[]]): this {
    const at = captureCallSite("toDF");
    const list = spread<string>(names).map((name) => nameText(name, at));
    return this.derive(at, { bySchema: { input: this.relation, nameColumns: { names: list } } });
  }

  /**
   * What a function of DataFrames makes of this one: steps of a pipeline, one below the other.
   * @example flights.transform(withRoute).transform(withoutOutliers, 2880)
   */
  transform<Arguments extends readonly unknown[], Frame extends BaseFrame>(
    step: (frame: this, ...rest: Arguments) => Frame,
    ...rest: Arguments
  ): Frame {
    const at = captureCallSite("transform");
    if (typeof step !== "function") {
      throw planRefused(`transform takes a function, not ${shownValue(step)}`, at, "write transform((frame) => …)");
    }
    const made: unknown = step(this, ...rest);
    if (made instanceof BaseFrame) return made as Frame;
    throw planRefused(`transform's function gave ${shownValue(made)}`, at, "return a DataFrame from it");
  }

  /**
   * One row per row: what `column` makes of it, in one column.
   * @param column  a row function of the row's columns, or any other expression
   * @param name  of the column; `"*"` makes a column of each field of a struct
   * @example lines.map(parse("value"), "*")
   */
  map(column: Column | string, name = "value"): this {
    const at = captureCallSite("map");
    const given = columnOfName(column, at);
    if (name !== "*") return this.derive(at, projected(this.relation, given, nameText(name, at), at));
    const whole = { callSite: at, ...projected(this.relation, given, mappedColumn, at) };
    const fields = { name: "", expression: { sql: `${mappedColumn}.*`, callSite: at } };
    return this.derive(at, { project: { input: whole, columns: [fields] } });
  }

  /**
   * The columns whose names match a regular expression as a whole, whatever the case; for `select`.
   * @param pattern  as in Spark between backquotes, or without them
   */
  colRegex(pattern: string): Column {
    const at = captureCallSite("colRegex");
    const inner = nameText(pattern, at).replace(/^`(.*)`$/s, "$1");
    return new Column({ sql: `COLUMNS(${quoteText(`(?i)^(?:${inner})$`)})`, callSite: at, atomic: true });
  }

  /**
   * From columns to rows: one row per row and column of `values`, with the column's name and its value.
   * @param values  columns of one kind; without them all but the ids
   * @example sales.unpivot("shop", ["q1", "q2"], "quarter", "amount")
   */
  unpivot(
    ids: string | Column | readonly (string | Column)[],
    values: string | Column | readonly (string | Column)[] | null | undefined,
    nameColumn: string,
    valueColumn: string,
  ): this {
    return this.unpivoted([ids, values, nameColumn, valueColumn], captureCallSite("unpivot"));
  }

  /** The same as `unpivot`. */
  melt(
    ids: string | Column | readonly (string | Column)[],
    values: string | Column | readonly (string | Column)[] | null | undefined,
    nameColumn: string,
    valueColumn: string,
  ): this {
    return this.unpivoted([ids, values, nameColumn, valueColumn], captureCallSite("melt"));
  }

  /**
   * Count, mean, standard deviation, least and greatest value of columns of numbers and texts, as texts: one row each, named in the
   * column `summary`. Without columns of all of them.
   */
  describe(...columns: readonly string[] | readonly [readonly string[]]): this {
    const at = captureCallSite("describe");
    const names = spread<string>(columns).map((name) => nameText(name, at));
    const summarize = { columns: names, statistics: describeStatistics };
    return this.derive(at, { bySchema: { input: this.relation, summarize } });
  }

  /**
   * As `describe`, of all columns of numbers and texts, with statistics of your own choice.
   * @param statistics  `count`, `mean`, `stddev`, `min`, `max`, `count_distinct`, `approx_count_distinct`, percentiles such as `25%`;
   *   without them those of `describe` and the quartiles
   */
  summary(...statistics: readonly string[] | readonly [readonly string[]]): this {
    const at = captureCallSite("summary");
    const list = spread<string>(statistics).map((name) => nameText(name, at));
    const summarize = { columns: [], statistics: list.length === 0 ? summaryStatistics : [...list] };
    return this.derive(at, { bySchema: { input: this.relation, summarize } });
  }

  /**
   * All rows in parts of about these shares, each row in exactly one; equal rows go together. The same seed over the same rows gives the
   * same parts; without one it is drawn now.
   * @param weights  greater than 0; those of `[3, 1]` are three quarters and one
   * @example const [train, test] = flights.randomSplit([0.8, 0.2], 42)
   */
  randomSplit(weights: readonly number[], seed: number = randomInt(seedsMax)): this[] {
    const at = captureCallSite("randomSplit");
    if (
      !Array.isArray(weights) ||
      weights.length === 0 ||
      !weights.every((weight) => weight > 0 && Number.isFinite(weight))
    ) {
      throw planRefused("randomSplit without shares greater than 0", at, "write randomSplit([0.8, 0.2], 42)");
    }
    if (!Number.isSafeInteger(seed) || seed < 0) {
      throw planRefused(`randomSplit: ${shownValue(seed)} is not a seed`, at, "pass a whole number from 0");
    }
    const shares = weights as readonly number[];
    const total = shares.reduce((sum, weight) => sum + weight, 0);
    const upto = (count: number): number =>
      count === shares.length ? 1 : shares.slice(0, count).reduce((sum, weight) => sum + weight, 0) / total;
    return shares.map((_, index) => {
      const shareOfRows = { lower: upto(index), upper: upto(index + 1), seed };
      return this.derive(at, { bySchema: { input: this.relation, shareOfRows } });
    });
  }

  private unpivoted(
    [ids, values, nameColumn, valueColumn]: readonly [
      ids: string | Column | readonly (string | Column)[],
      values: string | Column | readonly (string | Column)[] | null | undefined,
      nameColumn: string,
      valueColumn: string | undefined,
    ],
    at: CallSite | null,
  ): this {
    // Scala's: unpivot(ids, nameColumn, valueColumn).
    if (valueColumn === undefined && typeof values === "string") {
      return this.unpivoted([ids, undefined, values, nameColumn], at);
    }
    const unpivot = {
      ids: namesOf(ids, at),
      values: namesOf(values ?? [], at),
      nameColumn: nameText(nameColumn, at),
      valueColumn: nameText(valueColumn, at),
    };
    return this.derive(at, { bySchema: { input: this.relation, unpivot } });
  }
}

function projected(input: RelationInput, column: Column, name: string, at: CallSite | null): RelationInput {
  return { project: { input, columns: [toNamedExpression(column, at, name)] } };
}

function namesOf(names: string | Column | readonly (string | Column)[], at: CallSite | null): string[] {
  return spread<string | Column>([names] as Columns).map((name) => existingName(name, at));
}
