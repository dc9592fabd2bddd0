/** Columns of a saved table, page by page, into JavaScript: what row functions read. */
import { randomBytes } from "node:crypto";
import { DuckDBBlobValue, type DuckDBDataChunk } from "@duckdb/node-api";
import { InvariantError } from "../../common/errors/goldpan-error.js";
import { quoteIdentifier, quoteText } from "../../common/sql-text.js";
import {
  textSeparator,
  type ArgumentKind,
  type PackedArgument,
  type PackedColumn,
} from "../executor/function-protocol.js";
import type { Engine, Rows } from "./engine.js";
import { fixedType, readFixed, type FixedValues } from "./vector-data.js";

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

/** Bytes of a page's texts: a page of long ones is no burden, and what is made of it dies young. */
const pageBytesMax = 2 * 2 ** 20;

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
export async function readPage(engine: Engine, page: Page, columns: readonly PagedColumn[]): Promise<PackedArgument[]> {
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

/** Values per text column of the query: the texts in one, how many are not NULL, and whether one has the separator. */
const answersPerText = 3;

async function readTexts(engine: Engine, page: Page, columns: readonly PagedColumn[]): Promise<PackedArgument[]> {
  if (columns.length === 0) return [];
  const order = engine.threads === 1 ? "" : " ORDER BY rowid";
  const separator = quoteText(textSeparator);
  const list = columns.flatMap(({ sql }) => [
    `encode(string_agg(coalesce(${sql}, ${quoteText(nullText)}), ${separator}${order}))`,
    `count(${sql})`,
    `coalesce(bool_or(contains(${sql}, ${separator})), false)`,
  ]);
  const { chunks } = await engine.rows(`SELECT ${list.join(", ")} ${pageSql(page)}`);
  const packed = columns.map((_, index): PackedArgument | undefined => {
    const [texts, present, separated] = Array.from({ length: answersPerText }, (_, answer) =>
      chunks[0]?.getColumnVector(index * answersPerText + answer).getItem(0),
    );
    if (!(texts instanceof DuckDBBlobValue) || separated === true) return undefined;
    // A copy: the vector's memory is the engine's.
    const bytes = Uint8Array.from(texts.bytes);
    return { form: "utf8", bytes, nullText: Number(present) === page.rows ? undefined : nullText };
  });
  if (packed.every((column) => column !== undefined)) return packed;
  return await readPlain(engine, page, columns);
}

async function readPlain(engine: Engine, page: Page, columns: readonly PagedColumn[]): Promise<PackedArgument[]> {
  const list = columns.map(({ sql }, index) => `${sql} AS c${String(index)}`);
  const order = engine.threads === 1 ? "" : " ORDER BY rowid";
  const rows = await engine.rows(`SELECT ${list.join(", ")} ${pageSql(page)}${order}`);
  if (rows.rowCount !== page.rows) {
    throw new InvariantError(`a page of ${String(page.rows)} rows came with ${String(rows.rowCount)}`);
  }
  return columns.map(({ kind }, index) => pack(rows, index, kind));
}

function pack({ columns, chunks, rowCount: rows }: Rows, column: number, kind: ArgumentKind): PackedColumn {
  const fixed = <Values extends FixedValues>(values: Values) => {
    const [expected, found] = [fixedType(values), columns[column]?.type];
    if (found?.typeId !== expected.typeId)
      throw new InvariantError(`a column of ${String(expected)} is ${String(found)}`);
    return { values, nulls: readFixed(chunks, column, values) };
  };
  switch (kind) {
    case "number":
      return { form: "number", ...fixed(new Float64Array(rows)) };
    case "integer64":
    case "date":
    case "dateNanoseconds":
      return { form: "bigint", ...fixed(new BigInt64Array(rows)) };
    case "boolean":
      return { form: "boolean", ...fixed(new Uint8Array(rows)) };
    case "bytes": {
      // A copy: the vector's memory is the engine's.
      const values = valuesOf(chunks, column).map((value) =>
        value instanceof DuckDBBlobValue ? Uint8Array.from(value.bytes) : null,
      );
      return { form: "bytes", values };
    }
    default: {
      const texts = valuesOf(chunks, column).map((value) => (value === null ? null : String(value)));
      return { form: "texts", texts };
    }
  }
}

function valuesOf(chunks: readonly DuckDBDataChunk[], column: number): ReturnType<DuckDBDataChunk["getColumnValues"]> {
  return chunks.flatMap((chunk) => chunk.getColumnValues(column));
}
