/**
 * What of a join's condition the engine can test within a hash join. Anything else makes it compare every row with every row, unless
 * it is an inner join, where it filters the matches.
 */
import type { JoinKind } from "../../../common/wire/types.js";
import { columnsOf } from "../../engine/tree-sql.js";

/** As far as it is looked at, a node of DuckDB's parsed trees. */
interface Node {
  readonly class?: string;
  readonly type?: string;
  readonly children?: readonly Node[];
  readonly left?: Node;
  readonly right?: Node;
  readonly input?: Node;
  readonly lower?: Node;
  readonly upper?: Node;
}

/** Lower-case names. */
export interface JoinSides {
  readonly left: ReadonlySet<string>;
  readonly right: ReadonlySet<string>;
}

/** Sides whose rows a join drops where nothing matches them, so that a condition on them alone is a filter before it. */
const filteredSides: Readonly<Record<JoinKind, readonly Side[]>> = {
  INNER: ["left", "right"],
  CROSS: [],
  LEFT: ["right"],
  RIGHT: ["left"],
  FULL: [],
  LEFT_SEMI: ["left", "right"],
  LEFT_ANTI: ["right"],
};

type Side = "left" | "right";

/** @param tree  of the residual condition, as JSON. Numbers in it may be rounded here: it is only looked at */
export function fitsHashJoin(tree: string, kind: JoinKind, sides: JoinSides): boolean {
  return kind === "INNER" || fits(JSON.parse(tree) as Node, kind, sides);
}

function fits(node: Node, kind: JoinKind, sides: JoinSides): boolean {
  if (node.type === "CONJUNCTION_AND") return (node.children ?? []).every((child) => fits(child, kind, sides));
  const used = sidesOf(node, sides);
  if (used.length === 1) return used.every((side) => filteredSides[kind].includes(side));
  if (node.class === "COMPARISON") return apart(node.left, node.right, sides);
  if (node.class === "BETWEEN") return apart(node.input, node.lower, sides) && apart(node.input, node.upper, sides);
  return false;
}

/** Whether one expression reads one side and the other one the other. */
function apart(one: Node | undefined, other: Node | undefined, sides: JoinSides): boolean {
  const [first, ...more] = sidesOf(one, sides);
  const [second, ...others] = sidesOf(other, sides);
  return first !== undefined && second !== undefined && first !== second && more.length + others.length === 0;
}

function sidesOf(node: Node | undefined, { left, right }: JoinSides): Side[] {
  const columns = columnsOf(JSON.stringify(node ?? {})).map((name) => name.toLowerCase());
  return [
    ...(columns.some((name) => left.has(name)) ? (["left"] as const) : []),
    ...(columns.some((name) => right.has(name)) ? (["right"] as const) : []),
  ];
}
