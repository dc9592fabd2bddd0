/** Structs, and JSON of them. A string is a column's name where a column is meant. */
import { captureCallSite, planRefused } from "../call-site.js";
import type { Column } from "../column.js";
import { spread, type Columns, columnOfName } from "../arguments/column-arguments.js";
import { literalSql, quoteIdentifier, textOfLiteral } from "../sql/literal.js";
import { parseType, type TypeTree } from "../sql/type-text.js";
import { duckdbType } from "../sql/spark-type.js";
import { call, shownName, refuseMore, type Name } from "./calls.js";
import { asInt } from "./sql-parts.js";

/** A struct of these values, its fields named as they are. @example struct("city", col("zip").as("code")) */
export function struct(...columns: Columns): Column {
  const at = captureCallSite("struct");
  const fields = spread(columns).map((column) => columnOfName(column, at));
  if (fields.length === 0) throw planRefused("struct without columns", at, 'write struct("city", "zip")');
  const names = fields.map((field, index) => field.parts.alias ?? field.parts.defaultName ?? `col${index + 1}`);
  const sql = (...parts: string[]) => packed(names, parts);
  return call({ shown: "struct", columns: fields, sql }, at).as(`struct(${fields.map(shownName).join(", ")})`);
}

/** A struct of names and values in turn. @example named_struct(lit("city"), "city", lit("zip"), "code") */
export function named_struct(...columns: readonly Name[]): Column {
  const at = captureCallSite("named_struct");
  const names = columns.filter((_, index) => index % 2 === 0).map((name) => textOf(name));
  if (columns.length === 0 || columns.length % 2 !== 0 || names.includes(undefined)) {
    throw planRefused(
      "named_struct without a name and a value for each",
      at,
      'write named_struct(lit("city"), "city")',
    );
  }
  const values = columns.filter((_, index) => index % 2 === 1);
  return call({ shown: "named_struct", columns: values, sql: (...parts) => packed(names as string[], parts) }, at);
}

/** Of `lit("text")`. */
function textOf(name: Name): string | undefined {
  return typeof name === "string" ? undefined : textOfLiteral(name.parts.sql);
}

function packed(names: readonly string[], values: readonly string[]): string {
  return `struct_pack(${values.map((value, index) => `${quoteIdentifier(names[index] ?? "")} := ${value}`).join(", ")})`;
}

/**
 * A struct, map or list as JSON. Fields that are NULL are left out; DECIMALs keep their digits, NaN and the infinities are texts,
 * timestamps end at the millisecond.
 */
export function to_json(column: Name, ...more: never[]): Column {
  const at = captureCallSite("to_json");
  refuseMore("to_json", more, at, "leave out the options: write date_format(…) into the struct for other dates");
  // The master writes it out by the type of the value.
  return call({ shown: "to_json", name: "goldpan_to_json", columns: [column] }, at);
}

/**
 * A value of a text in JSON. What is no JSON gives NULL, a field that does not fit its type NULL in its place.
 * @param schema  a type or the columns of a struct, with DuckDB's or Spark's names: `"a INT, b ARRAY<STRING>"`, `"MAP(VARCHAR, INTEGER)"`
 */
export function from_json(column: Name, schema: string, ...more: never[]): Column {
  const at = captureCallSite("from_json");
  refuseMore(
    "from_json",
    more,
    at,
    "leave out the options: take fields as STRING, and convert them by to_date(…, format)",
  );
  const isType = /^\s*(struct|array|map)\s*[<(]|\[\s*\]\s*$/i.test(schema);
  const type = parseType(duckdbType(isType ? schema : `STRUCT(${schema})`, at), at);
  const structure = literalSql(JSON.stringify(structureOf(type)));
  // What is no JSON, or not an object, is a struct of NULLs.
  const otherwise = (text: string) => (type.kind === "struct" ? `WHEN trim(${text}) <> '' THEN '{}' ` : "");
  // As in Spark, an object is a list of one where a list of structs is wanted.
  const isRecords = type.kind === "list" && type.element.kind === "struct";
  const listed = (text: string) =>
    isRecords ? `CASE WHEN json_type(${text}) = 'OBJECT' THEN '[' || ${text} || ']' ELSE ${text} END` : text;
  const sql = (text: string) =>
    `from_json(CASE WHEN json_valid(${text}) THEN ${listed(text)} ${otherwise(text)}END, ${structure})`;
  return call({ shown: "from_json", columns: [column], sql }, at);
}

function structureOf(type: TypeTree): unknown {
  switch (type.kind) {
    case "plain":
      return type.name;
    case "list":
      return [structureOf(type.element)];
    case "map":
      return `MAP(${String(structureOf(type.key))}, ${String(structureOf(type.value))})`;
    case "struct":
      return Object.fromEntries(type.fields.map(({ name, type: field }) => [name, structureOf(field)]));
  }
}

/** What stands at a path in a text in JSON, as text: `$.a.b`, `$.list[0]`. NULL where there is nothing, and for what is no JSON. */
export function get_json_object(column: Name, path: string): Column {
  const at = captureCallSite("get_json_object");
  if (!/^\$(?:\.[^.[\]*]+|\[\d+\]|\['[^']*'\])*$/.test(path)) {
    throw planRefused(
      `get_json_object: '${path}' is no path`,
      at,
      "write for instance $.name or $.list[0]; stars are not there",
    );
  }
  const plain = path.replace(/\['([^']*)'\]/g, (_, name: string) => `."${name}"`);
  const sql = (text: string) =>
    `json_extract_string(CASE WHEN json_valid(${text}) THEN ${text} END, ${literalSql(plain)})`;
  return call({ shown: "get_json_object", columns: [column], values: [path], sql }, at);
}

/** How many elements a JSON array has; NULL of anything else. */
export function json_array_length(column: Name): Column {
  const sql = (text: string) =>
    asInt(`CASE WHEN json_valid(${text}) AND left(ltrim(${text}), 1) = '[' THEN json_array_length(${text}) END`);
  return call({ shown: "json_array_length", columns: [column], sql }, captureCallSite("json_array_length"));
}

/** The names of a JSON object's fields; NULL of anything else. */
export function json_object_keys(column: Name): Column {
  const sql = (text: string) =>
    `CASE WHEN json_valid(${text}) AND left(ltrim(${text}), 1) = '{' THEN json_keys(${text}) END`;
  return call({ shown: "json_object_keys", columns: [column], sql }, captureCallSite("json_object_keys"));
}
