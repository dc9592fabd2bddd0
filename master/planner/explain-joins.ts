/** How a join is done and why, as a line for a person. */
import { formatBytes, formatCount } from "../../common/units.js";
import type { BoundJoin } from "./analysed-plan.js";
import type { JoinSide } from "./join-sides.js";

/** `join inner on a = b: broadcast the right side (about 300 rows, 12 kB) to the tasks of the left one (…)` */
export function explainJoin(
  { relation, main, build }: { readonly relation: BoundJoin; readonly main: JoinSide; readonly build: JoinSide },
  strategy: string,
): string {
  const equal = relation.keys.map(({ left, right }) => `${left.sql} = ${right.sql}`).join(" AND ");
  const on = equal === "" ? "" : ` on ${equal}`;
  const where = relation.callSite === null ? "" : ` at ${relation.callSite.file}:${relation.callSite.line}`;
  return (
    `join ${relation.joinKind}${on}${where}: ${strategy}; the ${build.name} side (about ${explainSize(build)}) ` +
    `is looked up by the ${main.name} one (about ${explainSize(main)})`
  );
}

export function explainRows({ estimate }: JoinSide): string {
  return estimate.rows === undefined ? "an unknown number of rows" : `${formatCount(estimate.rows)} rows`;
}

function explainSize(side: JoinSide): string {
  const bytes = side.estimate.bytes === undefined ? "unknown size" : formatBytes(side.estimate.bytes);
  return `${explainRows(side)}, ${bytes}`;
}
