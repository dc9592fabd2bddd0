/** DataFrame's methods over which rows there are, in which order, and in which partitions. */
import { randomInt } from "node:crypto";
import type { CallSite, RepartitionKind, SortOrderInput } from "../../../common/wire/types.js";
import { captureCallSite, planRefused } from "../call-site.js";
import type { Column } from "../column.js";
import { spread, type Columns } from "../arguments/column-arguments.js";
import { keptOrders, type DropDuplicatesOptions } from "../kept-row.js";
import { ownedName } from "../arguments/name-arguments.js";
import { shownValue } from "../arguments/shown-value.js";
import { toSortOrder } from "../arguments/sort-orders.js";
import { rowCount } from "./base-frame.js";
import { CleanedFrame } from "./cleaned-frame.js";

/** Seeds are whole numbers below this. */
const seedsMax = 2 ** 31;
const partitionsMax = 100_000;

export abstract class ArrangedFrame extends CleanedFrame {
  /**
   * Sorted. A string is a name; without `desc()` a column sorts ascending, NULL first. Files that are written from it are in this
   * order, one after the other; `limit` after it takes the first rows.
   * @example flights.orderBy("origin", col("delay").desc())
   */
  orderBy(...columns: Columns): this {
    return this.sorted(columns, false, captureCallSite("orderBy"));
  }

  /** The same as `orderBy`. */
  sort(...columns: Columns): this {
    return this.sorted(columns, false, captureCallSite("sort"));
  }

  /** Each partition sorted by itself: no rows move. */
  sortWithinPartitions(...columns: Columns): this {
    return this.sorted(columns, true, captureCallSite("sortWithinPartitions"));
  }

  /** At most `count` rows: which ones is not defined without `orderBy`, but the same input gives the same rows. */
  limit(count: number): this {
    return this.limited(count, captureCallSite("limit"));
  }

  /** Without the first `count` rows: which ones is not defined without `orderBy`. */
  offset(count: number): this {
    const at = captureCallSite("offset");
    const skipped = rowCount(count, "offset", at);
    const { limit: before, planId } = this.relation;
    if (before?.count === undefined || planId !== undefined) {
      return this.derive(at, { limit: { input: this.relation, offset: skipped } });
    }
    // `limit(10).offset(4)` are the six rows after the first four: one relation, as a limit after an offset.
    const rows = Math.max(0, Number(before.count) - skipped);
    return this.derive(at, { limit: { ...before, count: rows, offset: Number(before.offset ?? 0) + skipped } });
  }

  /** Rows that differ in some column: of equal ones a single one stays. NULL equals NULL. */
  distinct(): this {
    const at = captureCallSite("distinct");
    return this.derive(at, { deduplicate: { input: this.relation, keys: [], keep: [] } });
  }

  /**
   * One row per combination of `keys`, or of all columns without them. NULL equals NULL.
   * @example accounts.dropDuplicates(["id"], { keep: latest("updated_at") })
   */
  dropDuplicates(keys: string | Column | readonly (string | Column)[] = [], options: DropDuplicatesOptions = {}): this {
    return this.deduplicated(keys, options, captureCallSite("dropDuplicates"));
  }

  /** The same as `dropDuplicates`. */
  drop_duplicates(
    keys: string | Column | readonly (string | Column)[] = [],
    options: DropDuplicatesOptions = {},
  ): this {
    return this.deduplicated(keys, options, captureCallSite("drop_duplicates"));
  }

  /**
   * Rows evenly over partitions; with columns, rows of equal values in one partition. Without a number
   * `goldpan.sql.shuffle.partitions` says how many.
   * @example flights.repartition(16); flights.repartition("origin"); flights.repartition(16, "origin", "date")
   */
  repartition(partitions: number, ...columns: readonly (Column | string)[]): this;
  repartition(...columns: readonly (Column | string)[]): this;
  repartition(...given: readonly (number | Column | string)[]): this {
    const at = captureCallSite("repartition");
    const { partitions, columns } = partitionsOf(given, at);
    if (columns.length === 0 && partitions === 0) {
      throw planRefused(
        "repartition without a number or a column",
        at,
        'write repartition(16) or repartition("origin")',
      );
    }
    const keys = columns.map((column) => unsorted(toSortOrder(column, at), at));
    return this.repartitioned(columns.length === 0 ? "ROUND_ROBIN" : "HASH", partitions, keys, at);
  }

  /** Rows in ranges of the sorted columns: each partition has one range, none is sorted in itself. */
  repartitionByRange(partitions: number, ...columns: readonly (Column | string)[]): this;
  repartitionByRange(...columns: readonly (Column | string)[]): this;
  repartitionByRange(...given: readonly (number | Column | string)[]): this {
    const at = captureCallSite("repartitionByRange");
    const { partitions, columns } = partitionsOf(given, at);
    if (columns.length === 0) {
      throw planRefused("repartitionByRange without a column", at, 'write repartitionByRange(16, "date")');
    }
    const keys = columns.map((column) => toSortOrder(column, at));
    return this.repartitioned("RANGE", partitions, keys, at);
  }

  /** At most so many partitions, without moving rows: neighbours are put together. A write makes as many files. */
  coalesce(partitions: number): this {
    const at = captureCallSite("coalesce");
    return this.repartitioned("COALESCE", partitionCount(partitions, at), [], at);
  }

  /**
   * About a share of the rows, each chosen by itself; how many varies. Without a seed it is drawn now. The same seed over the same files
   * gives the same rows, whatever is selected of them and done with them. Behind a join, an aggregate or another exchange it does so for
   * the same plan: `cache()` a sample there that two jobs use, or take `randomSplit`, which goes by what is in a row.
   * @param fraction  from 0; up to 1 unless rows may come several times (`withReplacement`)
   * @example flights.sample(0.01, 42); flights.sample(true, 1.5, 42)
   */
  sample(fraction: number, seed?: number): this;
  sample(withReplacement: boolean, fraction: number, seed?: number): this;
  sample(first: boolean | number, second?: number, third?: number): this {
    const at = captureCallSite("sample");
    const withReplacement = first === true;
    const [fraction, seed = randomInt(seedsMax)] = typeof first === "boolean" ? [second, third] : [first, second];
    if (typeof fraction !== "number" || !(fraction >= 0) || !Number.isFinite(fraction)) {
      throw planRefused(`sample: ${shownValue(fraction)} is not a fraction`, at, "pass a number from 0");
    }
    if (!withReplacement && fraction > 1) {
      const hint = "pass at most 1; write sample(true, 1.5) where rows may come several times";
      throw planRefused(`sample: a fraction of ${fraction} is more than all rows`, at, hint);
    }
    if (!Number.isSafeInteger(seed) || seed < 0) {
      throw planRefused(`sample: ${shownValue(seed)} is not a seed`, at, "pass a whole number from 0");
    }
    return this.derive(at, { sample: { input: this.relation, fraction, withReplacement, seed } });
  }

  /** @internal */
  protected limited(count: number, at: CallSite | null): this {
    const rows = rowCount(count, at?.method ?? "limit", at);
    const { limit: before, planId } = this.relation;
    // `offset(100).limit(10)` is one relation: an offset alone would send all rows to one task.
    const skips = before && before.count === undefined && planId === undefined;
    return this.derive(at, { limit: skips ? { ...before, count: rows } : { input: this.relation, count: rows } });
  }

  private sorted(columns: Columns, withinPartitions: boolean, at: CallSite | null): this {
    const list = spread(columns);
    if (list.length === 0) {
      throw planRefused(`${at?.method ?? "orderBy"} without columns`, at, 'name at least one column: orderBy("date")');
    }
    const options = list.find(isOptions);
    if (options !== undefined) {
      const hint = 'the order is each column\'s: orderBy(col("date").desc(), "origin")';
      throw planRefused(`${at?.method ?? "orderBy"} takes no options (${Object.keys(options).join(", ")})`, at, hint);
    }
    if (list.length > 1 && typeof list.at(-1) === "boolean") {
      const hint = `the order is each column's: ${at?.method ?? "orderBy"}(col("date").desc(), "origin")`;
      throw planRefused(`${at?.method ?? "orderBy"} takes no boolean, ${String(list.at(-1))}`, at, hint);
    }
    const orders = list.map((column) => toSortOrder(column, at));
    return this.derive(at, { sort: { input: this.relation, orders, withinPartitions } });
  }

  private deduplicated(
    keys: string | Column | readonly (string | Column)[],
    options: DropDuplicatesOptions,
    at: CallSite | null,
  ): this {
    const names = (Array.isArray(keys) ? keys : [keys]).map((key) => ownedName(key, at));
    return this.derive(at, { deduplicate: { input: this.relation, keys: names, keep: keptOrders(options, at) } });
  }

  private repartitioned(kind: RepartitionKind, partitions: number, keys: SortOrderInput[], at: CallSite | null): this {
    return this.derive(at, { repartition: { input: this.relation, kind, partitions, keys } });
  }
}

function partitionsOf(
  given: readonly (number | Column | string)[],
  at: CallSite | null,
): { partitions: number; columns: readonly (Column | string)[] } {
  const [first, ...rest] = given;
  if (typeof first !== "number") return { partitions: 0, columns: given as readonly (Column | string)[] };
  return { partitions: partitionCount(first, at), columns: rest as readonly (Column | string)[] };
}

function partitionCount(count: number, at: CallSite | null): number {
  if (Number.isSafeInteger(count) && count >= 1 && count <= partitionsMax) return count;
  const what = `${at?.method ?? "repartition"}: ${shownValue(count)} is not a number of partitions`;
  throw planRefused(what, at, `pass a whole number from 1 to ${partitionsMax}`);
}

function unsorted(order: SortOrderInput, at: CallSite | null): SortOrderInput {
  if (order.descending !== true) return order;
  throw planRefused("repartition does not sort", at, "write repartitionByRange for ranges of a sort order");
}

/** `{ ascending: false }`, as PySpark has it. */
function isOptions(given: unknown): given is object {
  return typeof given === "object" && given !== null && Object.getPrototypeOf(given) === Object.prototype;
}
