/** The engine of the tests themselves, which knows nothing of the executor. */
import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";
import { statSync } from "node:fs";
import { pathToFileURL } from "node:url";
import type { Column, FileSlice, Tree } from "../../../common/wire/types.js";
import { fileEtag } from "../../../storage/file/file-object-store.js";

/** A DuckDB of the test's own: writes inputs, parses expressions, and knows the right answers. */
export class Reference {
  private constructor(private readonly connection: DuckDBConnection) {}

  static async open(): Promise<Reference> {
    const instance = await DuckDBInstance.create(":memory:");
    const connection = await instance.connect();
    await connection.run("SET TimeZone = 'UTC'");
    // Files under one path change faster than their times do.
    await connection.run("SET enable_external_file_cache = false");
    // DuckDB 1.5.6 pushes a join's filter below a LIMIT, and then answers wrongly.
    await connection.run("SET disabled_optimizers = 'join_filter_pushdown'");
    return new Reference(connection);
  }

  async run(sql: string): Promise<void> {
    await this.connection.run(sql);
  }

  async rows(sql: string): Promise<Record<string, unknown>[]> {
    return await (await this.connection.run(sql)).getRowObjectsJson();
  }

  async tree(expression: string): Promise<Tree> {
    const query = `SELECT ${expression}`.replaceAll("'", "''");
    const [row] = await this.rows(
      `SELECT json_extract(json_serialize_sql('${query}'), '$.statements[0].node.select_list[0]')::VARCHAR AS tree`,
    );
    return { json: String(row?.["tree"]), callSite: null };
  }

  async columns(sql: string): Promise<Column[]> {
    return (await this.rows(`DESCRIBE ${sql}`)).map((row) => ({
      name: String(row["column_name"]),
      type: String(row["column_type"]),
    }));
  }

  /** Row groups of a file; all of them unless some are named. */
  async slice(path: string, rowGroups?: readonly number[]): Promise<FileSlice> {
    const groups = await this.rows(
      `SELECT DISTINCT row_group_id AS id, row_group_num_rows AS n FROM parquet_metadata('${path}') ORDER BY 1`,
    );
    const [footer] = await this.rows(`SELECT footer_size AS bytes FROM parquet_file_metadata('${path}')`);
    let firstRow = 0;
    const all = groups.map((group) => {
      const ref = { index: Number(group["id"]), rows: Number(group["n"]), firstRow };
      firstRow += ref.rows;
      return ref;
    });
    return {
      uri: pathToFileURL(path).href,
      etag: fileEtag(statSync(path, { bigint: true })),
      bytes: statSync(path).size,
      footerBytes: Number(footer?.["bytes"]) + 8,
      rowGroups: all.filter((group) => rowGroups === undefined || rowGroups.includes(group.index)),
      range: null,
      partitionValues: {},
      nullPartitions: [],
      problem: "",
    };
  }
}
