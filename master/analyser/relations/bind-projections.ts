/** select, withColumns, rename and drop. */
import { sameName } from "../../../common/same-name.js";
import type { CallSite, Drop, NamedExpression, Project, Rename, WithColumns } from "../../../common/wire/types.js";
import { cast } from "../../planner/trees/tree.js";
import type { Input } from "../expressions/expression-binder.js";
import type { Context } from "../expressions/check-tree.js";
import { named, placeOf, type NamedBound } from "../expressions/named-bound.js";
import { ambiguousColumn, scriptError, type Place } from "../expressions/refusals.js";
import type { Scope, ScopeColumn } from "../expressions/scope.js";
import { bindWindows } from "./bind-windows.js";
import type { Binding } from "./binding.js";
import { placeAt, required } from "./parts.js";
import { assertReachable, projected } from "./projections.js";

export async function bindProject(
  binding: Binding,
  { input: below, columns }: Project,
  callSite: CallSite | null,
): Promise<Scope> {
  return projectScope(binding, await binding.bind(required(below)), columns, callSite);
}

export async function projectScope(
  binding: Binding,
  scope: Scope,
  columns: readonly NamedExpression[],
  callSite: CallSite | null,
): Promise<Scope> {
  const bound = await bindColumns(binding, columns, await binding.tables.of(scope), "select");
  const { relation, columns: list } = await withoutWindows(binding, scope, bound, callSite);
  const items = projected(scope, list);
  assertReachable(items, callSite);
  return binding.projections.select(scope, items, callSite, relation);
}

/** All see the input; a name that exists is replaced where it stands. */
export async function bindWithColumns(
  binding: Binding,
  { input: below, columns }: WithColumns,
  callSite: CallSite | null,
): Promise<Scope> {
  const scope = await binding.bind(required(below));
  const bound = await bindColumns(binding, columns, await binding.tables.of(scope), "select");
  const { relation, columns: added } = await withoutWindows(binding, scope, bound, callSite);
  assertReachable(
    added.map((column) => ({ bound: column, from: undefined })),
    callSite,
  );
  const byName = new Map(added.map((column) => [column.name.toLowerCase(), column]));
  for (const { name } of added) assertOneAtMost(scope, name, callSite);
  const kept = scope.columns.map((column) => {
    const replacement = column.hidden ? undefined : byName.get(column.name.toLowerCase());
    if (replacement === undefined) return binding.projections.passedOn(column);
    byName.delete(column.name.toLowerCase());
    return { bound: replacement, from: undefined };
  });
  const further = [...byName.values()].map((column) => ({ bound: column, from: undefined }));
  return binding.projections.select(scope, [...kept, ...further], callSite, relation);
}

export async function bindRename(
  binding: Binding,
  { input: below, from, to }: Rename,
  callSite: CallSite | null,
): Promise<Scope> {
  const scope = await binding.bind(required(below));
  const renamed = columnNamed(scope, from);
  if (renamed.length > 1) throw ambiguousColumn(placeAt(callSite), [from], renamed);
  const columns = scope.columns.map((column) => {
    const passed = binding.projections.passedOn(column);
    return column === renamed[0] ? { bound: { ...passed.bound, name: to }, from: undefined } : passed;
  });
  assertReachable(
    columns.filter(({ from: source }) => source?.hidden !== true),
    callSite,
  );
  return binding.projections.select(scope, columns, callSite);
}

/** All columns of the name go, as in Spark. */
export async function bindDrop(
  binding: Binding,
  { input: below, columns: names }: Drop,
  callSite: CallSite | null,
): Promise<Scope> {
  const scope = await binding.bind(required(below));
  const dropped = new Set<ScopeColumn>();
  for (const name of names) for (const column of columnNamed(scope, name)) dropped.add(column);
  const kept = scope.columns.filter((column) => !dropped.has(column));
  if (kept.every(({ hidden }) => hidden)) throw nothingLeft(callSite);
  return binding.projections.select(
    scope,
    kept.map((column) => binding.projections.passedOn(column)),
    callSite,
  );
}

export function nothingLeft(callSite: CallSite | null) {
  return scriptError("PLAN_REFUSED", placeAt(callSite), "no column is left", { hint: "keep at least one" });
}

/** @param grouping  with "aggregate": ` GROUP BY …` */
export async function bindColumns(
  binding: Binding,
  columns: readonly NamedExpression[],
  input: Input,
  context: Context,
  grouping?: string,
): Promise<NamedBound[]> {
  const bound: NamedBound[] = [];
  for (const { name, expression: given, hugeintAsBigint } of columns) {
    const expression = required(given);
    const list = await binding.expressions.project(expression, name, input, context, grouping);
    const place = placeOf(expression, input.scope);
    bound.push(...(hugeintAsBigint ? list.map((column) => hugeintToBigint(column, place)) : list));
  }
  return bound;
}

/** The columns over a relation that has their window functions as columns. */
async function withoutWindows(
  binding: Binding,
  scope: Scope,
  columns: readonly NamedBound[],
  callSite: CallSite | null,
) {
  const placed = columns.map(({ tree, expression }) => ({ tree, place: { ...expression, columns: scope.names } }));
  const { relation, trees } = await bindWindows(binding, scope.relation, placed, callSite);
  if (relation === scope.relation) return { relation, columns };
  const list = columns.map((column, index) => {
    const tree = trees[index] ?? column.tree;
    const place: Place = { ...column.expression, columns: [] };
    return tree === column.tree ? column : named(column.name, column.type, tree, place);
  });
  return { relation, columns: list };
}

/** By its name, else as `alias.name`. */
export function columnNamed(scope: Scope, name: string): readonly ScopeColumn[] {
  const columns = scope.named(name);
  const path = columns.length === 0 ? qualifiedPath(name) : undefined;
  if (path === undefined) return columns;
  return scope.qualifiedBy(path.qualifier).filter((column) => sameName(column.name, path.name));
}

/** `a.id`, `"__goldpan_plan_7"."id"` */
function qualifiedPath(text: string): { qualifier: string; name: string } | undefined {
  const match = /^(?:"((?:[^"]|"")+)"|([^".]+))\.(?:"((?:[^"]|"")+)"|([^".]+))$/.exec(text);
  if (match === null) return undefined;
  const [, quotedQualifier, qualifier = "", quotedName, name = ""] = match;
  const plain = (quoted: string | undefined, bare: string): string => quoted?.replaceAll('""', '"') ?? bare;
  return { qualifier: plain(quotedQualifier, qualifier), name: plain(quotedName, name) };
}

function assertOneAtMost(scope: Scope, name: string, callSite: CallSite | null): void {
  const columns = scope.named(name);
  if (columns.length > 1) throw ambiguousColumn(placeAt(callSite), [name], columns);
}

/** Spark's sum of integers: a BIGINT, and an error beyond it. */
function hugeintToBigint(column: NamedBound, place: Place): NamedBound {
  if (column.type !== "HUGEINT") return column;
  return named(column.name, "BIGINT", cast(column.tree, { id: "BIGINT", type_info: null }), place);
}
