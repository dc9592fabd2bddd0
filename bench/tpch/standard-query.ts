/** What one DuckDB process answers to the standard's SQL text on the same files: the expected rows, and the seconds to beat. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";
import { packageRoot } from "../../common/package-root.js";
import { quoteText } from "../../common/sql-text.js";
import { tableNames, type TableName } from "../../jobs/tpch/tables.js";
import { rowsOfDuckDB, type ExactRow } from "../../tests/support/exact-rows.js";
import type { TableFiles } from "./tpch-data.js";

export interface StandardAnswer {
  readonly rows: ExactRow[];
  readonly seconds: number;
  /** Positions of the columns that the rows are ordered by. */
  readonly orderColumns: readonly number[];
}

export class StandardQueries {
  private constructor(
    private readonly instance: DuckDBInstance,
    private readonly connection: DuckDBConnection,
  ) {}

  static async open(files: TableFiles): Promise<StandardQueries> {
    const instance = await DuckDBInstance.create(":memory:", { threads: "2" });
    const connection = await instance.connect();
    for (const name of tableNames) {
      const list = files[name].map(quoteText).join(", ");
      await connection.run(`CREATE VIEW ${name} AS SELECT * FROM read_parquet([${list}])`);
    }
    return new StandardQueries(instance, connection);
  }

  async rowCounts(): Promise<Record<TableName, number>> {
    const counts: [string, number][] = [];
    for (const name of tableNames) {
      const reader = await this.connection.runAndReadAll(`SELECT count(*) FROM ${name}`);
      counts.push([name, Number(reader.getRows()[0]?.[0])]);
    }
    return Object.fromEntries(counts) as Record<TableName, number>;
  }

  /** @param number  from 1 to 22 */
  async answer(number: number): Promise<StandardAnswer> {
    const text = readFileSync(join(packageRoot, "jobs/tpch/sql", `q${String(number).padStart(2, "0")}.sql`), "utf8");
    const startedAtMs = performance.now();
    const reader = await this.connection.runAndReadAll(text);
    const seconds = (performance.now() - startedAtMs) / 1000;
    const names = reader.columnNames();
    return { rows: rowsOfDuckDB(reader), seconds, orderColumns: orderNames(text).map((name) => names.indexOf(name)) };
  }

  close(): void {
    this.connection.closeSync();
    this.instance.closeSync();
  }
}

/** The last ORDER BY of the text; all of them name columns of the result. */
function orderNames(text: string): string[] {
  const [, list = ""] = /\nORDER BY ([^\n]+)/.exec(text) ?? [];
  return list === "" ? [] : list.split(",").map((item) => item.trim().replace(/ DESC$/, ""));
}
