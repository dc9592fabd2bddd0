/** What goes by an order: sort, deduplicate and repartition. */
import type { CallSite, Deduplicate, Repartition, Sort, SortOrder } from "../../../common/wire/types.js";
import type { BoundRelation, BoundRepartition, BoundSortOrder } from "../../planner/analysed-plan.js";
import { named, placeOf } from "../expressions/named-bound.js";
import { ambiguousColumn, columnNotFound, scriptError } from "../expressions/refusals.js";
import { plainScopeColumn, Scope } from "../expressions/scope.js";
import { columnNamed } from "./bind-projections.js";
import { bindWindows } from "./bind-windows.js";
import type { Binding } from "./binding.js";
import { placeAt, required } from "./parts.js";
import { isolateCalls } from "./isolate-calls.js";
import { Names } from "./projections.js";
import { isWholeConstant } from "./whole-constant.js";

export async function bindSort(binding: Binding, sort: Sort, callSite: CallSite | null): Promise<Scope> {
  const scope = await binding.bind(required(sort.input));
  const { relation, orders } = await bindOrders(binding, scope, sort.orders, callSite);
  if (orders.length === 0) {
    throw scriptError("PLAN_REFUSED", placeAt(callSite), "a sort by nothing", { hint: "name a column to sort by" });
  }
  return scope.over({
    kind: "sort",
    input: relation,
    orders,
    withinPartitions: sort.withinPartitions,
    schema: relation.schema,
    callSite,
  });
}

export async function bindDeduplicate(
  binding: Binding,
  { input, keys, keep, mark }: Deduplicate,
  callSite: CallSite | null,
): Promise<Scope> {
  const bound = await binding.bind(required(input));
  // Without keys all that is visible counts, and nothing else.
  const scope = keys.length === 0 ? binding.projections.trimmed(bound) : bound;
  const { relation, orders } = await bindOrders(binding, scope, keep, callSite);
  const columns =
    keys.length === 0 ? scope.visible.map(({ column }) => column.name) : keyColumns(scope, keys, callSite);
  const bare = { kind: "deduplicate", input: relation, keys: columns, keep: orders, callSite } as const;
  if (mark === "") return scope.over({ ...bare, mark: undefined, schema: relation.schema });
  const own = new Names(relation.schema.map(({ name }) => name)).take(mark);
  const column = { name: own, type: "BOOLEAN" };
  const marked = scope.over({ ...bare, mark: own, schema: [...relation.schema, column] });
  return new Scope(marked.relation, [...marked.columns, { ...plainScopeColumn(column), name: mark }], marked.broadcast);
}

export async function bindRepartition(
  binding: Binding,
  { input, kind, partitions, keys }: Repartition,
  callSite: CallSite | null,
): Promise<Scope> {
  const scope = await binding.bind(required(input));
  const { relation, orders } = await bindOrders(binding, scope, keys, callSite);
  const refuse = (what: string, hint: string) => scriptError("PLAN_REFUSED", placeAt(callSite), what, { hint });
  const byKind = (): BoundRepartition["partitioning"] => {
    switch (kind) {
      case "HASH":
        return orders.length === 0 ? "roundRobin" : "hash";
      case "RANGE":
        if (orders.length > 0) return "range";
        throw refuse("repartitionByRange has no column", "name the columns to partition by");
      case "COALESCE":
        if (partitions > 0) return "coalesce";
        throw refuse("coalesce to 0 partitions", "give at least 1");
      case "ROUND_ROBIN":
        return "roundRobin";
      default:
        throw refuse(
          `the kind of repartition ${String(kind)} is not known`,
          "use repartition, repartitionByRange or coalesce",
        );
    }
  };
  return scope.over({
    kind: "repartition",
    input: relation,
    partitioning: byKind(),
    partitions: partitions === 0 ? undefined : partitions,
    orders,
    schema: relation.schema,
    callSite,
  });
}

/** @returns the orders over a relation that has windows and calls of the script's functions as columns */
async function bindOrders(
  binding: Binding,
  scope: Scope,
  given: readonly SortOrder[],
  callSite: CallSite | null,
): Promise<{ relation: BoundRelation; orders: BoundSortOrder[] }> {
  if (given.length === 0) return { relation: scope.relation, orders: [] };
  const input = await binding.tables.of(scope);
  const bound = [];
  for (const order of given) {
    const expression = required(order.expression);
    const place = placeOf(expression, scope);
    const { tree, type } = await binding.expressions.one(expression, input, "order");
    if (isWholeConstant(tree)) {
      throw scriptError("EXPRESSION_REFUSED", place, "columns are named, not numbered", {
        hint: "sort by the column's name",
      });
    }
    bound.push({ order, tree, type, place });
  }
  const windowed = await bindWindows(binding, scope.relation, bound, callSite);
  const placed = bound.map(({ place, tree }, index) => ({ place, tree: windowed.trees[index] ?? tree }));
  const { relation, trees } = await isolateCalls(binding, windowed.relation, placed, callSite);
  const orders = bound.map(({ order, tree, type, place }, index): BoundSortOrder => {
    const { expression } = named("", type, trees[index] ?? tree, place);
    return { expression, type, descending: order.descending, nullsFirst: nullsFirst(order) };
  });
  return { relation, orders };
}

/** As in Spark: NULL comes before everything. */
function nullsFirst({ nulls, descending }: SortOrder): boolean {
  return nulls === "NULLS_DEFAULT" ? !descending : nulls === "NULLS_FIRST";
}

function keyColumns(scope: Scope, keys: readonly string[], callSite: CallSite | null): string[] {
  const columns = keys.map((key) => {
    const named = columnNamed(scope, key);
    const [column] = named;
    const place = { ...placeAt(callSite), columns: scope.names };
    if (column === undefined) throw columnNotFound(place, key);
    if (named.length > 1) throw ambiguousColumn(place, [key], named);
    return column.column.name;
  });
  return [...new Set(columns)];
}
