/** Joins: their kind, their sides, and what they ask of a pair of rows. */
import type { CallSite, Join } from "../../../common/wire/types.js";
import type { BoundJoin, BoundJoinKind, BoundRelation } from "../../planner/analysed-plan.js";
import { scriptError } from "../expressions/refusals.js";
import { Scope } from "../expressions/scope.js";
import type { Binding } from "./binding.js";
import { joinCondition } from "./join-condition.js";
import { bindSides } from "./join-sides.js";
import { leftOfUsing, usingColumns, withUsing, type UsingPlace } from "./join-using.js";
import { placeAt } from "./parts.js";

export async function bindJoin(
  binding: Binding,
  join: Join,
  callSite: CallSite | null,
  place: UsingPlace,
): Promise<Scope> {
  const kind = joinKind(join, callSite);
  const sides = await bindSides(binding, join, callSite);
  const using = usingColumns(join.using, sides, callSite);
  const condition = await joinCondition(binding, join, kind, sides, using, callSite);
  const keepsRight = kind !== "semi" && kind !== "anti";
  const { left, right } = condition;
  const joined: BoundJoin = {
    kind: "join",
    joinKind: kind,
    left,
    right,
    keys: condition.keys,
    residual: condition.residual,
    broadcast: sides.right.broadcast ? "right" : sides.left.broadcast ? "left" : undefined,
    schema: keepsRight ? [...left.schema, ...right.schema] : left.schema,
    callSite,
  };
  const { filter } = condition;
  const relation: BoundRelation =
    filter === undefined
      ? joined
      : { kind: "filter", input: joined, condition: filter, schema: joined.schema, callSite };
  if (!keepsRight) return new Scope(relation, leftOfUsing(sides.left.columns, using, place));
  const whole = new Scope(relation, sides.both.columns);
  return using.length === 0 ? whole : withUsing(binding, whole, using, kind, { place, callSite });
}

function joinKind({ kind, using, condition }: Join, callSite: CallSite | null): BoundJoinKind {
  switch (kind) {
    case "INNER":
      return using.length === 0 && condition === null ? "cross" : "inner";
    case "LEFT":
      return "left";
    case "RIGHT":
      return "right";
    case "FULL":
      return "full";
    case "LEFT_SEMI":
      return "semi";
    case "LEFT_ANTI":
      return "anti";
    case "CROSS":
      if (using.length === 0 && condition === null) return "cross";
      throw scriptError("PLAN_REFUSED", placeAt(callSite), "a cross join has no condition", {
        hint: "join with how = 'inner'",
      });
    default:
      throw scriptError("PLAN_REFUSED", placeAt(callSite), `the kind of join ${String(kind)} is not known`);
  }
}
