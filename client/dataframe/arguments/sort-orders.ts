/** Sort orders as plans and windows carry them: of names, Columns, and Columns with `asc` or `desc`. */
import type { CallSite, NullOrder, SortOrderInput } from "../../../common/wire/types.js";
import type { Column } from "../column.js";
import { columnOfName } from "./column-arguments.js";

/** As in Spark: ascending with NULL first, descending with NULL last. */
export function toSortOrder(column: Column | string, at: CallSite | null): SortOrderInput {
  const { sql, callSite, order } = sortable(column, at).parts;
  return {
    expression: { sql, callSite: callSite ?? at },
    descending: order?.descending === true,
    nulls: order?.nulls ?? "NULLS_DEFAULT",
  };
}

/** `"date" DESC NULLS LAST` */
export function sortSql(column: Column | string, at: CallSite | null): string {
  const sorted = sortable(column, at);
  const { descending = false, nulls = "NULLS_FIRST" }: { descending?: boolean; nulls?: NullOrder } =
    sorted.parts.order ?? {};
  return `${sorted.operand()} ${descending ? "DESC" : "ASC"} ${nulls === "NULLS_LAST" ? "NULLS LAST" : "NULLS FIRST"}`;
}

function sortable(column: Column | string, at: CallSite | null): Column {
  const named = columnOfName(column, at);
  if (named.parts.generator !== undefined) named.asc();
  return named;
}
