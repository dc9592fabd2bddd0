/** GROUP BY and its variants: keys, aggregate calls with their types, and what is computed of both. */
import type { Aggregate, CallSite } from "../../../common/wire/types.js";
import type { AggregateCallTypes, BoundAggregate } from "../../planner/analysed-plan.js";
import { columnsOf } from "../../planner/trees/tree-columns.js";
import {
  columnNames,
  columnReference,
  fingerprint,
  inPlaceOf,
  isTree,
  lambdaParameters,
  mapChildren,
  trees,
  type Tree,
} from "../../planner/trees/tree.js";
import type { Input } from "../expressions/expression-binder.js";
import { named, placeOf, type NamedBound } from "../expressions/named-bound.js";
import { functionName } from "../expressions/plain-trees.js";
import { scriptError, type Place } from "../expressions/refusals.js";
import { plainScopeColumn, Scope, type ScopeColumn } from "../expressions/scope.js";
import { bindColumns } from "./bind-projections.js";
import type { Binding } from "./binding.js";
import { placeAt, required } from "./parts.js";
import { groupingSets, groupingValue } from "./grouping-sets.js";
import { pivoted } from "./pivot.js";
import { isWholeConstant } from "./whole-constant.js";
import { Names, projected, projectionsOf } from "./projections.js";

interface Group {
  readonly keys: readonly NamedBound[];
  readonly fingerprints: readonly string[];
  readonly sets: readonly (readonly number[])[] | undefined;
}

export async function bindAggregate(binding: Binding, aggregate: Aggregate, callSite: CallSite | null): Promise<Scope> {
  const scope = await binding.bind(required(aggregate.input));
  const input = await binding.tables.of(scope);
  const keys = await bindKeys(binding, aggregate, input);
  const sets = groupingSets(aggregate, keys.length, callSite);
  const group: Group = { keys, fingerprints: keys.map(({ tree }) => fingerprint(tree)), sets };
  const values = await bindValues(binding, aggregate, input, keys);
  const calls = await callTypes(binding, values, input, callSite);
  const keyColumns = keys.map((key, index) => ({ ...key, name: keyName(index) }));
  const passed = keys.map((key, index) => ({ ...key, ...over(key, columnReference(keyName(index))) }));
  const computed = values.map((value) => ({ ...value, ...over(value, grouped(binding, value, group)) }));
  if (passed.length + computed.length === 0) {
    throw scriptError("PLAN_REFUSED", placeAt(callSite), "an aggregate of nothing has no column");
  }
  return scoped(scope, keys, [...passed, ...computed], callSite, {
    kind: "aggregate",
    input: scope.relation,
    keys: projectionsOf(keyColumns).columns,
    groupingSets: sets,
    calls,
    callSite,
  });
}

function keyName(index: number): string {
  return `__goldpan_key_${index}`;
}

function over({ name, type, expression }: NamedBound, tree: Tree): NamedBound {
  return named(name, type, tree, { ...expression, columns: [] });
}

/** The aggregate with unique names, and what the script calls them; keys that are columns keep their qualifiers. */
function scoped(
  input: Scope,
  keys: readonly NamedBound[],
  columns: readonly NamedBound[],
  callSite: CallSite | null,
  parts: Omit<BoundAggregate, "columns" | "schema">,
): Scope {
  const froms = projected(input, keys).map(({ from }) => from);
  assertDistinct(columns, froms, callSite);
  const names = new Names();
  const own = columns.map((column) => {
    const name = names.take(column.name);
    return name === column.name ? column : { ...column, name };
  });
  const { columns: projections, schema } = projectionsOf(own);
  const relation: BoundAggregate = { ...parts, columns: projections, schema };
  const visible = schema.map((column, index): ScopeColumn => {
    const from = froms[index];
    const name = columns[index]?.name ?? column.name;
    return { ...plainScopeColumn(column), ...(from === undefined ? {} : { ...from, column }), name };
  });
  return new Scope(relation, visible);
}

/** Two keys of one name can be told apart by their qualifiers. */
function assertDistinct(
  columns: readonly NamedBound[],
  froms: readonly (ScopeColumn | undefined)[],
  callSite: CallSite | null,
): void {
  const seen = new Map<string, number>();
  for (const [index, { name }] of columns.entries()) {
    const other = seen.get(name.toLowerCase());
    seen.set(name.toLowerCase(), index);
    if (other === undefined || (froms[index] !== undefined && froms[other] !== undefined)) continue;
    throw scriptError("AMBIGUOUS_COLUMN", placeAt(callSite), `two columns are called '${name}'`, {
      hint: "give one of them another name with AS or alias",
    });
  }
}

async function bindKeys(binding: Binding, { grouping }: Aggregate, input: Input): Promise<NamedBound[]> {
  const keys = await bindColumns(binding, grouping, input, "row");
  const numbered = keys.find(({ tree }) => isWholeConstant(tree));
  if (numbered !== undefined) {
    throw scriptError(
      "EXPRESSION_REFUSED",
      { ...numbered.expression, columns: [] },
      "columns are named, not numbered",
      {
        hint: "group by the column's name",
      },
    );
  }
  return keys;
}

async function bindValues(
  binding: Binding,
  { aggregates, pivot }: Aggregate,
  input: Input,
  keys: readonly NamedBound[],
): Promise<NamedBound[]> {
  const texts = await binding.expressions.sqlOf(keys.map(({ tree }) => tree));
  const grouping = keys.length === 0 ? "" : `\nGROUP BY ${texts.map((sql) => `(${sql}\n)`).join(", ")}`;
  const values = await bindColumns(binding, aggregates, input, "aggregate", grouping);
  if (pivot === null) return values;
  const column = await binding.expressions.one(required(pivot.column), input, "row");
  const chosen = [];
  for (const { name, expression } of pivot.values) {
    const value = await binding.expressions.one(required(expression), input, "row");
    // A column without a name is none: with one aggregate, whose name is left out, '' is called as it is written.
    chosen.push({ name: name === "" && values.length === 1 ? value.name : name, tree: value.tree });
  }
  if (chosen.length === 0 || values.length === 0) {
    throw scriptError("PLAN_REFUSED", placeOf(required(pivot.column), input.scope), "a pivot without values", {
      hint: "give the values and at least one aggregate: groupBy('a').pivot('b', ['x', 'y']).sum('c')",
    });
  }
  return pivoted(values, { column: column.tree, values: chosen, isAggregate: (node) => isAggregate(binding, node) });
}

/** All calls and all of their arguments in a query each. */
async function callTypes(
  binding: Binding,
  values: readonly NamedBound[],
  input: Input,
  callSite: CallSite | null,
): Promise<Record<string, AggregateCallTypes>> {
  const calls = new Map<string, Tree>();
  for (const { tree } of values) for (const call of aggregateCalls(binding, tree)) calls.set(fingerprint(call), call);
  const list = [...calls.values()].map((call): Tree => ({ ...call, alias: "" }));
  const parts = list.map((call) => trees(call, "children").map((argument): Tree => ({ ...argument, alias: "" })));
  const [first] = values;
  const place: Place = first === undefined ? placeAt(callSite) : { ...first.expression, columns: [] };
  const returns = await binding.expressions.typesOf(list, input, place);
  const types = await binding.expressions.typesOf(parts.flat(), input, place);
  const result: Record<string, AggregateCallTypes> = {};
  for (const [index, key] of [...calls.keys()].entries()) {
    const count = parts[index]?.length ?? 0;
    result[key] = { returns: returns[index] ?? "", arguments: types.splice(0, count) };
  }
  return result;
}

function isAggregate({ functions, scriptFunctions }: Binding, node: Tree): boolean {
  if (node["class"] !== "FUNCTION") return false;
  const name = functionName(node);
  return (functions.aggregates.has(name) && !scriptFunctions.scalars.has(name)) || scriptFunctions.aggregates.has(name);
}

function aggregateCalls(binding: Binding, tree: Tree): Tree[] {
  if (isAggregate(binding, tree)) return [tree];
  const found: Tree[] = [];
  mapChildren(tree, (child) => {
    found.push(...aggregateCalls(binding, child));
    return child;
  });
  return found;
}

/** Outside of aggregate calls: keys by the names of their columns, GROUPING(…) as a value. */
function grouped(binding: Binding, { tree, expression }: NamedBound, group: Group): Tree {
  const rewriteNode = (node: Tree, bound: ReadonlySet<string>): Tree => {
    if (isAggregate(binding, node)) return node;
    const key = group.fingerprints.indexOf(fingerprint(node));
    if (key >= 0 && !readsAny(node, bound)) return inPlaceOf(node, columnReference(keyName(key)));
    if (node["type"] === "GROUPING_FUNCTION") {
      return inPlaceOf(node, groupingValue(node, group.fingerprints, group.sets));
    }
    const [column, ...fields] = columnNames(node) ?? [];
    if (column !== undefined && !bound.has(column.toLowerCase())) {
      const whole = group.fingerprints.indexOf(fingerprint(columnReference(column)));
      if (whole >= 0) return inPlaceOf(node, columnReference(keyName(whole), ...fields));
      // DuckDB has refused what it would; this is for what it understands and the rewriting does not.
      throw notGrouped(column, { ...expression, columns: [] });
    }
    const body = node["expr"];
    if (node["class"] === "LAMBDA" && isTree(body)) {
      return { ...node, expr: rewriteNode(body, new Set([...bound, ...lambdaParameters(node)])) };
    }
    return mapChildren(node, (child) => rewriteNode(child, bound));
  };
  return rewriteNode(tree, new Set());
}

function readsAny(node: Tree, names: ReadonlySet<string>): boolean {
  if (names.size === 0) return false;
  return columnsOf(node, (name) => names.has(name.toLowerCase())).size > 0;
}

function notGrouped(column: string, place: Place) {
  return scriptError(
    "TYPE_MISMATCH",
    place,
    `column "${column}" must appear in the GROUP BY clause or must be part of an aggregate function`,
    {
      hint: "group by it, aggregate it, or repeat the key exactly as it is grouped by",
    },
  );
}
