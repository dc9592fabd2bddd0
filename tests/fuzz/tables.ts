/** Random tables: small, skewed, full of edges; as Parquet files for the cluster and as tables for the one DuckDB. */
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { DuckDBConnection } from "@duckdb/node-api";
import { quoteIdentifier, quoteText } from "../../common/sql-text.js";
import type { Random } from "./random.js";
import { columnTypes, type ColumnType } from "./types.js";

export interface TableColumn {
  readonly name: string;
  readonly type: string;
  /** Whether most values differ, so that an equality join by it stays small. */
  readonly isSelective: boolean;
}

export interface RandomTable {
  readonly name: string;
  readonly columns: readonly TableColumn[];
  /** SQL of each value. */
  readonly rows: readonly (readonly string[])[];
  /** The rows lie in so many files, one after the other; some of them empty. */
  readonly files: number;
}

const oddNames = ["größe", "two words", "select", 'quo"te', "Upper", "日本"];

/** @param types  to choose from: tables that share types can be joined */
export function randomTable(random: Random, name: string, types: readonly ColumnType[] = columnTypes): RandomTable {
  const count = random.pick([0, 1, 3, 20, 20, 40, 40, 60, 100, random.chance(0.2) ? 3000 : 30]);
  const chosen = Array.from({ length: random.integer(3, 7) }, () => random.pick(types));
  const columns = chosen.map((type, index) => {
    const pool = random.pick([1, 3, 3, 8, 200]);
    const nulls = random.pick([0, 0, 0.1, 0.1, 0.5, random.chance(0.2) ? 1 : 0]);
    const skew = random.pick([0, 0, 0.8]);
    const values = Array.from({ length: Math.min(pool, Math.max(1, count)) }, () => type.value(random));
    const cells = Array.from({ length: count }, () => {
      if (random.chance(nulls)) return `CAST(NULL AS ${type.name})`;
      return random.chance(skew) ? (values[0] ?? "NULL") : random.pick(values);
    });
    const suffix = random.chance(0.1) ? ` ${random.pick(oddNames)}` : "";
    return {
      name: `${name}_${index}${suffix}`,
      type: type.name,
      isSelective: pool > 8 && skew === 0 && nulls < 0.5,
      cells,
    };
  });
  const rows = Array.from({ length: count }, (_, row) => columns.map(({ cells }) => cells[row] ?? "NULL"));
  return {
    name,
    columns: columns.map(({ name: column, type, isSelective }) => ({ name: column, type, isSelective })),
    rows,
    files: random.pick([1, 1, 2, 3, 5]),
  };
}

/** Where the files of a table are. */
export function tableFolder(folder: string, table: RandomTable): string {
  return join(folder, table.name);
}

export function tableUrl(folder: string, table: RandomTable): string {
  return `${pathToFileURL(tableFolder(folder, table)).href}/`;
}

/** SQL that makes its rows. */
export function rowsSql({ columns, rows }: RandomTable, from = 0, to = rows.length): string {
  const names = columns.map(({ name }) => quoteIdentifier(name));
  if (to <= from) {
    return `SELECT ${columns.map(({ type }, index) => `CAST(NULL AS ${type}) AS ${names[index] ?? ""}`).join(", ")} WHERE FALSE`;
  }
  const values = rows.slice(from, to).map((row) => `(${row.join(", ")})`);
  return `SELECT * FROM (VALUES ${values.join(", ")}) AS t (${names.join(", ")})`;
}

/** Writes its files and makes a table of the same name that holds what they hold. */
export async function layTable(connection: DuckDBConnection, folder: string, table: RandomTable): Promise<void> {
  const target = tableFolder(folder, table);
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  const perFile = Math.ceil(table.rows.length / table.files);
  for (let file = 0; file < table.files; file++) {
    const from = Math.min(table.rows.length, file * perFile);
    const to = Math.min(table.rows.length, from + perFile);
    const path = join(target, `part-${file}.parquet`);
    await connection.run(
      `COPY (${rowsSql(table, from, to)}) TO ${quoteText(path)} (FORMAT parquet, ROW_GROUP_SIZE 2048)`,
    );
  }
  await connection.run(
    `CREATE OR REPLACE TABLE ${quoteIdentifier(table.name)} AS SELECT * FROM read_parquet(${quoteText(join(target, "*.parquet"))})`,
  );
}
