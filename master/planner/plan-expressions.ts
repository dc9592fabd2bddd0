/** The expressions of a part of a plan, wherever in it they stand. */
import type { BoundExpression, BoundRelation } from "./analysed-plan.js";
import { locate } from "./lowering-context.js";
import type { Tree } from "./trees/tree.js";

/** Also those of the relations below it. */
export function expressionsOf(relation: BoundRelation): Tree[] {
  const found: Tree[] = [];
  const seen = new Set<object>();
  const collect = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(collect);
    else if (isExpression(value)) found.push(locate(value).tree);
    else if (typeof value === "object" && value !== null && !(value instanceof Uint8Array) && !seen.has(value)) {
      seen.add(value);
      Object.values(value).forEach(collect);
    }
  };
  collect(relation);
  return found;
}

function isExpression(value: unknown): value is BoundExpression {
  return (
    typeof value === "object" && value !== null && "json" in value && typeof value.json === "string" && "sql" in value
  );
}
