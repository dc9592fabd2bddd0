/** Windows: the rows around a row, for `Column.over`. */
import type { CallSite } from "../../common/wire/types.js";
import { captureCallSite, planRefused } from "./call-site.js";
import { columnOfName, spread, toExpression, type Columns } from "./arguments/column-arguments.js";
import type { WindowFrame } from "./column-parts.js";
import { quoteText } from "../../common/sql-text.js";
import { shownValue } from "./arguments/shown-value.js";
import { sortSql } from "./arguments/sort-orders.js";

/** Where a frame ends that has no end on that side. */
const unbounded = Number.MAX_SAFE_INTEGER;

/**
 * One end of a frame: so many rows, or so much of the sort key, after the current row, or before it where negative. For
 * `rangeBetween` over dates and times an interval: `"-7 days"`, `"1 hour"`.
 */
export type FrameBound = number | string;

/** Immutable: every method returns a new one. Made by `Window`. */
export class WindowSpec implements WindowFrame {
  private readonly partitions: readonly string[];
  private readonly orders: readonly string[];
  private readonly frame: string | undefined;

  /** @internal  Use `Window`. */
  constructor(parts: { partitions?: readonly string[]; orders?: readonly string[]; frame?: string | undefined } = {}) {
    this.partitions = parts.partitions ?? [];
    this.orders = parts.orders ?? [];
    this.frame = parts.frame;
  }

  /** Rows with equal values here belong together. A string is a name. */
  partitionBy(...columns: Columns): WindowSpec {
    const at = captureCallSite("partitionBy");
    return new WindowSpec({ ...this.parts(), partitions: partitionSqls(columns, at) });
  }

  /** The order within a partition. Ascending, NULL first, unless `desc()` and its kind say otherwise. */
  orderBy(...columns: Columns): WindowSpec {
    const at = captureCallSite("orderBy");
    return new WindowSpec({ ...this.parts(), orders: orderSqls(columns, at) });
  }

  /** A frame by rows: from `start` to `end`, both included. @example orderBy("date").rowsBetween(-6, Window.currentRow) */
  rowsBetween(start: number, end: number): WindowSpec {
    const at = captureCallSite("rowsBetween");
    for (const bound of [start, end]) {
      if (Number.isSafeInteger(bound) || Math.abs(bound) === Infinity) continue;
      throw planRefused(`rowsBetween: ${shownValue(bound)} is not a number of rows`, at, "pass whole numbers");
    }
    return new WindowSpec({ ...this.parts(), frame: frameSql("ROWS", start, end, at) });
  }

  /**
   * A frame by the sort key's values: from `start` to `end` away from the current row's, both included.
   * @example orderBy("date").rangeBetween("-7 days", Window.currentRow)
   */
  rangeBetween(start: FrameBound, end: FrameBound): WindowSpec {
    const at = captureCallSite("rangeBetween");
    return new WindowSpec({ ...this.parts(), frame: frameSql("RANGE", start, end, at) });
  }

  /** @internal */
  get isOrdered(): boolean {
    return this.orders.length > 0;
  }

  /** @internal */
  overSql(): string {
    const clauses = [
      ...(this.partitions.length === 0 ? [] : [`PARTITION BY ${this.partitions.join(", ")}`]),
      ...(this.orders.length === 0 ? [] : [`ORDER BY ${this.orders.join(", ")}`]),
      ...(this.frame === undefined ? [] : [this.frame]),
    ];
    return `(${clauses.join(" ")})`;
  }

  private parts(): { partitions: readonly string[]; orders: readonly string[]; frame: string | undefined } {
    return { partitions: this.partitions, orders: this.orders, frame: this.frame };
  }
}

/**
 * Where windows begin. As in Spark, a window with an order and without a frame goes from the first row of the partition to the current
 * one and those that are equal to it; one without an order is the whole partition.
 *
 * @example
 * const byAccount = Window.partitionBy("account").orderBy("date");
 * payments.withColumn("balance", sum("amount").over(byAccount.rowsBetween(Window.unboundedPreceding, Window.currentRow)));
 */
export const Window = {
  /** For frames: from the partition's first row. */
  unboundedPreceding: -unbounded,
  /** For frames: to the partition's last row. */
  unboundedFollowing: unbounded,
  /** For frames: the row itself. */
  currentRow: 0,
  /** Rows with equal values here belong together. A string is a name. */
  partitionBy(...columns: Columns): WindowSpec {
    return new WindowSpec({ partitions: partitionSqls(columns, captureCallSite("partitionBy")) });
  },
  /** All rows in one partition, in this order: to be allowed by `goldpan.sql.singleTask.enabled`. */
  orderBy(...columns: Columns): WindowSpec {
    return new WindowSpec({ orders: orderSqls(columns, captureCallSite("orderBy")) });
  },
  /** All rows in one partition, with a frame by rows. */
  rowsBetween(start: number, end: number): WindowSpec {
    return new WindowSpec({ frame: frameSql("ROWS", start, end, captureCallSite("rowsBetween")) });
  },
  /** All rows in one partition, with a frame by values. */
  rangeBetween(start: FrameBound, end: FrameBound): WindowSpec {
    return new WindowSpec({ frame: frameSql("RANGE", start, end, captureCallSite("rangeBetween")) });
  },
} as const;

function partitionSqls(columns: Columns, at: CallSite | null): string[] {
  return spread(columns).map((column) => toExpression(columnOfName(column, at), at).sql ?? "");
}

function orderSqls(columns: Columns, at: CallSite | null): string[] {
  return spread(columns).map((column) => sortSql(column, at));
}

function frameSql(unit: "ROWS" | "RANGE", start: FrameBound, end: FrameBound, at: CallSite | null): string {
  return `${unit} BETWEEN ${boundSql(start, "PRECEDING", at)} AND ${boundSql(end, "FOLLOWING", at)}`;
}

function boundSql(bound: FrameBound, unboundedSide: "PRECEDING" | "FOLLOWING", at: CallSite | null): string {
  if (typeof bound === "string") {
    const [, sign, length] = /^\s*(-?)\s*(\S.*)$/s.exec(bound) ?? [];
    if (length === undefined) throw noBound(bound, at);
    return `INTERVAL ${quoteText(length)} ${sign === "-" ? "PRECEDING" : "FOLLOWING"}`;
  }
  if (typeof bound !== "number" || Number.isNaN(bound)) throw noBound(bound, at);
  if (Math.abs(bound) >= unbounded) {
    const side = bound < 0 ? "PRECEDING" : "FOLLOWING";
    if (side === unboundedSide) return `UNBOUNDED ${side}`;
    throw planRefused(
      `a frame cannot ${unboundedSide === "PRECEDING" ? "start" : "end"} with UNBOUNDED ${side}`,
      at,
      "write the earlier end first",
    );
  }
  if (bound === 0) return "CURRENT ROW";
  return `${Math.abs(bound)} ${bound < 0 ? "PRECEDING" : "FOLLOWING"}`;
}

function noBound(bound: unknown, at: CallSite | null): Error {
  const hint = 'pass a number, Window.currentRow, Window.unboundedPreceding, or an interval such as "-7 days"';
  return planRefused(`${shownValue(bound)} is no end of a frame`, at, hint);
}
