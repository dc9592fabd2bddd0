/** What row functions return, as a table of one column. */
import { BLOB, DuckDBBlobValue, DuckDBDataChunk, VARCHAR } from "@duckdb/node-api";
import type { DuckDBType, DuckDBValue } from "@duckdb/node-api";
import { quoteIdentifier } from "../../common/sql-text.js";
import { nullMark, textSeparator, type PackedColumn, type PackedResult } from "../executor/function-protocol.js";
import type { Engine } from "./engine.js";
import type { ReturnForm } from "./function-forms.js";
import { chunkRows, fixedChunks } from "./vector-data.js";

/** A table of one column, `value`, filled page by page in order. */
export class ColumnTable {
  private constructor(
    private readonly engine: Engine,
    readonly name: string,
  ) {}

  static async create(engine: Engine, name: string, storedType: ReturnForm["storedType"]): Promise<ColumnTable> {
    await engine.run(`CREATE TEMP TABLE ${quoteIdentifier(name)} (value ${storedType})`);
    return new ColumnTable(engine, name);
  }

  /** @throws EngineError */
  async append(column: PackedResult): Promise<void> {
    if (column.form === "text") {
      // The engine takes texts apart faster than they could be handed over one by one; with `nullif` in the same query as `unnest` it
      // would do so while it plans, five times as slowly.
      const texts = `SELECT unnest(string_split($1, chr(${String(textSeparator.charCodeAt(0))}))) AS text`;
      const sql = `INSERT INTO ${quoteIdentifier(this.name)} SELECT nullif(text, $2) FROM (${texts})`;
      await this.engine.runWith(sql, [column.text, nullMark]);
      return;
    }
    await this.engine.append(this.name, chunksOf(column));
  }
}

function chunksOf(column: PackedColumn): Iterable<DuckDBDataChunk> {
  switch (column.form) {
    case "number":
    case "bigint":
    case "boolean":
      return fixedChunks(column.values, column.nulls);
    case "bytes":
      return valueChunks(
        column.values.map((value) => (value === null ? null : new DuckDBBlobValue(value))),
        BLOB,
      );
    case "texts":
      return valueChunks(column.texts, VARCHAR);
  }
}

function* valueChunks(values: readonly DuckDBValue[], type: DuckDBType): Generator<DuckDBDataChunk> {
  for (let first = 0; first < values.length; first += chunkRows) {
    const part = values.slice(first, first + chunkRows);
    const chunk = DuckDBDataChunk.create([type], part.length);
    chunk.setColumnValues(0, part);
    yield chunk;
  }
}
