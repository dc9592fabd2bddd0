/** One DuckDB for a whole test file: says what SQL expressions mean. */
import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";

export async function openDuckdb(): Promise<DuckDBConnection> {
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  return connection;
}

/** The first value of the first row, and its type. */
export async function evaluate(connection: DuckDBConnection, sql: string): Promise<{ value: unknown; type: string }> {
  const reader = await connection.runAndReadAll(`SELECT v, typeof(v) FROM (SELECT ${sql} AS v)`);
  const [value, type] = reader.getRowsJS()[0] ?? [];
  return { value, type: type as string };
}
