/** DataFrame's expectations beyond a row. */
import type { CallSite, RelationInput } from "../../../common/wire/types.js";
import { ageMs } from "../arguments/age.js";
import { captureCallSite, planRefused } from "../call-site.js";
import {
  columnList,
  containedRows,
  keyColumns,
  uniqueRows,
  type KeptRow,
  type KeyColumns,
  type Reference,
} from "./checked-rows.js";
import type { Column } from "../column.js";
import { columnOfName, toExpression } from "../arguments/column-arguments.js";
import {
  assertOptions,
  expectationOf,
  togetherExpectationOf,
  type ExpectOptions,
  type OnViolation,
} from "../arguments/expectations.js";
import { recordArgument } from "../arguments/name-arguments.js";
import { shownValue } from "../arguments/shown-value.js";
import { BaseFrame } from "./base-frame.js";
import { CombinedFrame } from "./combined-frame.js";

/** Under which name an expectation is counted and reported. */
export interface NamedExpectation {
  /** What holds, e.g. "booking is unique". @default it is made of the columns */
  readonly name?: string;
}

export interface ExpectUniqueOptions extends ExpectOptions, NamedExpectation {
  /**
   * Which one of the rows with the same key does not violate it: the first, `latest("updated_at")` or another order, or none.
   * @default "first"
   */
  readonly keep?: KeptRow;
}

export interface ExpectInOptions extends ExpectOptions, NamedExpectation {
  /** The other table's columns, in the order of the ones here. @default those of the same names */
  readonly columns?: KeyColumns;
}

/** What may happen where no single row is to blame. */
export type OnViolationTogether = Extract<OnViolation, "warn" | "fail">;

export abstract class CheckedFrame extends CombinedFrame {
  /**
   * No two rows have the same key. All rows of a key but the first one violate it: `drop` keeps as many rows as
   * `dropDuplicates(keys)`. A key with a NULL in it violates, unless `nulls: "pass"`.
   * @example bookings.expectUnique("booking", "quarantine", { keep: latest("updated_at"), failAbove: 0.01 })
   */
  expectUnique(keys: KeyColumns, action: OnViolation = "fail", options: ExpectUniqueOptions = {}): this {
    const at = captureCallSite("expectUnique");
    assertOptions(options, ["name", "keep", "nulls", "failAbove"], at);
    const columns = keyColumns(keys, at);
    const holds = columns.length === 1 ? "is unique" : "are unique together";
    const expectation = expectationOf(options.name ?? `${columnList(columns)} ${holds}`, action, options, at);
    return this.derive(at, uniqueRows(this.relation, columns, options.keep ?? "first", expectation, at));
  }

  /**
   * Each value is in the other table: referential integrity. NULL violates, unless `nulls: "pass"`; NULL in the other table equals
   * nothing.
   * @param columns  several are one value together
   * @param other  a DataFrame, or a path as `read.parquet` takes it
   * @example flights.expectIn("origin", "s3a://gold/airports/", "quarantine", { columns: "iata" })
   */
  expectIn(
    columns: KeyColumns,
    other: BaseFrame | string,
    action: OnViolation = "fail",
    options: ExpectInOptions = {},
  ): this {
    const at = captureCallSite("expectIn");
    assertOptions(options, ["name", "columns", "nulls", "failAbove"], at);
    const own = keyColumns(columns, at);
    const reference = this.reference(other, options.columns ?? columns, own, at);
    const name = options.name ?? containedName(own, reference);
    const expectation = expectationOf(name, action, options, at);
    return this.derive(at, containedRows(this.relation, own, reference, expectation, at));
  }

  /**
   * So many rows there are, a bound included. None at all are fewer than one.
   * @example flights.expectRows({ min: 1_000 }, "fail")
   */
  expectRows(
    bounds: { readonly min?: number; readonly max?: number },
    action: OnViolationTogether = "fail",
    options: NamedExpectation = {},
  ): this {
    const at = captureCallSite("expectRows");
    assertOptions(options, ["name"], at);
    const rowBounds = rowBoundsOf(bounds, at);
    const expectation = togetherExpectationOf(options.name ?? rowsName(rowBounds), action, at);
    return this.derive(at, { expect: { ...expectation, input: this.relation, rowBounds } });
  }

  /**
   * The newest value is not older than that when the application starts. Without rows, or with NULLs alone, there is none, which
   * violates it.
   * @param column  a DATE, which is its midnight, or a timestamp; one without time zone is in `goldpan.sql.session.timeZone`
   * @param age  "24h", "2 days", "90 minutes"
   * @example flights.expectFresh("date", "2 days", "warn")
   */
  expectFresh(
    column: Column | string,
    age: string,
    action: OnViolationTogether = "fail",
    options: NamedExpectation = {},
  ): this {
    const at = captureCallSite("expectFresh");
    assertOptions(options, ["name"], at);
    const value = columnOfName(column, at);
    const freshness = { value: toExpression(value, at), ageMaxMs: ageMs(age, at) };
    const name = options.name ?? `${columnList([value])} is at most ${age.trim()} old`;
    const expectation = togetherExpectationOf(name, action, at);
    return this.derive(at, { expect: { ...expectation, input: this.relation, freshness } });
  }

  private reference(
    other: BaseFrame | string,
    columns: KeyColumns,
    own: readonly Column[],
    at: CallSite | null,
  ): Reference {
    const theirs = keyColumns(columns, at);
    if (theirs.length !== own.length) {
      const what = `expectIn compares ${String(own.length)} columns with ${String(theirs.length)}`;
      throw planRefused(what, at, "name as many columns of the other table, in the same order");
    }
    return { relation: this.referenced(other, at), columns: theirs };
  }

  private referenced(other: unknown, at: CallSite | null): RelationInput {
    if (other instanceof BaseFrame) return other.relation;
    if (typeof other === "string") {
      const paths = [this.execution.resolvePath(other, at)];
      return { callSite: at, scan: { format: "parquet", paths, options: {} } };
    }
    throw planRefused(
      `expectIn takes a DataFrame or a path, not ${shownValue(other)}`,
      at,
      'write "s3a://gold/airports/"',
    );
  }
}

/** `origin is in airports` */
function containedName(own: readonly Column[], { relation, columns }: Reference): string {
  const verb = own.length === 1 ? "is" : "are together";
  const path = relation.scan?.paths?.[0]?.replace(/\/+$/, "");
  const other = relation.alias?.name ?? path?.slice(path.lastIndexOf("/") + 1) ?? columnList(columns);
  return `${columnList(own)} ${verb} in ${other}`;
}

interface RowBounds {
  readonly min?: number;
  readonly max?: number;
}

function rowBoundsOf(bounds: RowBounds, at: CallSite | null): RowBounds {
  const hint = "write { min: 1 }, { max: 1000 } or both";
  const given = recordArgument<unknown>(bounds as Readonly<Record<string, unknown>>, at).filter(
    ([, value]) => value !== undefined,
  );
  for (const [key, value] of given) {
    if (key !== "min" && key !== "max") throw planRefused(`expectRows has no bound '${key}'`, at, hint);
    if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) continue;
    throw planRefused(`expectRows: ${shownValue(value)} is not a number of rows`, at, hint);
  }
  if (given.length === 0) throw planRefused("expectRows without a bound", at, hint);
  const { min, max } = bounds;
  if (min !== undefined && max !== undefined && min > max) {
    throw planRefused(`expectRows: there are never ${String(min)} to ${String(max)} rows`, at, "min is not above max");
  }
  return Object.fromEntries(given);
}

function rowsName({ min, max }: RowBounds): string {
  const rows = (count: number): string => `${String(count)} ${count === 1 ? "row" : "rows"}`;
  if (min !== undefined && max !== undefined) return min === max ? rows(min) : `${String(min)} to ${rows(max)}`;
  return min === undefined ? `at most ${rows(max ?? 0)}` : `at least ${rows(min)}`;
}
