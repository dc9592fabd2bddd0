/** Records of a local JSON file as SQL: objects, one a line, or all of a file's as one text. */
import { hasTrailingComma } from "../../../common/json-sql.js";
import { InvariantError } from "../../../common/errors/goldpan-error.js";
import { quoteIdentifier, quoteText } from "../../../common/sql-text.js";
import type { RecordFormat } from "../../../common/wire/types.js";
import type { Engine } from "../../engine/engine.js";
import { DuckDBListType, DuckDBMapType, DuckDBStructType, parseTypes, type DuckDBType } from "../../engine/types.js";
import type { LocalSlice } from "../local-slice.js";
import { fieldFormats } from "./csv-records.js";
import { Cells, type Cell } from "./cells.js";
import { exactNumbers, isMarked, needsExactNumbers, numberAsWritten } from "./exact-numbers.js";
import { castSql, type FieldFormats } from "../../../common/csv/field-sql.js";
import { recordTexts } from "./json-texts.js";
import type { RecordsSql } from "./records-sql.js";

/** The whole of each record, as text: for those who look at what JSON there is. */
const wholeRecord = "value";

export async function jsonRecords(
  engine: Engine,
  slice: LocalSlice,
  { fields, options }: RecordFormat,
): Promise<RecordsSql> {
  const columns = fields?.columns ?? [];
  const records = recordTexts(slice);
  if (options["wholeRecords"] === "true") {
    return { sql: `SELECT ${wholeRecord} AS v0, false AS malformed, CAST(NULL AS VARCHAR) AS text FROM (${records})` };
  }
  const types = await parseTypes(
    engine,
    columns.map(({ type }) => type),
  );
  const formats = fieldFormats(options);
  const structure = JSON.stringify(Object.fromEntries(columns.map(({ name }) => [name, "JSON"])));
  const isObject = `CASE WHEN json_valid(value) THEN json_type(value) = 'OBJECT' AND NOT ${isMarked("value")} AND NOT ${hasTrailingComma("value")} ELSE false END`;
  const judged = `SELECT value, ${isObject} AS is_object FROM (${records})`;
  const opened = `SELECT value, is_object, json_transform(CASE WHEN is_object THEN value END, ${quoteText(structure)}) AS object FROM (${judged})`;
  const exact = columns.flatMap(({ name }, index) => {
    const type = types[index];
    return type === undefined ? [] : (needsExactNumbers(type, "value", textOf(name)) ?? []);
  });
  const exactly = `SELECT value, is_object, CASE WHEN ${exact.join(" OR ")} THEN json_transform(${exactNumbers("value")}, ${quoteText(structure)}) ELSE object END AS object FROM (${opened})`;
  const cells = new Cells();
  const fieldsRead = columns.map(({ name }, index) => {
    const type = types[index];
    if (type === undefined) throw new InvariantError(`field ${name} has no type`);
    const text = unlessNull(textOf(name));
    if (isNested(type)) return jsonValue(cells, type, cells.add(text), formats);
    return leafValue(cells, type, cells.add(numberAsWritten(text)), formats);
  });
  const bad = fieldsRead.flatMap(({ bad }) => (bad === undefined ? [] : [bad]));
  const malformed = cells.add(`(NOT is_object OR ${anyOf(bad)})`, ...bad);
  const values = fieldsRead.map(({ value }, index) => `${value.sql} AS v${index}`);
  return {
    sql: `SELECT ${[...values, `${malformed.sql} AS malformed`, `CASE WHEN ${malformed.sql} THEN value END AS text`].join(", ")} FROM (${cells.select(exact.length === 0 ? opened : exactly)})`,
  };
}

function textOf(field: string): string {
  return `CAST(object.${quoteIdentifier(field)} AS VARCHAR)`;
}

function unlessNull(json: string): string {
  return `nullif(CAST(${json} AS VARCHAR), 'null')`;
}

function isNested(type: DuckDBType): boolean {
  return type instanceof DuckDBStructType || type instanceof DuckDBListType || type instanceof DuckDBMapType;
}

interface JsonCells {
  readonly value: Cell;
  /** True where the text is there and no value of the type; undefined where every text is one. */
  readonly bad: Cell | undefined;
}

/** @param json  a text of JSON, NULL for null, with its numbers marked */
function jsonValue(cells: Cells, type: DuckDBType, json: Cell, formats: FieldFormats): JsonCells {
  if (type instanceof DuckDBStructType) return structValue(cells, type, json, formats);
  if (type instanceof DuckDBListType) return listValue(cells, type, json, formats);
  if (type instanceof DuckDBMapType) return mapValue(cells, type, json, formats);
  return leafValue(cells, type, cells.add(numberAsWritten(json.sql), json), formats);
}

/** @param number  the same text, with its number as it is written */
function leafValue(cells: Cells, type: DuckDBType, number: Cell, formats: FieldFormats): JsonCells {
  const name = type.toString();
  const isText = `starts_with(${number.sql}, '"')`;
  if (name === "BLOB") {
    const unquoted = cells.add(`CASE WHEN ${isText} THEN ${unquote(number.sql)} END`, number);
    const value = cells.add(`TRY(from_base64(${unquoted.sql}))`, unquoted);
    return { value, bad: cells.add(isLost(number, value), number, value) };
  }
  const text = isNumber(name)
    ? number
    : cells.add(`CASE WHEN ${isText} THEN ${unquote(number.sql)} ELSE ${number.sql} END`, number);
  if (name === "VARCHAR") return { value: text, bad: undefined };
  const leaf = isFloating(name) ? cells.add(floatingText(number.sql, text.sql), number, text) : text;
  const { cast, value: valueOf } = castSql(name, leaf.sql, formats);
  const made = cast === undefined ? leaf : cells.add(cast, leaf);
  const value = cells.add(secondsOr(name, number.sql, valueOf(leaf.sql, made.sql)), number, leaf, made);
  return { value, bad: cells.add(isLost(number, value), number, value) };
}

function unquote(json: string): string {
  return `json_extract_string(${json}, '$')`;
}

function isLost(json: Cell, value: Cell): string {
  return `(${json.sql} IS NOT NULL AND ${value.sql} IS NULL)`;
}

/** A whole number in place of a timestamp is the seconds since 1970, whatever the formats. */
function secondsOr(type: string, json: string, sql: string): string {
  if (!type.startsWith("TIMESTAMP")) return sql;
  const seconds = `TRY(CAST(to_timestamp(0) + to_seconds(CAST(${json} AS BIGINT)) AS ${type}))`;
  return `CASE WHEN regexp_full_match(${json}, '-?[0-9]+') THEN ${seconds} ELSE ${sql} END`;
}

/** Numbers and truth values are no texts; what has no form of its own in JSON is one. */
function isNumber(type: string): boolean {
  return /INT$|^INTEGER$|^BOOLEAN$/.test(type);
}

function isFloating(type: string): boolean {
  return type === "DOUBLE" || type === "FLOAT";
}

function floatingText(json: string, text: string): string {
  return `CASE ${json} WHEN '"+INF"' THEN 'Infinity' WHEN '"-INF"' THEN '-Infinity' ELSE CASE WHEN ${json} IN ('"NaN"', '"Infinity"', '"+Infinity"', '"-Infinity"') THEN ${text} ELSE ${json} END END`;
}

function structValue(
  cells: Cells,
  { entryNames, entryTypes }: DuckDBStructType,
  json: Cell,
  formats: FieldFormats,
): JsonCells {
  const fields = entryTypes.map((type, index) => {
    const name = entryNames[index] ?? "";
    const path = quoteText(`/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`);
    const text = cells.add(unlessNull(`json_extract(${json.sql}, ${path})`), json);
    return { name, ...jsonValue(cells, type, text, formats) };
  });
  const isStruct = `starts_with(${json.sql}, '{')`;
  const packed = fields.map(({ name, value }) => `${quoteIdentifier(name)} := ${value.sql}`).join(", ");
  const values = fields.map(({ value }) => value);
  const bad = fields.flatMap(({ bad }) => (bad === undefined ? [] : [bad]));
  return {
    value: cells.add(`CASE WHEN ${isStruct} THEN struct_pack(${packed}) END`, json, ...values),
    bad: cells.add(badUnless(json, isStruct, anyOf(bad)), json, ...bad),
  };
}

function listValue(cells: Cells, { valueType }: DuckDBListType, json: Cell, formats: FieldFormats): JsonCells {
  const isList = `starts_with(${json.sql}, '[')`;
  const items = cells.add(`CASE WHEN ${isList} THEN from_json(${json.sql}, '["JSON"]') END`, json);
  const within = new Cells("item");
  const element = jsonValue(within, valueType, within.add(unlessNull("item")), formats);
  const elements = cells.add(within.list(items.sql, present([element.value, element.bad])), items);
  const anyBad = anyElement(cells, elements, element.bad);
  return {
    // As in Spark, one that is none makes the list none.
    value: cells.add(
      `CASE WHEN ${isList} AND NOT ${sqlOf(anyBad)} THEN list_transform(${elements.sql}, lambda item: ${element.value.sql}) END`,
      ...[json, elements, ...present([anyBad])],
    ),
    bad: cells.add(badUnless(json, isList, sqlOf(anyBad)), json, ...present([anyBad])),
  };
}

function mapValue(cells: Cells, { valueType }: DuckDBMapType, json: Cell, formats: FieldFormats): JsonCells {
  const isMap = `starts_with(${json.sql}, '{')`;
  // The engine fails for a key that is there twice; its own look at a field finds the first one.
  const keys = cells.add(`CASE WHEN ${isMap} THEN json_keys(${json.sql}) END`, json);
  const path = `'/' || replace(replace(key, '~', '~0'), '/', '~1')`;
  const first = `struct_pack("key" := key, "value" := json_extract(CAST(${json.sql} AS JSON), ${path}))`;
  const firsts = `list_transform(list_sort(list_distinct(${keys.sql})), lambda key: ${first})`;
  const all = `map_entries(from_json(${json.sql}, '"MAP(VARCHAR, JSON)"'))`;
  const isTwice = `len(list_distinct(${keys.sql})) < len(${keys.sql})`;
  const entries = cells.add(
    `CASE WHEN ${isMap} THEN CASE WHEN ${isTwice} THEN ${firsts} ELSE ${all} END END`,
    ...[json, keys],
  );
  const within = new Cells("item");
  const key = within.add("item.key");
  const value = jsonValue(within, valueType, within.add(unlessNull("item.value")), formats);
  const elements = cells.add(within.list(entries.sql, present([key, value.value, value.bad])), entries);
  const anyBad = anyElement(cells, elements, value.bad);
  const made = `list_transform(${elements.sql}, lambda item: struct_pack(k := ${key.sql}, v := ${value.value.sql}))`;
  return {
    value: cells.add(
      `CASE WHEN ${isMap} AND NOT ${sqlOf(anyBad)} THEN map_from_entries(${made}) END`,
      ...[json, elements, ...present([anyBad])],
    ),
    bad: cells.add(badUnless(json, isMap, sqlOf(anyBad)), json, ...present([anyBad])),
  };
}

function anyElement(cells: Cells, elements: Cell, bad: Cell | undefined): Cell | undefined {
  if (bad === undefined) return undefined;
  return cells.add(`len(list_filter(${elements.sql}, lambda item: ${bad.sql})) > 0`, elements);
}

function present(cells: readonly (Cell | undefined)[]): Cell[] {
  return cells.filter((cell) => cell !== undefined);
}

function sqlOf(condition: Cell | undefined): string {
  return condition?.sql ?? "false";
}

function anyOf(conditions: readonly Cell[]): string {
  return `coalesce(${[...conditions.map(({ sql }) => sql), "false"].join(" OR ")}, false)`;
}

function badUnless(json: Cell, isKind: string, anyBad: string): string {
  return `CASE WHEN ${json.sql} IS NULL THEN false WHEN ${isKind} THEN ${anyBad} ELSE true END`;
}
