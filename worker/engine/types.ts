/** DuckDB's types where files do not keep them: what carries a value in a piece, and how it is written to a table. */
import {
  DuckDBDecimalType,
  DuckDBListType,
  DuckDBMapType,
  DuckDBStructType,
  DuckDBTypeId,
  type DuckDBType,
} from "@duckdb/node-api";
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import { quoteIdentifier } from "../../common/sql-text.js";
import type { Engine } from "./engine.js";

// For those outside this folder who write SQL by type.
export { DuckDBDecimalType, DuckDBListType, DuckDBMapType, DuckDBStructType, DuckDBTypeId, type DuckDBType };

/** Parses types as DuckDB spells them, e.g. `STRUCT(a DECIMAL(9,2)[])`. */
export async function parseTypes(engine: Engine, types: readonly string[]): Promise<DuckDBType[]> {
  if (types.length === 0) return [];
  const { columns } = await engine.rows(`SELECT ${types.map((type) => `CAST(NULL AS ${type})`).join(", ")} LIMIT 0`);
  return columns.map((column) => column.type);
}

/** What stands for a leaf type in a file; undefined: itself. */
type LeafCarrier = (type: DuckDBType) => string | undefined;

/** Text keeps these exactly, and casts back to them. */
const carriedAsText: ReadonlySet<DuckDBTypeId> = new Set([
  DuckDBTypeId.HUGEINT,
  DuckDBTypeId.UHUGEINT,
  DuckDBTypeId.INTERVAL,
  DuckDBTypeId.TIME_TZ,
  DuckDBTypeId.TIME_NS,
  DuckDBTypeId.BIT,
  DuckDBTypeId.ENUM,
  DuckDBTypeId.BIGNUM,
  DuckDBTypeId.SQLNULL,
]);

/** No file form gives these back as they were. */
const refused: ReadonlySet<DuckDBTypeId> = new Set([
  DuckDBTypeId.UNION,
  DuckDBTypeId.VARIANT,
  DuckDBTypeId.GEOMETRY,
  DuckDBTypeId.ANY,
  DuckDBTypeId.INVALID,
]);

const numbers: ReadonlySet<DuckDBTypeId> = new Set([
  DuckDBTypeId.TINYINT,
  DuckDBTypeId.SMALLINT,
  DuckDBTypeId.INTEGER,
  DuckDBTypeId.BIGINT,
  DuckDBTypeId.UTINYINT,
  DuckDBTypeId.USMALLINT,
  DuckDBTypeId.UINTEGER,
  DuckDBTypeId.UBIGINT,
  DuckDBTypeId.DECIMAL,
  DuckDBTypeId.FLOAT,
  DuckDBTypeId.DOUBLE,
]);

/** Whether it is one of numbers, but for whole ones of 128 bits and more. */
export function isNumber({ typeId }: DuckDBType): boolean {
  return numbers.has(typeId);
}

const fixedLength: ReadonlySet<DuckDBTypeId> = new Set([
  ...numbers,
  DuckDBTypeId.BOOLEAN,
  DuckDBTypeId.DATE,
  DuckDBTypeId.TIME,
  DuckDBTypeId.TIMESTAMP,
  DuckDBTypeId.TIMESTAMP_S,
  DuckDBTypeId.TIMESTAMP_MS,
  DuckDBTypeId.TIMESTAMP_NS,
  DuckDBTypeId.TIMESTAMP_TZ,
]);

/** Numbers and points in time: an aggregate's states hold them in place, and spill with them. */
export function hasFixedLength({ typeId }: DuckDBType): boolean {
  return fixedLength.has(typeId);
}

const twoTo64 = "18446744073709551616";

/**
 * A column's value as a piece carries it, which only we read: `fromPiece` gives it back exactly.
 * @param sql  of the value, of type `type`
 * @throws TYPE_NOT_SUPPORTED
 */
export function toPiece(column: string, type: DuckDBType, sql: string): string {
  if (type.typeId === DuckDBTypeId.HUGEINT) {
    // Three times as fast as text, and what most sums are.
    return `struct_pack(high := CAST(${sql} >> 64 AS BIGINT), low := CAST(${sql} & (${twoTo64} - 1) AS UBIGINT))`;
  }
  if (type.typeId === DuckDBTypeId.INTERVAL) return intervalText(sql);
  return `CAST(${sql} AS ${carrier(column, type, pieceLeaf)})`;
}

/** @param type  as DuckDB spells it; @param sql  of what `toPiece` made of a value of that type */
export function fromPiece(type: string, sql: string): string {
  if (type !== "HUGEINT") return `CAST(${sql} AS ${type})`;
  const high = `CAST(${sql}.high AS HUGEINT)`;
  const low = `${sql}.low`;
  // The least value is beyond what the greater half alone may be.
  return `CASE WHEN ${high} < 0 THEN (${high} + 1) * ${twoTo64} - (${twoTo64} - ${low}) ELSE ${high} * ${twoTo64} + ${low} END`;
}

/**
 * Whether a dictionary could change values of the type: DuckDB takes −0.0 and 0.0 for one entry of it, the first of the two that comes.
 * A second column for the sign would keep the dictionary, and costs half as much again as all of the writing.
 */
export function losesSignInDictionary(type: string): boolean {
  return /\b(DOUBLE|FLOAT)\b/.test(type);
}

function pieceLeaf({ typeId }: DuckDBType): string | undefined {
  // Parquet has it as microseconds, which don't reach as far.
  return carriedAsText.has(typeId) || typeId === DuckDBTypeId.TIMESTAMP_S ? "VARCHAR" : undefined;
}

/** Its three parts, each in one number: the usual text of hours beyond 2^31 is not read back. */
function intervalText(sql: string): string {
  const part = (name: string) => `date_part('${name}', ${sql})`;
  const microseconds = `${part("hour")} * 3600000000 + ${part("minute")} * 60000000 + ${part("microsecond")}`;
  return `(${part("year")} * 12 + ${part("month")}) || ' months ' || ${part("day")} || ' days ' || (${microseconds}) || ' microseconds'`;
}

/** Types in tables, which every engine reads. */
export function tableCarrier(column: string, type: DuckDBType): string {
  return carrier(column, type, (leaf) => {
    if (leaf.typeId === DuckDBTypeId.HUGEINT || leaf.typeId === DuckDBTypeId.UHUGEINT) return "DECIMAL(38,0)";
    if (leaf.typeId === DuckDBTypeId.SQLNULL) return "INTEGER";
    return carriedAsText.has(leaf.typeId) ? "VARCHAR" : undefined;
  });
}

/** Types in results: what Arrow has no form for goes as text. */
export function resultCarrier(column: string, type: DuckDBType): string {
  return carrier(column, type, (leaf) => {
    if (leaf.typeId === DuckDBTypeId.UUID) return "VARCHAR";
    const keep =
      leaf.typeId === DuckDBTypeId.HUGEINT ||
      leaf.typeId === DuckDBTypeId.UHUGEINT ||
      leaf.typeId === DuckDBTypeId.SQLNULL;
    return carriedAsText.has(leaf.typeId) && !keep ? "VARCHAR" : undefined;
  });
}

/** Texts in nested values of row functions, but for `kept` types. */
export function textCarrier(column: string, type: DuckDBType, kept: ReadonlySet<DuckDBTypeId>): string {
  return carrier(column, type, (leaf) => (kept.has(leaf.typeId) ? undefined : "VARCHAR"));
}

function carrier(column: string, type: DuckDBType, leafCarrier: LeafCarrier): string {
  const inner = (child: DuckDBType): string => carrier(column, child, leafCarrier);
  switch (type.typeId) {
    case DuckDBTypeId.LIST:
      return `${inner(type.valueType)}[]`;
    case DuckDBTypeId.ARRAY:
      return `${inner(type.valueType)}[]`;
    case DuckDBTypeId.STRUCT: {
      const { entryNames, entryTypes } = type;
      return `STRUCT(${entryTypes.map((entry, index) => `${quoteIdentifier(entryNames[index] ?? "")} ${inner(entry)}`).join(", ")})`;
    }
    case DuckDBTypeId.MAP: {
      const { keyType, valueType } = type;
      return `MAP(${inner(keyType)}, ${inner(valueType)})`;
    }
    default:
      if (refused.has(type.typeId)) throw notSupported(column, type);
      return leafCarrier(type) ?? sqlOf(type);
  }
}

/** A leaf type as SQL spells it. */
function sqlOf(type: DuckDBType): string {
  if (type.typeId !== DuckDBTypeId.DECIMAL) return type.toString();
  const { width, scale } = type;
  return `DECIMAL(${String(width)},${String(scale)})`;
}

export function notSupported(column: string, type: DuckDBType): GoldpanError {
  return new GoldpanError(
    "TYPE_NOT_SUPPORTED",
    `column '${column}' has type ${type.toString()}, which can't leave a task`,
    {
      details: { expression: column },
      hint: `cast it first, for instance to VARCHAR: .withColumn("${column}", 'CAST(${quoteIdentifier(column)} AS VARCHAR)')`,
    },
  );
}
