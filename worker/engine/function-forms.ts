/**
 * How values of each DuckDB type reach a row function and come back: the SQL that brings them into an exchangeable form, and the
 * SQL that takes them out of it again.
 *
 * | type | in a function |
 * |---|---|
 * | BOOLEAN | boolean |
 * | TINYINT … INTEGER, FLOAT, DOUBLE | number |
 * | BIGINT, UBIGINT, HUGEINT, UHUGEINT | number up to 2^53, bigint with `bigint: true` |
 * | VARCHAR, ENUM, UUID, TIME, INTERVAL, BIT | string, as DuckDB writes it |
 * | DECIMAL | string, so that no digit is lost; may return a number too |
 * | DATE, TIMESTAMP…, TIMESTAMPTZ | Date; without a zone its UTC fields are the value's; refused between milliseconds |
 * | BLOB | Uint8Array |
 * | LIST, STRUCT, MAP | arrays and objects, a map's keys as text; in them times and bytes are strings, all else as above |
 */
import { DuckDBTypeId, type DuckDBType } from "@duckdb/node-api";
import {
  infiniteTime,
  itemSeparator,
  jsonMark,
  type ArgumentKind,
  type NestedShape,
  type ReturnKind,
} from "../executor/function-protocol.js";
import { notSupported, textCarrier } from "./types.js";

export interface ArgumentForm {
  readonly kind: ArgumentKind;
  /** Of a `json` argument. */
  readonly shape?: NestedShape;
  /** From a column's quoted name. */
  readonly sql: (column: string) => string;
}

export interface ReturnForm {
  readonly kind: ReturnKind;
  /** Type in which results are stored until they are cast. */
  readonly storedType: "DOUBLE" | "BIGINT" | "BOOLEAN" | "VARCHAR" | "BLOB";
  /** From the stored column's quoted name to the declared type. */
  readonly sql: (column: string) => string;
  /** True for stored values that the declared type refuses; undefined where the thread has checked all there is. */
  readonly refusedSql: ((column: string) => string) | undefined;
}

const integerRanges = new Map<DuckDBTypeId, readonly [number, number]>([
  [DuckDBTypeId.TINYINT, [-128, 127]],
  [DuckDBTypeId.SMALLINT, [-32_768, 32_767]],
  [DuckDBTypeId.INTEGER, [-(2 ** 31), 2 ** 31 - 1]],
  [DuckDBTypeId.UTINYINT, [0, 255]],
  [DuckDBTypeId.USMALLINT, [0, 65_535]],
  [DuckDBTypeId.UINTEGER, [0, 2 ** 32 - 1]],
]);

const textTypes: ReadonlySet<DuckDBTypeId> = new Set([
  DuckDBTypeId.ENUM,
  DuckDBTypeId.UUID,
  DuckDBTypeId.TIME,
  DuckDBTypeId.TIME_TZ,
  DuckDBTypeId.TIME_NS,
  DuckDBTypeId.INTERVAL,
  DuckDBTypeId.BIT,
]);

const timestampTypes: ReadonlySet<DuckDBTypeId> = new Set([
  DuckDBTypeId.DATE,
  DuckDBTypeId.TIMESTAMP,
  DuckDBTypeId.TIMESTAMP_S,
  DuckDBTypeId.TIMESTAMP_MS,
  DuckDBTypeId.TIMESTAMP_NS,
]);

const bigIntegerTypes: ReadonlySet<DuckDBTypeId> = new Set([
  DuckDBTypeId.UBIGINT,
  DuckDBTypeId.HUGEINT,
  DuckDBTypeId.UHUGEINT,
  DuckDBTypeId.BIGNUM,
]);

const listTypes: ReadonlySet<DuckDBTypeId> = new Set([DuckDBTypeId.LIST, DuckDBTypeId.ARRAY]);
const objectTypes: ReadonlySet<DuckDBTypeId> = new Set([DuckDBTypeId.STRUCT, DuckDBTypeId.MAP]);

/** @throws TYPE_NOT_SUPPORTED */
export function argumentForm(name: string, type: DuckDBType): ArgumentForm {
  const id = type.typeId;
  const cast = (to: string) => (column: string) => `CAST(${column} AS ${to})`;
  if (integerRanges.has(id) || id === DuckDBTypeId.FLOAT || id === DuckDBTypeId.DOUBLE) {
    return { kind: "number", sql: cast("DOUBLE") };
  }
  if (id === DuckDBTypeId.BIGINT) return { kind: "integer64", sql: cast("BIGINT") };
  if (bigIntegerTypes.has(id)) return { kind: "integerText", sql: cast("VARCHAR") };
  if (id === DuckDBTypeId.BOOLEAN) return { kind: "boolean", sql: cast("BOOLEAN") };
  if (id === DuckDBTypeId.BLOB) return { kind: "bytes", sql: cast("BLOB") };
  if (id === DuckDBTypeId.VARCHAR || id === DuckDBTypeId.DECIMAL || textTypes.has(id)) {
    return { kind: "text", sql: cast("VARCHAR") };
  }
  if (id === DuckDBTypeId.TIMESTAMP_NS) return { kind: "dateNanoseconds", sql: timeSql("epoch_ns") };
  if (id === DuckDBTypeId.TIMESTAMP_TZ) return { kind: "date", sql: timeSql("epoch_us") };
  if (timestampTypes.has(id)) {
    return { kind: "date", sql: (column) => timeSql("epoch_us")(`CAST(${column} AS TIMESTAMP)`) };
  }
  if (listTypes.has(id) || objectTypes.has(id)) {
    const carrier = textCarrier(name, type, exactInJson);
    return {
      kind: "json",
      shape: nestedShape(type),
      sql: (column) => `CAST(to_json(CAST(${column} AS ${carrier})) AS VARCHAR)`,
    };
  }
  throw notSupported(name, type);
}

function timeSql(epoch: "epoch_us" | "epoch_ns"): (column: string) => string {
  return (column) =>
    `CASE WHEN isfinite(${column}) THEN ${epoch}(${column}) WHEN ${column} > '1970-01-01' THEN ${String(infiniteTime)} ` +
    `WHEN ${column} IS NOT NULL THEN ${String(-infiniteTime)} END`;
}

const exactInJson: ReadonlySet<DuckDBTypeId> = new Set([DuckDBTypeId.BOOLEAN, ...integerRanges.keys()]);

function nestedShape(type: DuckDBType): NestedShape {
  switch (type.typeId) {
    case DuckDBTypeId.LIST:
    case DuckDBTypeId.ARRAY:
      return { kind: "list", item: nestedShape(type.valueType) };
    case DuckDBTypeId.MAP:
      return { kind: "map", value: nestedShape(type.valueType) };
    case DuckDBTypeId.STRUCT: {
      const { entryNames, entryTypes } = type;
      const fields = entryTypes.map((entry, index) => [entryNames[index] ?? "", nestedShape(entry)] as const);
      return { kind: "struct", fields: Object.fromEntries(fields) };
    }
    case DuckDBTypeId.FLOAT:
      return { kind: "float" };
    case DuckDBTypeId.DOUBLE:
      return { kind: "number" };
    case DuckDBTypeId.BIGINT:
      return { kind: "integer" };
    default:
      return { kind: bigIntegerTypes.has(type.typeId) ? "integer" : "asIs" };
  }
}

/** @param typeSql  the declared type as SQL spells it. @throws TYPE_NOT_SUPPORTED */
export function returnForm(name: string, type: DuckDBType, typeSql: string): ReturnForm {
  const id = type.typeId;
  const cast = (column: string): string => `CAST(${column} AS ${typeSql})`;
  const plain = { sql: cast, refusedSql: undefined };
  const range = integerRanges.get(id);
  if (range !== undefined) {
    return { kind: { kind: "integer", min: range[0], max: range[1] }, storedType: "DOUBLE", ...plain };
  }
  if (id === DuckDBTypeId.FLOAT || id === DuckDBTypeId.DOUBLE) {
    return { kind: { kind: "number" }, storedType: "DOUBLE", ...plain };
  }
  if (id === DuckDBTypeId.BIGINT) return { kind: { kind: "integer64" }, storedType: "BIGINT", ...plain };
  if (id === DuckDBTypeId.BOOLEAN) return { kind: { kind: "boolean" }, storedType: "BOOLEAN", ...plain };
  if (id === DuckDBTypeId.BLOB) return { kind: { kind: "bytes" }, storedType: "BLOB", ...plain };
  if (id === DuckDBTypeId.VARCHAR) return { kind: { kind: "text" }, storedType: "VARCHAR", ...plain };
  if (timestampTypes.has(id) || id === DuckDBTypeId.TIMESTAMP_TZ) {
    return { kind: { kind: "date" }, storedType: "DOUBLE", sql: timestampSql(id, typeSql), refusedSql: undefined };
  }
  if (isTextList(type)) return textListForm(typeSql);
  const kind = textKind(id);
  if (kind === undefined) throw notSupported(name, type);
  const json = kind.kind === "list" || kind.kind === "object";
  const stored = (column: string): string => (json ? `CAST(${column} AS JSON)` : column);
  return {
    kind,
    storedType: "VARCHAR",
    sql: (column) => cast(stored(column)),
    refusedSql: (column) => `(${column} IS NOT NULL AND TRY_CAST(${stored(column)} AS ${typeSql}) IS NULL)`,
  };
}

function isTextList(type: DuckDBType): boolean {
  return (
    type.typeId === DuckDBTypeId.LIST &&
    type.valueType.typeId === DuckDBTypeId.VARCHAR &&
    type.valueType.alias === undefined
  );
}

/** Lists of texts are split where they are used: as JSON they would be parsed for it, twice. */
function textListForm(typeSql: string): ReturnForm {
  const isJson = (column: string): string => `starts_with(${column}, chr(${String(jsonMark.charCodeAt(0))}))`;
  const json = (column: string): string => `CAST(substr(${column}, ${String(jsonMark.length + 1)}) AS JSON)`;
  const texts = (column: string): string => `string_split(${column}, chr(${String(itemSeparator.charCodeAt(0))}))`;
  return {
    kind: { kind: "textList" },
    storedType: "VARCHAR",
    sql: (column) => `CASE WHEN ${isJson(column)} THEN CAST(${json(column)} AS ${typeSql}) ELSE ${texts(column)} END`,
    refusedSql: (column) =>
      `CASE WHEN ${isJson(column)} THEN TRY_CAST(${json(column)} AS ${typeSql}) IS NULL ELSE false END`,
  };
}

function textKind(id: DuckDBTypeId): ReturnKind | undefined {
  if (bigIntegerTypes.has(id)) return { kind: "integerText" };
  if (id === DuckDBTypeId.DECIMAL) return { kind: "numberText" };
  if (textTypes.has(id)) return { kind: "text" };
  if (listTypes.has(id)) return { kind: "list" };
  return objectTypes.has(id) ? { kind: "object" } : undefined;
}

function timestampSql(id: DuckDBTypeId, typeSql: string): (column: string) => string {
  const zone = id === DuckDBTypeId.TIMESTAMP_TZ ? " AT TIME ZONE 'UTC'" : "";
  return (column) => `CAST((epoch_ms(CAST(${column} AS BIGINT))${zone}) AS ${typeSql})`;
}
