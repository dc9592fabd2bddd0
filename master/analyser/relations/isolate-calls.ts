/**
 * Calls that are not plain SQL at their place become columns of the relation below: functions of the script, which run between
 * statements, and volatile ones, whose value must be the same wherever the plan reads it.
 */
import type { CallSite } from "../../../common/wire/types.js";
import type { BoundRelation } from "../../planner/analysed-plan.js";
import { columnReference, fingerprint, hasNode, inPlaceOf, mapChildren, type Tree } from "../../planner/trees/tree.js";
import { named, type NamedBound } from "../expressions/named-bound.js";
import { functionName } from "../expressions/plain-trees.js";
import type { Place } from "../expressions/refusals.js";
import { Scope } from "../expressions/scope.js";
import type { Binding } from "./binding.js";

export interface PlacedTree {
  readonly tree: Tree;
  readonly place: Place;
}

/**
 * @param wanted  which of the outermost calls
 * @returns the relation with a column per call, and the trees over it
 */
export async function isolateCalls(
  binding: Binding,
  relation: BoundRelation,
  placed: readonly PlacedTree[],
  callSite: CallSite | null,
  wanted: (call: Tree) => boolean = () => true,
): Promise<{ relation: BoundRelation; trees: Tree[] }> {
  const trees = placed.map(({ tree }) => tree);
  if (!trees.some((tree) => hasNode(tree, (node) => nodeKey(binding, node) !== undefined))) return { relation, trees };
  const input = await binding.tables.of(Scope.of(relation));
  const columns = new Map<string, NamedBound>();
  for (const { tree, place } of placed) {
    for (const call of outermostCalls(binding, tree).filter(wanted)) {
      const key = fingerprint(call);
      if (columns.has(key)) continue;
      const type = await binding.expressions.typeOf(call, input, place);
      columns.set(key, named(binding.helperName("call"), type, { ...call, alias: "" }, place));
    }
  }
  return {
    relation: binding.projections.extended(relation, [...columns.values()], callSite),
    trees: trees.map((tree) => replaceNodes(tree, (node) => columns.get(nodeKey(binding, node) ?? "")?.name)),
  };
}

/** Puts a column in place of each node that `columnOf` has a name for. */
export function replaceNodes(tree: Tree, columnOf: (node: Tree) => string | undefined): Tree {
  const column = columnOf(tree);
  if (column !== undefined) return inPlaceOf(tree, columnReference(column));
  return mapChildren(tree, (child) => replaceNodes(child, columnOf));
}

/** A call inside a lambda has no row of its own: it stays, and the planner says what it thinks of it. */
function outermostCalls(binding: Binding, tree: Tree): Tree[] {
  if (nodeKey(binding, tree) !== undefined) return [tree];
  if (tree["class"] === "LAMBDA") return [];
  const found: Tree[] = [];
  mapChildren(tree, (child) => {
    found.push(...outermostCalls(binding, child));
    return child;
  });
  return found;
}

function nodeKey({ functions, scriptFunctions }: Binding, node: Tree): string | undefined {
  if (node["class"] !== "FUNCTION") return undefined;
  const name = functionName(node);
  return scriptFunctions.scalars.has(name) || functions.volatiles.has(name) ? fingerprint(node) : undefined;
}
