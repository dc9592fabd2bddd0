/** A step of a fragment as SQL: what it selects, the columns it shows, and where its rows came from. Plain values. */
import { quoteIdentifier } from "../../common/sql-text.js";
import { selectList } from "../engine/sql-text.js";

/** Columns, shown or hidden, that tell a row's origin: object's URI, row group, row within the file from 0. */
export interface Provenance {
  readonly file: string;
  readonly rowGroup: string;
  readonly row: string;
}

/**
 * Hidden behind names that no table has, so that a user's own `_source_file` stays a column like any other. `__executor_` is ours
 * alone: the planner's helper columns begin with `__goldpan_`.
 */
export const hiddenProvenance: Provenance = {
  file: "__executor_source_file",
  rowGroup: "__executor_source_row_group",
  row: "__executor_source_row",
};

/** The names that quarantine and the wire contract use. */
export const shownProvenance: Provenance = { file: "_source_file", rowGroup: "_source_row_group", row: "_source_row" };

export interface Relation {
  /** A SELECT. */
  readonly sql: string;
  /** Columns that the fragment knows of, in order. */
  readonly columns: readonly string[];
  readonly provenance: Provenance | undefined;
  /** It calls a volatile function: asked twice it may answer differently, so it is saved before it is asked twice. */
  readonly volatile: boolean;
  /** What its rows were read by, and how many they are: as long as that is `sql`, they lie here. */
  readonly stored?: { readonly sql: string; readonly rows: number };
}

/** How many rows it has where these may as well be asked for twice as kept; else undefined. */
export function storedRows({ sql, stored }: Relation): number | undefined {
  return sql === stored?.sql ? stored.rows : undefined;
}

export function provenanceColumns(provenance: Provenance | undefined): string[] {
  return provenance === undefined ? [] : [provenance.file, provenance.rowGroup, provenance.row];
}

/** Its columns with those of the provenance that it hides: what a step passes on. */
export function allColumns(relation: Relation): string[] {
  return [...relation.columns, ...hiddenColumns(relation)];
}

export function hiddenColumns(relation: Relation): string[] {
  return relation.provenance === hiddenProvenance ? provenanceColumns(hiddenProvenance) : [];
}

/** With its provenance under the public names where these are asked for, hidden, and no columns of its own. */
export function shownWhereAsked(relation: Relation, asked: readonly string[]): Relation {
  const shown = provenanceColumns(shownProvenance);
  if (relation.provenance !== hiddenProvenance || !shown.every((name) => asked.includes(name))) return relation;
  if (relation.columns.some((name) => shown.includes(name.toLowerCase()))) return relation;
  const list = provenanceColumns(hiddenProvenance).map(
    (name, index) => `${quoteIdentifier(name)} AS ${shown[index] ?? ""}`,
  );
  return {
    ...relation,
    sql: `SELECT ${[...relation.columns.map(quoteIdentifier), ...list].join(", ")} FROM (${relation.sql})`,
    columns: [...relation.columns, ...shown],
    provenance: shownProvenance,
  };
}

/** A select list of columns by name. */
export function names(columns: readonly string[]): string {
  return selectList(columns.map(quoteIdentifier));
}

/** Rows that meet a condition; columns stay. */
export function where(relation: Relation, condition: string): Relation {
  return { ...relation, sql: `SELECT * FROM (${relation.sql}) WHERE ${condition}` };
}

/** A limit that leaves nothing out: the engine gives the rows to a limit in their order, whatever takes them then. */
export function inOrder(relation: Relation): Relation {
  return { ...relation, sql: `SELECT * FROM (${relation.sql}) LIMIT ${String(2n ** 63n - 1n)}` };
}

/** A row's place as consumed, from 1. */
export const positionColumn = "__executor_position";

/** The rows as a SELECT, with their places. */
export function numbered(relation: Relation): string {
  return `SELECT *, row_number() OVER () AS ${quoteIdentifier(positionColumn)} FROM (${relation.sql})`;
}

export interface NamedSql {
  readonly name: string;
  readonly sql: string;
}

/** Other columns in place of the relation's; the provenance is passed on hidden, unless one of the new columns shows it. */
export function project(relation: Relation, columns: readonly NamedSql[]): Relation {
  const shown = columns.map((column) => column.name);
  const hidden = hiddenColumns(relation);
  const list = [
    ...columns.map((column) => `${column.sql} AS ${quoteIdentifier(column.name)}`),
    ...hidden.map(quoteIdentifier),
  ];
  const kept = provenanceColumns(relation.provenance).every((name) => hidden.includes(name) || shown.includes(name));
  return {
    ...relation,
    sql: `SELECT ${selectList(list)} FROM (${relation.sql})`,
    columns: shown,
    provenance: kept ? relation.provenance : undefined,
  };
}

/** A relation whose rows lie in a table, in order of its rowid from 0. */
export interface SavedRelation extends Relation {
  readonly table: string;
  readonly rows: number;
}
