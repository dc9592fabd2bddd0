/** A join's condition as pairs that must be equal, one expression of each side, and what is left of it. */
import { columnsOf } from "../../planner/trees/tree-columns.js";
import { fingerprint, hasNode, isTree, text, trees, type Tree } from "../../planner/trees/tree.js";

export interface EqualPair {
  readonly left: Tree;
  readonly right: Tree;
  readonly nullSafe: boolean;
}

export interface Sides {
  readonly isLeft: (column: string) => boolean;
  readonly isRight: (column: string) => boolean;
  /** Calls that must not be in a key: their value differs from call to call. */
  readonly isVolatile: (node: Tree) => boolean;
}

/** @returns `rest` in the order of the text */
export function splitCondition(condition: Tree, sides: Sides): { pairs: EqualPair[]; rest: Tree[] } {
  const pairs: EqualPair[] = [];
  const rest: Tree[] = [];
  for (const part of conjuncts(condition)) {
    const equal = equalPairs(part, sides);
    if (equal.length > 0) {
      pairs.push(...equal);
      continue;
    }
    // What all branches of an OR ask for may be asked for first.
    pairs.push(...commonPairs(part, sides));
    rest.push(part);
  }
  return { pairs: distinct(pairs), rest };
}

export function conjuncts(tree: Tree): Tree[] {
  if (tree["type"] !== "CONJUNCTION_AND") return [tree];
  return trees(tree, "children").flatMap(conjuncts);
}

/** `(a, b) = (c, d)` is two pairs. */
function equalPairs(tree: Tree, sides: Sides): EqualPair[] {
  const nullSafe = tree["type"] === "COMPARE_NOT_DISTINCT_FROM";
  const { left, right } = tree as { left?: Tree; right?: Tree };
  if (!(nullSafe || tree["type"] === "COMPARE_EQUAL") || !isTree(left) || !isTree(right)) return [];
  const rows = [rowItems(left), rowItems(right)] as const;
  if (rows[0] !== undefined && rows[1]?.length === rows[0].length && !nullSafe) {
    const items = rows[0].map((item, index) => pairOf(item, rows[1]?.[index] ?? item, nullSafe, sides));
    return items.every((pair) => pair !== undefined) ? items : [];
  }
  const pair = pairOf(left, right, nullSafe, sides);
  return pair === undefined ? [] : [pair];
}

function rowItems(tree: Tree): readonly Tree[] | undefined {
  return tree["class"] === "FUNCTION" && text(tree, "function_name") === "row" ? trees(tree, "children") : undefined;
}

function pairOf(a: Tree, b: Tree, nullSafe: boolean, sides: Sides): EqualPair | undefined {
  const [sideA, sideB] = [sideOf(a, sides), sideOf(b, sides)];
  if (sideA === "left" && sideB === "right") return { left: a, right: b, nullSafe };
  if (sideA === "right" && sideB === "left") return { left: b, right: a, nullSafe };
  return undefined;
}

/** Undefined where it reads both sides or none, or is not the same wherever it is computed. */
export function sideOf(tree: Tree, { isLeft, isRight, isVolatile }: Sides): "left" | "right" | undefined {
  if (hasNode(tree, (node) => isVolatile(node) || node["class"] === "COLLATE")) return undefined;
  const left = columnsOf(tree, isLeft).size > 0;
  const right = columnsOf(tree, isRight).size > 0;
  if (left === right) return undefined;
  return left ? "left" : "right";
}

function commonPairs(part: Tree, sides: Sides): EqualPair[] {
  if (part["type"] !== "CONJUNCTION_OR") return [];
  const [first = [], ...others] = trees(part, "children").map((branch) =>
    conjuncts(branch).flatMap((conjunct) => equalPairs(conjunct, sides)),
  );
  return first.filter((pair) => others.every((branch) => branch.some((other) => pairKey(other) === pairKey(pair))));
}

function distinct(pairs: readonly EqualPair[]): EqualPair[] {
  return [...new Map(pairs.map((pair) => [pairKey(pair), pair])).values()];
}

function pairKey({ left, right, nullSafe }: EqualPair): string {
  return JSON.stringify([nullSafe, fingerprint(left), fingerprint(right)]);
}
