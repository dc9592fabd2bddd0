/** One row per group, or one in all. */
import type { AggregateOperator } from "../../../common/wire/types.js";
import { quoteIdentifier } from "../../../common/sql-text.js";
import { selectList } from "../../engine/sql-text.js";
import type { FragmentContext } from "../fragment-context.js";
import type { Relation } from "../relation.js";

export async function aggregated(
  context: FragmentContext,
  relation: Relation,
  { keys, aggregates }: AggregateOperator,
): Promise<Relation> {
  const groups = await context.expressions(relation, keys);
  const values = await context.expressions(relation, aggregates);
  const list = [...groups, ...values].map(({ name, sql }) => `${sql} AS ${quoteIdentifier(name)}`);
  // By position: an expression that is a constant would itself be taken for one.
  const grouping = groups.length === 0 ? "" : ` GROUP BY ${groups.map((_, index) => String(index + 1)).join(", ")}`;
  return {
    sql: `SELECT ${selectList(list)} FROM (${relation.sql})${grouping}`,
    columns: [...groups, ...values].map(({ name }) => name),
    provenance: undefined,
    volatile: context.isVolatile(
      relation,
      [...keys, ...aggregates].map(({ tree }) => tree),
    ),
  };
}
