/**
 * Window functions leave the expressions that they stand in: each becomes a column of a window relation below, one relation for each
 * way of partitioning.
 */
import type { CallSite } from "../../../common/wire/types.js";
import type { BoundRelation, BoundWindow } from "../../planner/analysed-plan.js";
import { childrenOf, columnNames, fingerprint, mapChildren, trees, walk, type Tree } from "../../planner/trees/tree.js";
import { boundExpression, named, type NamedBound } from "../expressions/named-bound.js";
import type { Place } from "../expressions/refusals.js";
import { Scope } from "../expressions/scope.js";
import type { Binding } from "./binding.js";
import { isolateCalls, replaceNodes, type PlacedTree } from "./isolate-calls.js";
import { projectionsOf } from "./projections.js";

interface WindowCall {
  readonly tree: Tree;
  readonly place: Place;
  readonly type: string;
}

/**
 * @param placed  bound as a whole over the relation
 * @returns the relation with a column per window function, and the trees over it; both as they are where there is none
 */
export async function bindWindows(
  binding: Binding,
  relation: BoundRelation,
  placed: readonly PlacedTree[],
  callSite: CallSite | null,
): Promise<{ relation: BoundRelation; trees: Tree[] }> {
  const given = placed.map(({ tree }) => tree);
  const calls = await windowCalls(binding, relation, placed);
  if (calls.size === 0) return { relation, trees: given };
  const keys = [...calls.keys()];
  const list = [...calls.values()];
  // What stands inside of the windows, calls of the script's functions above all, is computed first.
  const isolated = await isolateCalls(binding, relation, list.flatMap(partsOf), callSite);
  const parts = [...isolated.trees];
  const columns = list.map(({ tree, place, type }): NamedBound => {
    const rebuilt = mapChildren(tree, () => parts.shift() ?? tree);
    return named(binding.helperName("window"), type, { ...rebuilt, alias: "" }, place);
  });
  const names = new Map(keys.map((key, index) => [key, columns[index]?.name ?? ""]));
  return {
    relation: stacked(isolated.relation, columns, callSite),
    trees: given.map((tree) =>
      replaceNodes(tree, (node) => (node["class"] === "WINDOW" ? names.get(fingerprint(node)) : undefined)),
    ),
  };
}

/** By fingerprint, in the order of the text. */
async function windowCalls(
  binding: Binding,
  relation: BoundRelation,
  placed: readonly PlacedTree[],
): Promise<Map<string, WindowCall>> {
  const found = new Map<string, { tree: Tree; place: Place }>();
  for (const { tree, place } of placed) {
    walk(tree, (node) => {
      if (node["class"] === "WINDOW" && !found.has(fingerprint(node)))
        found.set(fingerprint(node), { tree: node, place });
    });
  }
  const [first] = found.values();
  if (first === undefined) return new Map();
  const list = [...found];
  const input = await binding.tables.of(Scope.of(relation));
  const types = await binding.expressions.typesOf(
    list.map(([, { tree }]) => ({ ...tree, alias: "" })),
    input,
    first.place,
  );
  return new Map(list.map(([key, call], index) => [key, { ...call, type: types[index] ?? "" }]));
}

/** Nearest nodes inside of a window, in the order in which `mapChildren` meets them. */
function partsOf({ tree, place }: WindowCall): PlacedTree[] {
  return childrenOf(tree).map((part) => ({ tree: part, place }));
}

function stacked(relation: BoundRelation, columns: readonly NamedBound[], callSite: CallSite | null): BoundRelation {
  const groups = new Map<string, NamedBound[]>();
  for (const column of columns) {
    const key = partitionKey(column.tree);
    groups.set(key, [...(groups.get(key) ?? []), column]);
  }
  let stack = relation;
  for (const group of groups.values()) {
    const { columns: projections, schema } = projectionsOf(group);
    const [first] = group;
    const window: BoundWindow = {
      kind: "window",
      input: stack,
      partitionBy: first === undefined ? [] : partitionsOf(first),
      columns: projections,
      schema: [...stack.schema, ...schema],
      callSite,
    };
    stack = window;
  }
  return stack;
}

/** The order of the expressions does not count. */
function partitionKey(window: Tree): string {
  return JSON.stringify([...new Set(trees(window, "partitions").map(fingerprint))].sort());
}

function partitionsOf({ tree, expression }: NamedBound) {
  const place: Place = { callSite: expression.callSite, sql: expression.sql, columns: [] };
  const distinct = new Map(trees(tree, "partitions").map((partition) => [fingerprint(partition), partition]));
  return [...distinct.values()].map((partition) => {
    const sql = columnNames(partition)?.join(".") ?? place.sql;
    return boundExpression(partition, { ...place, sql });
  });
}
