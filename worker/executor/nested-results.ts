/** Lists, structs and maps on their way out of a row function. */
import { itemSeparator, jsonMark } from "./function-protocol.js";
import { halfSurrogate, wellFormed, wrongType } from "./value-refused.js";

/** Texts in one, between `itemSeparator`s; undefined for a list that only JSON can carry. */
export function joinedTexts(items: readonly unknown[]): string | undefined {
  if (items.length === 0) return undefined;
  for (const item of items) {
    if (typeof item !== "string" || item.includes(itemSeparator)) return undefined;
  }
  const text = items.join(itemSeparator);
  return text.startsWith(jsonMark) || halfSurrogate.test(text) ? undefined : text;
}

/** @throws ValueRefused for what JSON has no form for */
export function toJson(value: unknown, returnType: string): string {
  if (isPlainJson(value)) {
    const text = JSON.stringify(value);
    // It writes half a surrogate pair so.
    if (!text.includes("\\ud")) return text;
  }
  return JSON.stringify(value, function (this: Record<string, unknown>, key, inner: unknown) {
    // JSON would leave the field out, which DuckDB refuses.
    if (inner === undefined) return null;
    if (typeof inner === "bigint") return String(inner);
    // JSON would make NULL of it.
    if (typeof inner === "number" && !Number.isFinite(inner)) return String(inner);
    const given = this[key];
    if (given instanceof Date && Number.isNaN(given.getTime())) throw wrongType(given, returnType, "valid Dates in it");
    if (inner instanceof Uint8Array) throw wrongType(inner, returnType, "nested values without bytes");
    wellFormed(key);
    if (typeof inner === "string") return wellFormed(inner);
    if (inner instanceof Map) return Object.fromEntries(inner as Map<string, unknown>) as unknown;
    return inner;
  });
}

/** Whether JSON has a form for all that is in a value: it is written ten times as fast as what needs a look at each part. */
function isPlainJson(value: unknown): boolean {
  switch (typeof value) {
    case "string":
    case "boolean":
      return true;
    case "number":
      return Number.isFinite(value);
    case "object":
      break;
    default:
      return false;
  }
  if (value === null) return true;
  if (Array.isArray(value)) return value.every(isPlainJson);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return false;
  for (const key in value) if (!isPlainJson((value as Record<string, unknown>)[key])) return false;
  return true;
}
