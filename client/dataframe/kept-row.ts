/** Which of the rows with the same keys `dropDuplicates` keeps. */
import type { CallSite, SortOrderInput } from "../../common/wire/types.js";
import { captureCallSite, planRefused } from "./call-site.js";
import type { Column } from "./column.js";
import { columnOfName, spread } from "./arguments/column-arguments.js";
import { toSortOrder } from "./arguments/sort-orders.js";

/** How `dropDuplicates` chooses. */
export interface DropDuplicatesOptions {
  /**
   * Which row stays: `latest("updated_at")`, `earliest("updated_at")`, or the first by an order of your own:
   * `[col("version").desc(), col("id").asc()]`. Without it any one stays, the same at every run.
   */
  readonly keep?: Column | string | readonly (Column | string)[];
}

/** For `dropDuplicates`: the row with the greatest value stays; one where it is NULL only if there is no other. */
export function latest(column: Column | string, ...others: readonly unknown[]): Column {
  const at = captureCallSite("latest");
  assertOneColumn("latest", others, at);
  return columnOfName(column, at).descNullsLast();
}

/** For `dropDuplicates`: the row with the smallest value stays; one where it is NULL only if there is no other. */
export function earliest(column: Column | string, ...others: readonly unknown[]): Column {
  const at = captureCallSite("earliest");
  assertOneColumn("earliest", others, at);
  return columnOfName(column, at).ascNullsLast();
}

/** A second column would decide between rows that are equally late: it must not be dropped without a word. */
function assertOneColumn(name: "latest" | "earliest", others: readonly unknown[], at: CallSite | null): void {
  if (others.length === 0) return;
  throw planRefused(`${name} takes one column`, at, `write { keep: [${name}("updated_at"), ${name}("id")] }`);
}

/** @throws PLAN_REFUSED for options that are none */
export function keptOrders(options: DropDuplicatesOptions, at: CallSite | null): SortOrderInput[] {
  const [unknown] = Object.keys(options).filter((key) => key !== "keep");
  if (unknown !== undefined) {
    throw planRefused(`dropDuplicates has no option '${unknown}'`, at, 'write { keep: latest("updated_at") }');
  }
  const { keep } = options;
  if (keep === undefined) return [];
  const orders = spread<Column | string>(Array.isArray(keep) ? keep : [keep]);
  // PySpark's and pandas' words.
  if (orders.length === 1 && (orders[0] === "first" || orders[0] === "last")) {
    const what = `keep: "${orders[0]}" names no order: rows of a DataFrame have none`;
    throw planRefused(what, at, 'write { keep: earliest("updated_at") } or { keep: latest("updated_at") }');
  }
  return orders.map((order) => toSortOrder(order, at));
}
