/**
 * One value of the script's own as JSON that DuckDB reads back as the same value of the column's type: dates and times in ISO 8601,
 * bytes in base64, and as strings the numbers that JSON has not (NaN, infinities, -0, DECIMALs, integers beyond 2^53).
 */
import type { GoldpanError } from "../../common/errors/goldpan-error.js";
import type { CallSite } from "../../common/wire/types.js";
import { planRefused } from "./call-site.js";
import { isoDate, isoInstant } from "./literal.js";
import { shownValue } from "./shown-value.js";
import { typeText, type TypeTree } from "./type-text.js";

export type Json = string | number | boolean | null | Json[] | { [name: string]: Json };

/** Where a value is, for errors. Rows count from 0. */
export interface ValuePlace {
  readonly row: number;
  readonly path: string;
  readonly at: CallSite | null;
}

/** @throws PLAN_REFUSED for a value that the type does not take as it is: nothing is rounded or parsed here */
export function encodeValue(value: unknown, type: TypeTree, place: ValuePlace): Json {
  if (value === null || value === undefined) return null;
  switch (type.kind) {
    case "list":
      if (!Array.isArray(value)) throw mismatch(value, type, place);
      return (value as unknown[]).map((element) => encodeInner(element, type.element, place));
    case "struct":
      return encodeStruct(value, type, place);
    case "map": {
      const isMap = value instanceof Map;
      if (!isMap && !isRecord(value)) throw mismatch(value, type, place);
      const entries = isMap ? [...(value as Map<unknown, unknown>)] : Object.entries(value);
      return Object.fromEntries(
        entries.map(([key, item]) => [mapKey(key, place), encodeInner(item, type.value, place)]),
      );
    }
    case "plain":
      return encodePlain(value, type.name, familyOf(type.name), place);
  }
}

/** Within a list, struct or map base64 would arrive as text, so bytes stay at the top. */
function encodeInner(value: unknown, type: TypeTree, place: ValuePlace): Json {
  if (type.kind === "plain" && familyOf(type.name) === "bytes" && value !== null && value !== undefined) {
    throw valueRefused("bytes within another value", place, "make them a column of their own");
  }
  return encodeValue(value, type, place);
}

function encodeStruct(value: unknown, type: TypeTree & { kind: "struct" }, place: ValuePlace): Json {
  if (!isRecord(value)) throw mismatch(value, type, place);
  const names = type.fields.map(({ name }) => name);
  const unknown = Object.keys(value).find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw valueRefused(`a field '${unknown}' that ${typeText(type)} has not`, place, "mend the row or the schema");
  }
  const fields = type.fields.map((field) => [
    field.name,
    encodeInner(value[field.name], field.type, { ...place, path: `${place.path}.${field.name}` }),
  ]);
  return Object.fromEntries(fields) as Json;
}

function mapKey(key: unknown, place: ValuePlace): string {
  if (typeof key === "string" || typeof key === "number" || typeof key === "bigint") return String(key);
  throw valueRefused(`a map key that is a ${typeof key}`, place, "use strings or numbers as keys");
}

function encodePlain(value: unknown, type: string, family: Family, place: ValuePlace): Json {
  const encoded = encoders[family](value);
  if (encoded === undefined) throw mismatch(value, { kind: "plain", name: type }, place);
  return encoded;
}

/** Which kinds of values a type takes. */
type Family =
  "text" | "integer" | "float" | "decimal" | "boolean" | "bytes" | "date" | "timestamp" | "instant" | "other";

/** By family; undefined for a value of another kind. */
const encoders: Readonly<Record<Family, (value: unknown) => Json | undefined>> = {
  text: (value) => (typeof value === "string" ? value : undefined),
  integer: (value) => {
    if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
    return Number.isSafeInteger(value) ? (value as number) : undefined;
  },
  float: (value) => {
    if (typeof value !== "number" && typeof value !== "bigint") return undefined;
    const number = Number(value);
    if (Object.is(number, -0)) return "-0.0";
    return Number.isFinite(number) ? number : String(number);
  },
  decimal: (value) => (["number", "bigint", "string"].includes(typeof value) ? String(value) : undefined),
  boolean: (value) => (typeof value === "boolean" ? value : undefined),
  bytes: (value) => {
    if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
    return typeof value === "string" ? Buffer.from(value, "utf8").toString("base64") : undefined;
  },
  date: (value) => (isValidDate(value) ? isoDate(value) : textOrNothing(value)),
  // Without time zone: the UTC fields.
  timestamp: (value) => (isValidDate(value) ? isoInstant(value).slice(0, -1) : textOrNothing(value)),
  instant: (value) => (isValidDate(value) ? isoInstant(value) : textOrNothing(value)),
  other: (value) => (typeof value === "boolean" ? value : (encoders.float(value) ?? textOrNothing(value))),
};

function textOrNothing(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function isValidDate(value: unknown): value is Date {
  return value instanceof Date && !Number.isNaN(value.getTime());
}

const familyNames: Readonly<Record<Exclude<Family, "other">, string>> = {
  text: "VARCHAR TEXT STRING CHAR BPCHAR NVARCHAR",
  integer:
    "TINYINT SMALLINT INTEGER BIGINT HUGEINT UTINYINT USMALLINT UINTEGER UBIGINT UHUGEINT INT SHORT LONG SIGNED OID " +
    "INT1 INT2 INT4 INT8 INT16 INT32 INT64 INT128 UINT8 UINT16 UINT32 UINT64 UINT128",
  float: "DOUBLE FLOAT REAL FLOAT4 FLOAT8",
  decimal: "DECIMAL NUMERIC DEC",
  boolean: "BOOLEAN BOOL LOGICAL",
  bytes: "BLOB BYTEA BINARY VARBINARY",
  date: "DATE",
  timestamp: "TIMESTAMP TIMESTAMP_S TIMESTAMP_MS TIMESTAMP_US TIMESTAMP_NS DATETIME",
  instant: "TIMESTAMPTZ",
};

const families = new Map(
  Object.entries(familyNames).flatMap(([family, names]) => names.split(" ").map((name) => [name, family as Family])),
);

function familyOf(type: string): Family {
  const name = type
    .toUpperCase()
    .replace(/\s*\(.*$/s, "")
    .replace(/\s+/g, " ")
    .trim();
  if (name === "TIMESTAMP WITH TIME ZONE") return "instant";
  return families.get(name) ?? "other";
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) return false;
  return !Array.isArray(value) && !(value instanceof Date) && !(value instanceof Uint8Array);
}

function mismatch(value: unknown, type: TypeTree, place: ValuePlace): GoldpanError {
  return valueRefused(`${shownValue(value)} for ${typeText(type)}`, place, "mend the value or the schema");
}

export function valueRefused(what: string, place: ValuePlace, hint: string): GoldpanError {
  return planRefused(`row ${place.row}, column '${place.path}': ${what}`, place.at, hint);
}
