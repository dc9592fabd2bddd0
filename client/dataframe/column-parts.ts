/** What Columns are made of. */
import type { CallSite, NullOrder } from "../../common/wire/types.js";

/** What a Column is made of, for the functions that make them. */
export interface ColumnParts {
  /** One expression in DuckDB's dialect. */
  readonly sql: string;
  readonly callSite: CallSite | null;
  /** True where `sql` needs no parentheses inside another expression. */
  readonly atomic?: boolean;
  /** What `as` gave. */
  readonly alias?: string | undefined;
  /** What the result is called without an alias, where that is not DuckDB's own choice. */
  readonly defaultName?: string | undefined;
  /** A `sum` of ours is in it: integers add up to a BIGINT, as in Spark. */
  readonly hugeintAsBigint?: boolean;
  /** How `orderBy` sorts by it. A Column that has it is no value. */
  readonly order?: SortDirection;
  /** It makes rows. A Column that has it is no value: `sql` is the list or map. */
  readonly generator?: Generator;
  /** Names of a generator's columns, where `as` gave several. */
  readonly aliases?: readonly string[];
  /** SQL over a window, where that is not `sql` with the window behind it. */
  readonly windowCall?: WindowCall;
  /** The function's name where it tells of a row's place among others: without an order, a window gives it none. */
  readonly placeIn?: string;
}

/** How rows are sorted by a value. */
export interface SortDirection {
  readonly descending: boolean;
  readonly nulls: NullOrder;
}

/** How one row becomes one row per element of a list or entry of a map. */
export interface Generator {
  /** As in Spark: `explode`, `posexplode`, `explode_outer`, … */
  readonly name: string;
  readonly withPosition: boolean;
  /** A row without elements stays. */
  readonly outer: boolean;
}

/** SQL of an aggregate, each call in it followed by `over`: what a window is, or nothing. */
export type WindowCall = (over: string) => string;

/** Rows around a row, see `Window`. */
export interface WindowFrame {
  /** @internal  What stands behind OVER, with parentheses. */
  overSql(): string;
  /** @internal */
  readonly isOrdered: boolean;
}
