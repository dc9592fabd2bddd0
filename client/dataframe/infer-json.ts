/** One schema for all structures that records of JSON have. */
import type { Column } from "../../common/wire/types.js";
import { quoteIdentifier } from "./literal.js";

/** Over a record: its structure as text; NULL where it is no object. */
export const jsonStructureSql =
  "CASE WHEN json_valid(__goldpan_record) THEN CASE WHEN json_type(__goldpan_record) = 'OBJECT' THEN CAST(json_structure(__goldpan_record) AS VARCHAR) END END";

type Structure = string | readonly Structure[] | { readonly [field: string]: Structure };

/**
 * @param structures  as DuckDB tells them, in any order; undefined for records that are no objects
 * @returns fields by name, as Spark orders them; with that of malformed records where there are some
 */
export function inferredJson(
  structures: readonly (string | undefined)[],
  { asText, corrupt }: { readonly asText: boolean; readonly corrupt: string },
): Column[] {
  let merged: Structure = {};
  for (const structure of structures) {
    if (structure !== undefined) merged = merge(merged, JSON.parse(structure) as Structure);
  }
  const fields = Object.entries(merged as Readonly<Record<string, Structure>>);
  const columns = fields.map(([name, structure]) => ({ name, type: typeOf(structure, asText) }));
  const malformed = structures.includes(undefined) ? [{ name: corrupt, type: "VARCHAR" }] : [];
  return [...malformed, ...columns].sort((a, b) => (a.name < b.name ? -1 : 1));
}

const wholeNumbers = new Set(["BIGINT", "UBIGINT"]);
const numbers = new Set([...wholeNumbers, "DOUBLE"]);

function merge(a: Structure, b: Structure): Structure {
  if (a === "NULL") return b;
  if (b === "NULL" || a === b) return a;
  if (typeof a === "string" && typeof b === "string") {
    if (!numbers.has(a) || !numbers.has(b)) return "VARCHAR";
    return wholeNumbers.has(a) && wholeNumbers.has(b) ? "BIGINT" : "DOUBLE";
  }
  if (typeof a === "string" || typeof b === "string") return "VARCHAR";
  if (isList(a) && isList(b)) return [merge(a[0] ?? "NULL", b[0] ?? "NULL")];
  if (isList(a) || isList(b)) return "VARCHAR";
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return Object.fromEntries([...names].map((name) => [name, merge(a[name] ?? "NULL", b[name] ?? "NULL")]));
}

function isList(structure: Structure): structure is readonly Structure[] {
  return Array.isArray(structure);
}

function typeOf(structure: Structure, asText: boolean): string {
  if (typeof structure === "string") {
    if (asText) return "VARCHAR";
    if (wholeNumbers.has(structure)) return "BIGINT";
    return structure === "DOUBLE" || structure === "BOOLEAN" ? structure : "VARCHAR";
  }
  if (isList(structure)) return `${typeOf(structure[0] ?? "NULL", asText)}[]`;
  const fields = Object.entries(structure).sort(([a], [b]) => (a < b ? -1 : 1));
  // An object without fields has none that a struct could have.
  if (fields.length === 0) return "VARCHAR";
  return `STRUCT(${fields.map(([name, field]) => `${quoteIdentifier(name)} ${typeOf(field, asText)}`).join(", ")})`;
}
