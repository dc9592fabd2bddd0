/** One row per element of a list or entry of a map. */
import { InvariantError } from "../../../common/errors/goldpan-error.js";
import type { UnnestOperator } from "../../../common/wire/types.js";
import { quoteIdentifier } from "../../../common/sql-text.js";
import type { FragmentContext } from "../fragment-context.js";
import { allColumns, type Relation } from "../relation.js";

const value = quoteIdentifier("__executor_value");
const element = quoteIdentifier("__executor_element");
const place = quoteIdentifier("__executor_place");

export async function unnested(
  context: FragmentContext,
  relation: Relation,
  { tree, columns, withPosition, outer }: UnnestOperator,
): Promise<Relation> {
  const [expression] = await context.expressions(relation, [{ name: "unnest", tree }]);
  const elements = columns.slice(withPosition ? 1 : 0);
  const isMap = elements.length === 2;
  if (elements.length !== (isMap ? 2 : 1)) throw new InvariantError("an unnest of neither elements nor entries");
  const kept = allColumns(relation).map(quoteIdentifier);
  // A list either way; that of a fixed size has no length of its own.
  const list = isMap
    ? `map_entries(${expression?.sql ?? ""})`
    : `CAST((${expression?.sql ?? ""}) AS ${elements[0]?.type ?? ""}[])`;
  const listed = `SELECT ${[...kept, `${list} AS ${value}`].join(", ")} FROM (${relation.sql})`;
  const none = `${value} IS NULL OR len(${value}) = 0`;
  const orNull = (sql: string): string => (outer ? `CASE WHEN ${none} THEN [NULL] ELSE ${sql} END` : sql);
  const unnests = [
    `unnest(${orNull(value)}) AS ${element}`,
    ...(withPosition ? [`unnest(${orNull(`range(len(${value}))`)}) AS ${place}`] : []),
  ];
  const rows = `SELECT ${[...kept, ...unnests].join(", ")} FROM (${listed})`;
  const values = [...(withPosition ? [place] : []), ...(isMap ? [`${element}.key`, `${element}.value`] : [element])];
  const made = columns.map(
    ({ name, type }, index) => `CAST(${values[index] ?? ""} AS ${type}) AS ${quoteIdentifier(name)}`,
  );
  return {
    ...relation,
    sql: `SELECT ${[...kept, ...made].join(", ")} FROM (${rows})`,
    columns: [...relation.columns, ...columns.map(({ name }) => name)],
    volatile: context.isVolatile(relation, [tree]),
  };
}
