/** Rows of the script's own as a Values relation: types from a schema or from the values, rows as JSON lines. */
import type { CallSite, Column as SchemaColumn, ValuesInput } from "../../common/wire/types.js";
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import { nearest } from "../../common/nearest.js";
import { formatBytes } from "../../common/units.js";
import { atCallSite, planRefused } from "./call-site.js";
import { isoInstant } from "./literal.js";
import { parseType, schemaColumns, typeText, type SchemaLike, type TypeTree } from "./type-text.js";

/** A row of the script's own: values by column name; what is missing or undefined is NULL. */
export type InputRow = Readonly<Record<string, unknown>>;

/** Rows travel within the plan, so they must fit into a message beside it. */
const rowsBytesMax = 24 * 2 ** 20;

/**
 * @param schema  inferred from all rows where it is not given
 * @throws PLAN_REFUSED naming row and column, LIMIT_EXCEEDED beyond 24 MiB of JSON
 */
export function valuesOf(rows: readonly InputRow[], schema: SchemaLike | undefined, at: CallSite | null): ValuesInput {
  const columns = schema === undefined ? inferColumns(rows, at) : schemaColumns(schema, at);
  const types = columns.map(({ name, type }) => ({ name, type: parseType(type, at) }));
  const names = new Set(columns.map(({ name }) => name));
  const lines = rows.map((row, index) => {
    const unknown = Object.keys(row).find((name) => !names.has(name));
    if (unknown !== undefined) throw unknownColumn(unknown, index, columns, at);
    const cells = types.map(({ name, type }) => [name, encode(row[name], type, { row: index, path: name, at })]);
    // An entry named __proto__ is an own property here, which it would not be by assignment.
    return `${JSON.stringify(Object.fromEntries(cells))}\n`;
  });
  const rowsJson = Buffer.from(lines.join(""), "utf8");
  if (rowsJson.length > rowsBytesMax) {
    throw new GoldpanError(
      "LIMIT_EXCEEDED",
      `createDataFrame: ${formatBytes(rowsJson.length)} of rows${atCallSite(at)}`,
      {
        details: { limit: rowsBytesMax, actual: rowsJson.length },
        hint: `rows of the script travel within the plan, up to ${formatBytes(rowsBytesMax)}: write them to a Parquet file and read that`,
      },
    );
  }
  return { schema: { columns }, rowsJson };
}

function unknownColumn(name: string, row: number, columns: readonly SchemaColumn[], at: CallSite | null): GoldpanError {
  const candidates = nearest(
    name,
    columns.map((column) => column.name),
    1,
  );
  return planRefused(
    `row ${row} has a column '${name}' that the schema has not`,
    at,
    candidates[0] === undefined
      ? "add it to the schema or leave it out of the rows"
      : `did you mean '${candidates[0]}'?`,
  );
}

/** Where a value is, for errors. Rows count from 0. */
interface Place {
  readonly row: number;
  readonly path: string;
  readonly at: CallSite | null;
}

function inferColumns(rows: readonly InputRow[], at: CallSite | null): SchemaColumn[] {
  const types = new Map<string, TypeTree | undefined>();
  rows.forEach((row, index) => {
    for (const [name, value] of Object.entries(row)) {
      types.set(
        name,
        merge(types.get(name), inferType(value, { row: index, path: name, at }), { row: index, path: name, at }),
      );
    }
  });
  if (types.size === 0)
    throw planRefused("createDataFrame has no rows to infer columns from", at, 'pass a schema, e.g. "id BIGINT"');
  const columns = Object.fromEntries(
    [...types].map(([name, type]): [string, string] => {
      if (!isKnown(type)) {
        throw planRefused(`the type of column '${name}' cannot be inferred: it has no value`, at, "pass a schema");
      }
      return [name, typeText(type)];
    }),
  );
  return schemaColumns(columns, at);
}

/** A type without a value yet is undefined; inside lists and structs it is this. */
const unknownType: TypeTree = { kind: "plain", name: "" };

function isKnown(type: TypeTree | undefined): type is TypeTree {
  if (type === undefined) return false;
  switch (type.kind) {
    case "plain":
      return type.name !== "";
    case "list":
      return isKnown(type.element);
    case "map":
      return isKnown(type.key) && isKnown(type.value);
    case "struct":
      return type.fields.every((field) => isKnown(field.type));
  }
}

function inferType(value: unknown, place: Place): TypeTree | undefined {
  if (value === null || value === undefined) return undefined;
  switch (typeof value) {
    case "string":
      return { kind: "plain", name: "VARCHAR" };
    case "boolean":
      return { kind: "plain", name: "BOOLEAN" };
    case "number":
      return { kind: "plain", name: Number.isSafeInteger(value) && !Object.is(value, -0) ? "BIGINT" : "DOUBLE" };
    case "bigint":
      return { kind: "plain", name: BigInt.asIntN(64, value) === value ? "BIGINT" : "HUGEINT" };
    case "object":
      return inferObject(value, place);
    default:
      throw refused(
        `a ${typeof value}`,
        place,
        "rows hold strings, numbers, bigints, booleans, Dates, Uint8Arrays, arrays and plain objects",
      );
  }
}

function inferObject(value: object, place: Place): TypeTree {
  if (value instanceof Date) return { kind: "plain", name: "TIMESTAMPTZ" };
  if (value instanceof Uint8Array) return { kind: "plain", name: "BLOB" };
  if (Array.isArray(value)) {
    const elements = (value as unknown[]).map((element) => inferType(element, place));
    return { kind: "list", element: elements.reduce((all, type) => merge(all, type, place), undefined) ?? unknownType };
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    throw refused(`an instance of ${value.constructor.name}`, place, "turn it into a plain object or pass a schema");
  }
  const fields = Object.entries(value).map(([name, field]) => ({
    name,
    type: inferType(field, { ...place, path: `${place.path}.${name}` }) ?? unknownType,
  }));
  return { kind: "struct", fields };
}

/** The type that holds both. */
function merge(a: TypeTree | undefined, b: TypeTree | undefined, place: Place): TypeTree | undefined {
  if (!isStarted(a)) return b ?? a;
  if (!isStarted(b)) return a;
  if (a.kind === "list" && b.kind === "list") {
    return { kind: "list", element: merge(a.element, b.element, place) ?? unknownType };
  }
  if (a.kind === "struct" && b.kind === "struct") return mergeStructs(a.fields, b.fields, place);
  if (a.kind === "plain" && b.kind === "plain") {
    if (a.name === b.name) return a;
    const wider = numericOrder.find((name) => name === a.name || name === b.name);
    if (wider !== undefined && numericOrder.includes(a.name) && numericOrder.includes(b.name))
      return { kind: "plain", name: wider };
  }
  throw refused(
    `${typeText(b)} where rows before have ${typeText(a)}`,
    place,
    "make the values alike or pass a schema",
  );
}

/** Widest first. */
const numericOrder: readonly string[] = ["DOUBLE", "HUGEINT", "BIGINT"];

function isStarted(type: TypeTree | undefined): type is TypeTree {
  return type !== undefined && type !== unknownType;
}

type Fields = readonly { readonly name: string; readonly type: TypeTree }[];

function mergeStructs(a: Fields, b: Fields, place: Place): TypeTree {
  const merged = new Map(a.map(({ name, type }) => [name, type]));
  for (const { name, type } of b) merged.set(name, merge(merged.get(name), type, place) ?? unknownType);
  return { kind: "struct", fields: [...merged].map(([name, type]) => ({ name, type })) };
}

type Json = string | number | boolean | null | Json[] | { [name: string]: Json };

function encode(value: unknown, type: TypeTree, place: Place): Json {
  if (value === null || value === undefined) return null;
  switch (type.kind) {
    case "list":
      if (!Array.isArray(value)) throw mismatch(value, type, place);
      return (value as unknown[]).map((element) => encode(element, type.element, place));
    case "struct": {
      if (!isRecord(value)) throw mismatch(value, type, place);
      const unknown = Object.keys(value).find((name) => !type.fields.some((field) => field.name === name));
      if (unknown !== undefined)
        throw refused(`a field '${unknown}' that ${typeText(type)} has not`, place, "mend the row or the schema");
      return Object.fromEntries(
        type.fields.map((field) => [
          field.name,
          encode(value[field.name], field.type, { ...place, path: `${place.path}.${field.name}` }),
        ]),
      );
    }
    case "map": {
      const entries =
        value instanceof Map
          ? [...(value as Map<unknown, unknown>)]
          : isRecord(value)
            ? Object.entries(value)
            : undefined;
      if (entries === undefined) throw mismatch(value, type, place);
      return Object.fromEntries(entries.map(([key, item]) => [String(key), encode(item, type.value, place)]));
    }
    case "plain":
      return encodePlain(value, type, place);
  }
}

function encodePlain(value: unknown, type: TypeTree & { kind: "plain" }, place: Place): Json {
  const family = familyOf(type.name);
  switch (typeof value) {
    case "string":
      if (family === "bytes") return Buffer.from(value, "utf8").toString("base64");
      if (family !== "integer" && family !== "float" && family !== "boolean") return value;
      break;
    case "boolean":
      if (family === "boolean" || family === "other") return value;
      break;
    case "number":
      if (family === "float" || family === "decimal" || family === "other")
        return Number.isFinite(value) ? value : String(value);
      if (family === "integer" && Number.isSafeInteger(value)) return value;
      break;
    case "bigint":
      if (family === "float") return Number(value);
      if (family === "integer" || family === "decimal" || family === "other") {
        return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
      }
      break;
    case "object":
      if (value instanceof Uint8Array && family === "bytes") return Buffer.from(value).toString("base64");
      if (value instanceof Date && !Number.isNaN(value.getTime())) {
        if (family === "date") return isoInstant(value).replace(/(?:T| \d\d:).*$/, "");
        if (family === "timestamp") return isoInstant(value).slice(0, -1);
        if (family === "instant") return isoInstant(value);
      }
      break;
    default:
  }
  throw mismatch(value, type, place);
}

type Family =
  "text" | "integer" | "float" | "decimal" | "boolean" | "bytes" | "date" | "timestamp" | "instant" | "other";

/** What kinds of values a type takes; DuckDB's aliases counted in. */
function familyOf(name: string): Family {
  const base = name
    .toUpperCase()
    .replace(/\s*\(.*$/s, "")
    .trim();
  if (
    /^U?(TINYINT|SMALLINT|INTEGER|INT|BIGINT|HUGEINT)$|^(LONG|SHORT|SIGNED|OID|INT(1|2|4|8|16|32|64|128))$|^UINT(8|16|32|64|128)$/.test(
      base,
    )
  )
    return "integer";
  if (/^(DOUBLE|FLOAT|REAL|FLOAT4|FLOAT8|DOUBLE PRECISION)$/.test(base)) return "float";
  if (/^(DECIMAL|NUMERIC|DEC)$/.test(base)) return "decimal";
  if (/^(BOOLEAN|BOOL|LOGICAL)$/.test(base)) return "boolean";
  if (/^(BLOB|BYTEA|BINARY|VARBINARY)$/.test(base)) return "bytes";
  if (/^(VARCHAR|TEXT|STRING|CHAR|BPCHAR|NVARCHAR)$/.test(base)) return "text";
  if (base === "DATE") return "date";
  if (base === "TIMESTAMPTZ" || base === "TIMESTAMP WITH TIME ZONE") return "instant";
  if (/^(TIMESTAMP(_S|_MS|_US|_NS)?|DATETIME|TIMESTAMP WITHOUT TIME ZONE)$/.test(base)) return "timestamp";
  return "other";
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Date) &&
    !(value instanceof Uint8Array)
  );
}

function mismatch(value: unknown, type: TypeTree, place: Place): GoldpanError {
  const shown = typeof value === "object" ? (value?.constructor.name ?? "object") : `${typeof value} ${String(value)}`;
  return refused(`${shown} for ${typeText(type)}`, place, "mend the value or the schema");
}

function refused(what: string, place: Place, hint: string): GoldpanError {
  return planRefused(`row ${place.row}, column '${place.path}': ${what}`, place.at, hint);
}
