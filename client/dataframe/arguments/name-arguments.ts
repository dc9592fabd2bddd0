/** Names that a script passed to a method. Scripts need not be type-checked, so what the types say is asked here again. */
import type { CallSite } from "../../../common/wire/types.js";
import { planRefused } from "../call-site.js";
import type { Column } from "../column.js";
import { quoteIdentifier } from "../sql/literal.js";
import { shownValue } from "./shown-value.js";

/** @throws PLAN_REFUSED for anything but a text of at least one character */
export function nameText(value: unknown, at: CallSite | null): string {
  if (typeof value !== "string") {
    throw planRefused(
      `${methodOf(at)} takes a name, not ${shownValue(value)}`,
      at,
      "pass the column's name as a string",
    );
  }
  if (value === "" || value.includes("\0")) {
    const shown = value.replaceAll("\0", "\\0");
    throw planRefused(`'${shown}' cannot be a name`, at, "a name has at least one character, none of them NUL");
  }
  return value;
}

/**
 * The name of a column that is there: a string is the name as it is, a Column must be one that `col` made of a single name.
 * @throws PLAN_REFUSED for any other Column, and for what is neither
 */
export function existingName(value: unknown, at: CallSite | null): string {
  if (!isColumn(value)) return nameText(value, at);
  const { alias, defaultName, sql } = value.parts;
  const isPlain = alias === undefined && defaultName !== undefined && sql === quoteIdentifier(defaultName);
  if (isPlain) return defaultName;
  throw planRefused(
    `${methodOf(at)} takes names of columns, not the expression ${value.toString()}`,
    at,
    'pass a name, or a Column that is one: col("delay")',
  );
}

/**
 * As `existingName`, where a column may also be told by its DataFrame or alias: `other.col("id")`, `col("o.id")`.
 * @returns the name, or both names in double quotes: `"o"."id"`
 */
export function ownedName(value: unknown, at: CallSite | null): string {
  if (isColumn(value) && value.parts.alias === undefined) {
    const { sql } = value.parts;
    if (/^"(?:[^"]|"")+"\."(?:[^"]|"")+"$/.test(sql)) return sql;
  }
  return existingName(value, at);
}

/** @throws PLAN_REFUSED for anything but a plain object */
export function recordArgument<T>(value: Readonly<Record<string, T>>, at: CallSite | null): [string, T][] {
  const given: unknown = value;
  const prototype: unknown = typeof given === "object" && given !== null ? Object.getPrototypeOf(given) : undefined;
  if (prototype === Object.prototype || prototype === null) return Object.entries(value);
  throw planRefused(
    `${methodOf(at)} takes an object by column name, not ${shownValue(given)}`,
    at,
    'write { delay: "…", origin: "…" }',
  );
}

export function methodOf(at: CallSite | null): string {
  return at?.method || "this method";
}

/** Column imports this module, so its class is not asked. */
function isColumn(value: unknown): value is Column {
  return typeof value === "object" && value !== null && "parts" in value;
}
