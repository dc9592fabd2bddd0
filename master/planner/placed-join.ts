/** Which side of a join is which, and by what its rows are sent. */
import type { JoinKind } from "../../common/wire/types.js";
import type { BoundJoin, BoundJoinKind } from "./analysed-plan.js";
import type { JoinSide, JoinSides, SideName } from "./join-sides.js";
import { filterOperator } from "./operators.js";
import { append, type Pipeline } from "./pipeline.js";
import type { LocatedTree } from "./row-functions.js";
import { anyOf, caseWhenTrue, isNull, nullHash } from "./trees/conditions.js";
import { allOf, isNotNull } from "./trees/make-tree.js";
import { call, columnReference, type Tree } from "./trees/tree.js";

/** The join once it is known which side is which. */
export interface Placed {
  readonly relation: BoundJoin;
  readonly kind: JoinKind;
  readonly main: JoinSide;
  readonly build: JoinSide;
  readonly residual: readonly LocatedTree[];
}

/** Who is main: the side whose rows stay; where that is none or both, the larger one, unless `broadcast` says which is small. */
export function place(relation: BoundJoin, { left, right, residual }: JoinSides): Placed {
  const build = buildSide(relation, left, right);
  const [main, other] = build === "right" ? [left, right] : [right, left];
  return { relation, kind: wireKinds[relation.joinKind], main, build: other, residual };
}

const wireKinds: Readonly<Record<BoundJoinKind, JoinKind>> = {
  inner: "INNER",
  cross: "INNER",
  left: "LEFT",
  right: "LEFT",
  full: "FULL",
  semi: "LEFT_SEMI",
  anti: "LEFT_ANTI",
};

function buildSide({ joinKind, broadcast: hint }: BoundJoin, left: JoinSide, right: JoinSide): SideName {
  switch (joinKind) {
    case "left":
    case "semi":
    case "anti":
      return "right";
    case "right":
      return "left";
    case "inner":
    case "cross":
      return hint ?? smaller(left, right);
    case "full":
      return smaller(left, right);
  }
}

/** What is unknown is taken for large; between equals the right side, as it is written. */
function smaller(left: JoinSide, right: JoinSide): SideName {
  const [l, r] = [left, right].map(({ estimate }) => estimate.bytes ?? Number.POSITIVE_INFINITY);
  return (l ?? 0) < (r ?? 0) ? "left" : "right";
}

/** Whether rows of that side that meet nothing are not in the result. */
export function vanishing({ kind }: Placed, side: "main" | "build"): boolean {
  if (kind === "FULL") return false;
  return side === "build" || kind === "INNER" || kind === "LEFT_SEMI";
}

function strictKeys({ relation }: Placed, side: JoinSide): Tree[] {
  return side.keys.filter((_, index) => relation.keys[index]?.nullSafe === false);
}

export function withoutNullKeys(pipeline: Pipeline, placed: Placed, side: JoinSide): Pipeline {
  const strict = strictKeys(placed, side);
  if (strict.length === 0) return pipeline;
  return append(pipeline, [filterOperator(allOf(strict.map(isNotNull)), placed.relation.callSite)], undefined);
}

/**
 * What rows are sent by: their keys and, where rows with NULL keys stay, a hash of the whole row that spreads these: a number of the row
 * would not be the same at a second attempt that has more memory. For rows without NULLs it is NULL on both sides, so that keys that are
 * equal still agree.
 */
export function exchangeKeys(placed: Placed, side: "main" | "build"): Tree[] {
  const { keys, columns } = placed[side];
  const strict = strictKeys(placed, placed[side]);
  const spreads = strict.length > 0 && !vanishing(placed, "main");
  if (!spreads) return [...keys];
  if (vanishing(placed, side)) return [...keys, nullHash()];
  const row = columns.map(({ name }) => columnReference(name));
  return [...keys, caseWhenTrue(anyOf(strict.map(isNull)), call("hash", row))];
}
