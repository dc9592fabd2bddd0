/** Which columns a tree reads, and how to rename them: lambda parameters hide columns of the same name. */
import { columnNames, columnReference, inPlaceOf, isTree, lambdaParameters, mapChildren, type Tree } from "./tree.js";

/**
 * Columns of the input that the tree reads, as the analyser spells them.
 * @param isColumn  which names to look for
 */
export function columnsOf(tree: Tree, isColumn: (name: string) => boolean): Set<string> {
  const found = new Set<string>();
  replaceColumns(tree, (path) => {
    const [name] = path;
    if (name !== undefined && isColumn(name)) found.add(name);
    return undefined;
  });
  return found;
}

/** Renames columns; what `rename` does not know stays. */
export function renameColumns(tree: Tree, rename: (name: string) => string | undefined): Tree {
  return replaceColumns(tree, ([name = "", ...fields]) => {
    const renamed = rename(name);
    return renamed === undefined ? undefined : columnReference(renamed, ...fields);
  });
}

/**
 * Replaces references that no lambda binds; names of arguments stay. A lambda's parameters are recognised by its `lhs`; the analyser has turned JSON
 * arrows, which look the same, into function calls.
 */
export function replaceColumns(
  tree: Tree,
  replace: (path: readonly string[], node: Tree) => Tree | undefined,
  bound: ReadonlySet<string> = new Set(),
): Tree {
  const path = columnNames(tree);
  if (path !== undefined) {
    const replacement = bound.has((path[0] ?? "").toLowerCase()) ? undefined : replace(path, tree);
    return replacement === undefined ? tree : inPlaceOf(tree, replacement);
  }
  const body = tree["expr"];
  if (tree["class"] === "LAMBDA" && isTree(body)) {
    const inner = new Set([...bound, ...lambdaParameters(tree)]);
    return { ...tree, expr: replaceColumns(body, replace, inner) };
  }
  return mapChildren(tree, (child) => replaceColumns(child, replace, bound));
}
