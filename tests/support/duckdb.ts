/** An independent oracle: DuckDB in one process that never saw our code. */
import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";

export async function withDuckDB<T>(use: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
  const instance = await DuckDBInstance.create(":memory:", { threads: "2" });
  const connection = await instance.connect();
  try {
    await connection.run("SET TimeZone = 'UTC'");
    return await use(connection);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** Rows as JSON values: bigints and decimals as text. */
export async function queryRows(sql: string): Promise<unknown[][]> {
  return withDuckDB(async (connection) => (await connection.runAndReadAll(sql)).getRowsJson() as unknown[][]);
}

/** Executes statements for their effect. */
export async function execute(...statements: string[]): Promise<void> {
  await withDuckDB(async (connection) => {
    for (const statement of statements) await connection.run(statement);
  });
}

/** How two queries differ: rows of one that the other lacks, counting doubles, and their schemas. */
export async function difference(
  actual: string,
  expected: string,
): Promise<{
  missing: number;
  extra: number;
  actualRows: number;
  expectedRows: number;
  actualSchema: string;
  expectedSchema: string;
}> {
  return withDuckDB(async (connection) => {
    const number = async (sql: string) => Number((await connection.runAndReadAll(sql)).getRowsJson()[0]?.[0]);
    const schema = async (sql: string) => {
      const text = "SELECT string_agg(column_name || ' ' || column_type, ', ')";
      return (await connection.runAndReadAll(`${text} FROM (DESCRIBE ${sql})`)).getRowsJson()[0]?.[0] as string;
    };
    return {
      missing: await number(`SELECT count(*) FROM ((${expected}) EXCEPT ALL (${actual}))`),
      extra: await number(`SELECT count(*) FROM ((${actual}) EXCEPT ALL (${expected}))`),
      actualRows: await number(`SELECT count(*) FROM (${actual})`),
      expectedRows: await number(`SELECT count(*) FROM (${expected})`),
      actualSchema: await schema(actual),
      expectedSchema: await schema(expected),
    };
  });
}
