/** Records of a local JSON file as SQL: objects, one a line, or all of a file's as one text. */
import { hasTrailingComma } from "../../../common/json-sql.js";
import { quoteIdentifier, quoteText } from "../../../common/sql-text.js";
import type { RecordFormat } from "../../../common/wire/types.js";
import type { Engine } from "../../engine/engine.js";
import { DuckDBListType, DuckDBMapType, DuckDBStructType, parseTypes, type DuckDBType } from "../../engine/types.js";
import type { LocalSlice } from "../local-slice.js";
import { fieldFormats } from "./csv-records.js";
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
  const texts = columns.map(({ name }, index) => {
    const text = unlessNull(textOf(name));
    return `${isNested(types[index]) ? text : numberAsWritten(text)} AS t${index}`;
  });
  const parted = `SELECT ${["value", "is_object", ...texts].join(", ")} FROM (${exact.length === 0 ? opened : exactly})`;
  const converted = types.map((type, index) =>
    isNested(type) ? jsonValue(type, `t${index}`, formats, 0) : leafValue(type, `t${index}`, formats),
  );
  const values = converted.map(({ value }, index) => `${value} AS v${index}`);
  const bad = converted.flatMap(({ bad: condition }) => (condition === undefined ? [] : [condition]));
  const malformed = `(NOT is_object OR coalesce(${[...bad, "false"].join(" OR ")}, false))`;
  return {
    sql: `SELECT ${[...values, `${malformed} AS malformed`, `CASE WHEN ${malformed} THEN value END AS text`].join(", ")} FROM (${parted})`,
  };
}

function textOf(field: string): string {
  return `CAST(object.${quoteIdentifier(field)} AS VARCHAR)`;
}

function unlessNull(json: string): string {
  return `nullif(CAST(${json} AS VARCHAR), 'null')`;
}

function isNested(type: DuckDBType | undefined): boolean {
  return type instanceof DuckDBStructType || type instanceof DuckDBListType || type instanceof DuckDBMapType;
}

interface JsonSql {
  readonly value: string;
  /** True where the text is there and no value of the type; undefined where every text is one. */
  readonly bad: string | undefined;
}

/** @param json  SQL of a text of JSON, NULL for null; @param depth  names the variables of lists within lists */
function jsonValue(type: DuckDBType, json: string, formats: FieldFormats, depth: number): JsonSql {
  if (type instanceof DuckDBStructType) return structValue(type, json, formats, depth);
  if (type instanceof DuckDBListType) return listValue(type, json, formats, depth);
  if (type instanceof DuckDBMapType) return mapValue(type, json, formats, depth);
  return leafValue(type, json, formats, numberAsWritten(json));
}

/** @param number  the same text, with its number as it is written */
function leafValue(type: DuckDBType, json: string, formats: FieldFormats, number = json): JsonSql {
  const name = type.toString();
  const isText = `starts_with(${json}, '"')`;
  const text = `CASE WHEN ${isText} THEN CAST(${json} AS JSON)->>'$' ELSE ${number} END`;
  if (name === "VARCHAR") return { value: text, bad: undefined };
  const leaf = leafText(name, number, text);
  const { cast, value } = castSql(name, leaf, formats);
  const sql =
    name === "BLOB"
      ? `TRY(from_base64(CASE WHEN ${isText} THEN ${text} END))`
      : secondsOr(name, json, value(`(${leaf})`, cast ?? `(${leaf})`));
  return { value: sql, bad: `(${json} IS NOT NULL AND (${sql}) IS NULL)` };
}

/** A whole number in place of a timestamp is the seconds since 1970, whatever the formats. */
function secondsOr(type: string, json: string, sql: string): string {
  if (!type.startsWith("TIMESTAMP")) return sql;
  const seconds = `TRY(CAST(to_timestamp(0) + to_seconds(CAST(${json} AS BIGINT)) AS ${type}))`;
  return `CASE WHEN regexp_full_match(${json}, '-?[0-9]+') THEN ${seconds} ELSE ${sql} END`;
}

/** Numbers and truth values are no texts; what has no form of its own in JSON is one. */
function leafText(type: string, json: string, text: string): string {
  if (type === "DOUBLE" || type === "FLOAT") {
    return `CASE ${json} WHEN '"+INF"' THEN 'Infinity' WHEN '"-INF"' THEN '-Infinity' ELSE CASE WHEN ${json} IN ('"NaN"', '"Infinity"', '"+Infinity"', '"-Infinity"') THEN ${text} ELSE ${json} END END`;
  }
  const isNumber = /INT$|^INTEGER$|^BOOLEAN$/.test(type);
  return isNumber ? json : text;
}

function structValue(
  { entryNames, entryTypes }: DuckDBStructType,
  json: string,
  formats: FieldFormats,
  depth: number,
): JsonSql {
  const fields = entryTypes.map((type, index) => {
    const name = entryNames[index] ?? "";
    const path = quoteText(`/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`);
    return { name, ...jsonValue(type, unlessNull(`json_extract(CAST(${json} AS JSON), ${path})`), formats, depth) };
  });
  const isStruct = `starts_with(${json}, '{')`;
  const packed = fields.map(({ name, value }) => `${quoteIdentifier(name)} := ${value}`).join(", ");
  return {
    value: `CASE WHEN ${isStruct} THEN struct_pack(${packed}) END`,
    bad: badUnless(json, isStruct, fields.flatMap(({ bad }) => (bad === undefined ? [] : [bad])).join(" OR ")),
  };
}

function listValue({ valueType }: DuckDBListType, json: string, formats: FieldFormats, depth: number): JsonSql {
  const item = `item${depth}`;
  const element = jsonValue(valueType, unlessNull(item), formats, depth + 1);
  const isList = `starts_with(${json}, '[')`;
  const items = `from_json(${json}, '["JSON"]')`;
  const anyBad = element.bad === undefined ? "" : `len(list_filter(${items}, lambda ${item}: ${element.bad})) > 0`;
  return {
    // As in Spark, one that is none makes the list none.
    value: `CASE WHEN ${isList}${unless(anyBad)} THEN list_transform(${items}, lambda ${item}: ${element.value}) END`,
    bad: badUnless(json, isList, anyBad),
  };
}

function mapValue({ valueType }: DuckDBMapType, json: string, formats: FieldFormats, depth: number): JsonSql {
  const entry = `entry${depth}`;
  const value = jsonValue(valueType, unlessNull(`${entry}.value`), formats, depth + 1);
  const isMap = `starts_with(${json}, '{')`;
  // The engine fails for a key that is there twice; its own look at a field finds the first one.
  const keys = `json_keys(CAST(${json} AS JSON))`;
  const key = `key${depth}`;
  const path = `'/' || replace(replace(${key}, '~', '~0'), '/', '~1')`;
  const first = `struct_pack("key" := ${key}, "value" := json_extract(CAST(${json} AS JSON), ${path}))`;
  const firsts = `list_transform(list_sort(list_distinct(${keys})), lambda ${key}: ${first})`;
  const all = `map_entries(from_json(${json}, '"MAP(VARCHAR, JSON)"'))`;
  const entries = `CASE WHEN len(list_distinct(${keys})) < len(${keys}) THEN ${firsts} ELSE ${all} END`;
  const anyBad = value.bad === undefined ? "" : `len(list_filter(${entries}, lambda ${entry}: ${value.bad})) > 0`;
  const made = `list_transform(${entries}, lambda ${entry}: struct_pack(k := ${entry}.key, v := ${value.value}))`;
  return {
    value: `CASE WHEN ${isMap}${unless(anyBad)} THEN map_from_entries(${made}) END`,
    bad: badUnless(json, isMap, anyBad),
  };
}

function unless(condition: string): string {
  return condition === "" ? "" : ` AND NOT (${condition})`;
}

function badUnless(json: string, isKind: string, anyBad: string): string {
  const within = anyBad === "" ? "false" : anyBad;
  return `CASE WHEN ${json} IS NULL THEN false WHEN ${isKind} THEN ${within} ELSE true END`;
}
