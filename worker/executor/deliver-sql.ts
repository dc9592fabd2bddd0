/** What leaves a fragment, as SQL: the columns of its output, in the types that their destination keeps. */
import type { Column } from "../../common/wire/types.js";
import { quoteIdentifier } from "../../common/sql-text.js";
import type { Engine, NamedType } from "../engine/engine.js";
import { selectList } from "../engine/sql-text.js";
import { parseTypes, resultCarrier, tableCarrier, toPiece } from "../engine/types.js";
import { hiddenColumns, hiddenProvenance, shownProvenance, type Relation } from "./relation.js";

/** A value of a type as its destination keeps it. */
const carried = {
  piece: toPiece,
  result: (column: string, type: NamedType["type"], sql: string) => `CAST(${sql} AS ${resultCarrier(column, type)})`,
  table: (column: string, type: NamedType["type"], sql: string) => `CAST(${sql} AS ${tableCarrier(column, type)})`,
};

/**
 * The output columns of a relation, each cast to its declared type and on to its carrier.
 * @param helpers  columns of ours that go along as they are, last
 * @throws TYPE_NOT_SUPPORTED naming the column
 */
export async function outputSql(
  engine: Engine,
  relation: Relation,
  output: readonly Column[],
  destination: keyof typeof carried,
  helpers: readonly string[] = [],
): Promise<string> {
  const types = await parseTypes(
    engine,
    output.map((column) => column.type),
  );
  const list = output.map((column, index) => {
    const type = types[index];
    const declared = `CAST(${quoteIdentifier(sourceOf(relation, column.name))} AS ${column.type})`;
    const value = type === undefined ? declared : carried[destination](column.name, type, declared);
    return `${value} AS ${quoteIdentifier(column.name)}`;
  });
  return `SELECT ${[selectList(list), ...helpers.map(quoteIdentifier)].join(", ")} FROM (${relation.sql})`;
}

/** The provenance that a relation hides is delivered under its public names when the output asks for it. */
function sourceOf(relation: Relation, name: string): string {
  if (relation.columns.includes(name) || hiddenColumns(relation).length === 0) return name;
  if (name === shownProvenance.file) return hiddenProvenance.file;
  if (name === shownProvenance.rowGroup) return hiddenProvenance.rowGroup;
  return name === shownProvenance.row ? hiddenProvenance.row : name;
}

/** Quarantined rows of all steps, as rows of the quarantine table: what a step did not see is NULL. */
export async function quarantineSql(
  engine: Engine,
  parts: readonly Relation[],
  columns: readonly Column[],
): Promise<string> {
  const types = await parseTypes(
    engine,
    columns.map((column) => column.type),
  );
  const branches = parts.map((part) => {
    const list = columns.map((column, index) => {
      const type = types[index];
      const source = part.columns.includes(column.name) ? quoteIdentifier(column.name) : "NULL";
      const declared = `CAST(${source} AS ${column.type})`;
      const value = type === undefined ? declared : carried.table(column.name, type, declared);
      return `${value} AS ${quoteIdentifier(column.name)}`;
    });
    return `SELECT ${list.join(", ")} FROM (${part.sql})`;
  });
  return branches.join(" UNION ALL ");
}
