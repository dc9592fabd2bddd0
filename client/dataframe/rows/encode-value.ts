/**
 * One value of the script's own as JSON that DuckDB reads back as the same value of the column's type: dates and times in ISO 8601,
 * bytes in base64, and as strings the numbers that JSON has not (NaN, infinities, -0, DECIMALs, integers beyond 2^53).
 */
import type { GoldpanError } from "../../../common/errors/goldpan-error.js";
import type { CallSite } from "../../../common/wire/types.js";
import { planRefused } from "../call-site.js";
import { encodePlain, isBytesType, Misfit } from "./encode-plain.js";
import { shownValue } from "../arguments/shown-value.js";
import { typeText, type TypeTree } from "../sql/type-text.js";

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
      return encodeSimple(value, type.name, place);
  }
}

/** Within a list, struct or map base64 would arrive as text, so bytes stay at the top. */
function encodeInner(value: unknown, type: TypeTree, place: ValuePlace): Json {
  if (type.kind === "plain" && isBytesType(type.name) && value !== null && value !== undefined) {
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
  if (typeof key === "string") {
    encodeSimple(key, "VARCHAR", place);
    return key;
  }
  if (typeof key === "number" || typeof key === "bigint") return String(key);
  throw valueRefused(`a map key that is a ${typeof key}`, place, "use strings or numbers as keys");
}

function encodeSimple(value: unknown, type: string, place: ValuePlace): Json {
  const encoded = encodePlain(value, type);
  if (!(encoded instanceof Misfit)) return encoded;
  throw valueRefused(`${shownValue(value)} for ${type}`, place, encoded.hint);
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) return false;
  return !Array.isArray(value) && !(value instanceof Date) && !(value instanceof Uint8Array);
}

function mismatch(value: unknown, type: TypeTree, place: ValuePlace): GoldpanError {
  return valueRefused(`${shownValue(value)} for ${typeText(type)}`, place, "mend the value or the schema");
}

export function valueRefused(what: string, place: ValuePlace, hint: string): GoldpanError {
  return planRefused(`row ${place.row}, column '${place.path}': ${what}`, place.at, hint);
}
