/** What a script says of a join, as the plan carries it. */
import { nearest } from "../../../common/nearest.js";
import type { CallSite, JoinInput, JoinKind } from "../../../common/wire/types.js";
import { planRefused } from "../call-site.js";
import { Column } from "../column.js";
import { toExpression } from "./column-arguments.js";
import { nameText } from "./name-arguments.js";
import { shownValue } from "./shown-value.js";

/** Spark's names of the kinds of joins. */
const joinKinds = {
  inner: "INNER",
  cross: "CROSS",
  left: "LEFT",
  leftouter: "LEFT",
  left_outer: "LEFT",
  right: "RIGHT",
  rightouter: "RIGHT",
  right_outer: "RIGHT",
  full: "FULL",
  outer: "FULL",
  fullouter: "FULL",
  full_outer: "FULL",
  semi: "LEFT_SEMI",
  leftsemi: "LEFT_SEMI",
  left_semi: "LEFT_SEMI",
  anti: "LEFT_ANTI",
  leftanti: "LEFT_ANTI",
  left_anti: "LEFT_ANTI",
} as const satisfies Record<string, JoinKind>;

/**
 * How unmatched rows are treated.
 * - `inner`: they are left out,
 * - `left` (`leftouter`, `left_outer`), `right` (`rightouter`, `right_outer`), `full` (`outer`, `fullouter`, `full_outer`): those of that
 *   side, or of both, stay, with NULL for the other side's columns,
 * - `semi` (`leftsemi`, `left_semi`): the left rows that have a match, each once; `anti` (`leftanti`, `left_anti`): those that have none,
 * - `cross`: every row with every row.
 */
export type JoinHow = keyof typeof joinKinds;

/** What rows of both sides must have in common: a name or names that both have, or a condition. */
export type JoinOn = string | Column | readonly string[] | readonly Column[];

/** All of a join but its sides. @throws PLAN_REFUSED for what has no meaning */
export function joinOf(
  on: JoinOn | undefined,
  how: JoinHow,
  at: CallSite | null,
): Pick<JoinInput, "kind" | "using" | "condition"> {
  const kind = kindOf(how, at);
  const items =
    on === undefined ? [] : Array.isArray(on) ? (on as readonly (string | Column)[]) : [on as string | Column];
  if (items.length === 0) return withoutCondition(kind, how, on, at);
  const columns = items.filter((item) => item instanceof Column);
  if (columns.length === 0) return { kind: conditional(kind), using: items.map((name) => joinName(name, at)) };
  if (columns.length < items.length) {
    const hint = 'write ["id", "date"], or left.col("id").eq(right.col("id"))';
    throw planRefused("join takes names or conditions, not both", at, hint);
  }
  const condition = columns.reduce((all, column) => all.and(column));
  return { kind: conditional(kind), condition: toExpression(condition, at) };
}

function kindOf(how: unknown, at: CallSite | null): JoinKind {
  const name = typeof how === "string" ? how.toLowerCase() : "";
  if (Object.hasOwn(joinKinds, name)) return joinKinds[name as JoinHow];
  const [best] = nearest(name, Object.keys(joinKinds), 1);
  const hint = best === undefined ? `use ${Object.keys(joinKinds).join(", ")}` : `did you mean "${best}"?`;
  throw planRefused(`there is no join ${typeof how === "string" ? `'${how}'` : shownValue(how)}`, at, hint);
}

/** As in Spark: a cross join with a condition is an inner one. */
function conditional(kind: JoinKind): JoinKind {
  return kind === "CROSS" ? "INNER" : kind;
}

/** As in Spark: an inner join without a condition is a cross join. */
function withoutCondition(
  kind: JoinKind,
  how: JoinHow,
  on: JoinOn | undefined,
  at: CallSite | null,
): Pick<JoinInput, "kind" | "using"> {
  if (on === undefined && (kind === "CROSS" || kind === "INNER")) return { kind: "CROSS", using: [] };
  const what = on === undefined ? `a ${how} join without a condition` : "join without a name to join by";
  throw planRefused(what, at, 'name what both sides have in common: join(other, "id", "left")');
}

function joinName(value: unknown, at: CallSite | null): string {
  if (typeof value === "string") return nameText(value, at);
  const what = `join takes names or a condition, not ${shownValue(value)}`;
  throw planRefused(what, at, 'write join(other, "id") or join(other, left.col("id").eq(right.col("ref")))');
}
