/** Columns of a saved table, page by page, into JavaScript and back: what row functions read and return. */
import { randomBytes } from "node:crypto";
import { BIGINT, BLOB, BOOLEAN, DOUBLE, DuckDBBlobValue, DuckDBDataChunk, VARCHAR } from "@duckdb/node-api";
import type { DuckDBType, DuckDBValue } from "@duckdb/node-api";
import { InvariantError } from "../../common/errors/goldpan-error.js";
import { quoteIdentifier, quoteText } from "../../common/sql-text.js";
import {
  nullMark,
  textSeparator,
  type ArgumentKind,
  type Nulls,
  type PackedColumn,
} from "../executor/function-protocol.js";
import type { Engine, Rows } from "./engine.js";

/** Rows [first, first + rows) of a saved table. */
export interface Page {
  readonly table: string;
  readonly first: number;
  readonly rows: number;
}

export interface PagedColumn {
  /** SQL over the saved table's columns. */
  readonly sql: string;
  readonly kind: ArgumentKind;
}

/** Stands for NULL among packed texts: no text of the user's is this one. */
const nullText = `\u001d${randomBytes(12).toString("hex")}`;

/** Bytes of a page's texts, so that a page of long ones is no burden. */
const pageBytesMax = 8 * 2 ** 20;

/** @returns how many rows of a saved table make a page, at most `rowsMax`, by the average size of the texts */
export async function pageRows(
  engine: Engine,
  table: string,
  columns: readonly PagedColumn[],
  rowsMax: number,
): Promise<number> {
  const texts = columns.filter((column) => isText(column) || column.kind === "bytes");
  if (texts.length === 0) return rowsMax;
  const lengths = texts.map(({ sql, kind }) => `coalesce(${kind === "bytes" ? "octet_length" : "strlen"}(${sql}), 0)`);
  const row = await engine.object(
    `SELECT coalesce(avg(${lengths.join(" + ")}), 0) AS bytes FROM ${quoteIdentifier(table)}`,
  );
  return Math.max(1, Math.min(rowsMax, Math.floor(pageBytesMax / Math.max(1, Number(row["bytes"])))));
}

/** All columns of a page. Texts are packed by the engine, six times faster than one by one. */
export async function readPage(engine: Engine, page: Page, columns: readonly PagedColumn[]): Promise<PackedColumn[]> {
  const packed = columns.filter(isText);
  const plain = columns.filter((column) => !isText(column));
  const texts = await readTexts(engine, page, packed);
  const values = plain.length === 0 ? [] : await readPlain(engine, page, plain);
  return columns.map((column) => {
    const found = isText(column) ? texts[packed.indexOf(column)] : values[plain.indexOf(column)];
    if (found === undefined) throw new InvariantError("a column of a page was not read");
    return found;
  });
}

function isText(column: PagedColumn): boolean {
  return column.kind === "text" || column.kind === "integerText" || column.kind === "json";
}

function pageSql(page: Page): string {
  return `FROM ${quoteIdentifier(page.table)} WHERE rowid >= ${String(page.first)} AND rowid < ${String(page.first + page.rows)}`;
}

async function readTexts(engine: Engine, page: Page, columns: readonly PagedColumn[]): Promise<PackedColumn[]> {
  if (columns.length === 0) return [];
  const order = engine.threads === 1 ? "" : " ORDER BY rowid";
  const list = columns.map(
    ({ sql }) => `string_agg(coalesce(${sql}, ${quoteText(nullText)}), ${quoteText(textSeparator)}${order})`,
  );
  const { chunks } = await engine.rows(`SELECT ${list.join(", ")} ${pageSql(page)}`);
  const packed = columns.map((_, index) => unpack(chunks[0]?.getColumnVector(index).getItem(0), page.rows));
  if (packed.every((column) => column !== undefined)) return packed;
  return await readPlain(engine, page, columns);
}

/** Undefined when a text itself has the separator, which shows by the count. */
function unpack(value: DuckDBValue | undefined, rows: number): PackedColumn | undefined {
  if (typeof value !== "string") return undefined;
  if (!value.includes(nullText)) {
    return countOf(value, textSeparator) + 1 === rows
      ? { form: "text", text: value, count: rows, nulls: undefined }
      : undefined;
  }
  const texts = value.split(textSeparator);
  if (texts.length !== rows) return undefined;
  const nulls = new Uint8Array(rows);
  texts.forEach((text, row) => {
    if (text === nullText) nulls[row] = 1;
  });
  return { form: "text", text: value, count: rows, nulls };
}

function countOf(text: string, part: string): number {
  let count = 0;
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) count += 1;
  return count;
}

async function readPlain(engine: Engine, page: Page, columns: readonly PagedColumn[]): Promise<PackedColumn[]> {
  const list = columns.map(({ sql }, index) => `${sql} AS c${String(index)}`);
  const rows = await engine.rows(`SELECT ${list.join(", ")} ${pageSql(page)} ORDER BY rowid`);
  if (rows.rowCount !== page.rows) {
    throw new InvariantError(`a page of ${String(page.rows)} rows came with ${String(rows.rowCount)}`);
  }
  return columns.map((column, index) => pack(rows, index, column.kind));
}

function pack(rows: Rows, column: number, kind: ArgumentKind): PackedColumn {
  const target = packTarget(kind, rows.rowCount);
  let nulls: Nulls;
  let row = 0;
  for (const chunk of rows.chunks) {
    const vector = chunk.getColumnVector(column);
    for (let index = 0; index < chunk.rowCount; index += 1, row += 1) {
      const value = vector.getItem(index);
      if (value === null) (nulls ??= new Uint8Array(rows.rowCount))[row] = 1;
      else target.set(row, value);
    }
  }
  return target.finish(nulls);
}

interface PackTarget {
  set(row: number, value: DuckDBValue): void;
  finish(nulls: Nulls): PackedColumn;
}

function packTarget(kind: ArgumentKind, rows: number): PackTarget {
  switch (kind) {
    case "number": {
      const values = new Float64Array(rows);
      return {
        set: (row, value) => void (values[row] = Number(value)),
        finish: (nulls) => ({ form: "number", values, nulls }),
      };
    }
    case "integer64":
    case "date":
    case "dateNanoseconds": {
      const values = new BigInt64Array(rows);
      return {
        set: (row, value) => void (values[row] = value as bigint),
        finish: (nulls) => ({ form: "bigint", values, nulls }),
      };
    }
    case "boolean": {
      const values = new Uint8Array(rows);
      return {
        set: (row, value) => void (values[row] = value === true ? 1 : 0),
        finish: (nulls) => ({ form: "boolean", values, nulls }),
      };
    }
    case "bytes": {
      const values = new Array<Uint8Array | null>(rows).fill(null);
      return {
        // A copy: the vector's memory is the engine's.
        set: (row, value) =>
          void (values[row] = value instanceof DuckDBBlobValue ? Uint8Array.from(value.bytes) : null),
        finish: (nulls) => ({ form: "bytes", values, nulls }),
      };
    }
    default: {
      const texts = new Array<string>(rows).fill("");
      return {
        set: (row, value) => void (texts[row] = String(value)),
        finish: (nulls) => ({ form: "texts", texts, nulls }),
      };
    }
  }
}

/** A table of one column, `value`, filled page by page in order. */
export class ColumnTable {
  private constructor(
    private readonly engine: Engine,
    readonly name: string,
    private readonly type: DuckDBType,
  ) {}

  static async create(engine: Engine, name: string, storedType: keyof typeof storedTypes): Promise<ColumnTable> {
    await engine.run(`CREATE TABLE ${quoteIdentifier(name)} (value ${storedType})`);
    return new ColumnTable(engine, name, storedTypes[storedType]);
  }

  /** @throws EngineError */
  async append(column: PackedColumn): Promise<void> {
    if (column.form === "text") {
      // The engine takes texts apart faster than they could be handed over one by one, but for a constant, which it would take
      // apart while it plans, four times as slowly: so the page is made to depend on a row.
      const value = `nullif(unnest(string_split(page, chr(${String(textSeparator.charCodeAt(0))}))), $2)`;
      const page = "SELECT if(range = 0, $1, NULL) AS page FROM range(1)";
      const sql = `INSERT INTO ${quoteIdentifier(this.name)} SELECT ${value} FROM (${page})`;
      await this.engine.runWith(sql, [column.text, nullMark]);
      return;
    }
    await this.engine.append(this.name, chunksOf(valuesOf(column), this.type));
  }
}

function* chunksOf(values: readonly DuckDBValue[], type: DuckDBType): Generator<DuckDBDataChunk> {
  for (let first = 0; first < values.length; first += chunkRows) {
    const part = values.slice(first, first + chunkRows);
    const chunk = DuckDBDataChunk.create([type], part.length);
    chunk.setColumnValues(0, part);
    yield chunk;
  }
}

const storedTypes = { DOUBLE, BIGINT, BOOLEAN, VARCHAR, BLOB };

/** DuckDB's vector size. */
const chunkRows = 2048;

function valuesOf(column: PackedColumn): DuckDBValue[] {
  const { nulls } = column;
  const raw = rawValues(column);
  return nulls === undefined ? raw : raw.map((value, row) => (nulls[row] === 1 ? null : value));
}

function rawValues(column: PackedColumn): DuckDBValue[] {
  switch (column.form) {
    case "number":
    case "bigint":
      return Array.from<DuckDBValue>(column.values);
    case "boolean":
      return Array.from(column.values, (value) => value === 1);
    case "bytes":
      return column.values.map((value) => (value === null ? null : new DuckDBBlobValue(value)));
    case "text":
      return column.text.split(textSeparator);
    case "texts":
      return [...column.texts];
  }
}
