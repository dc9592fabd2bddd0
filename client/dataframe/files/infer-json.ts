/** One schema for all structures that records of JSON have. */
import { hasTrailingComma } from "../../../common/json-sql.js";
import type { Column } from "../../../common/wire/types.js";
import { quoteIdentifier } from "../sql/literal.js";

/** Stands for a number in a record that has whole numbers beyond 64 bits, whose digits `json_structure` does not tell: an object of its type. */
const numberMark = "__goldpan_number";
const digitsMax = 38;

/** Strings, numbers, and what is between them. */
const parts = '"(?:[^"\\\\]|\\\\.)*"|-?[0-9][-+.0-9eE]*|[^-"0-9]+';
const marked = (type: string): string => `'{"${numberMark}":{"' || ${type} || '":null}}'`;
const markedNumber = `CASE WHEN NOT regexp_full_match(part, '-?[0-9].*') THEN part WHEN NOT regexp_full_match(part, '-?[0-9]{1,${digitsMax}}') THEN ${marked("'DOUBLE'")} WHEN TRY_CAST(part AS BIGINT) IS NOT NULL THEN ${marked("'BIGINT'")} ELSE ${marked("length(ltrim(part, '-'))")} END`;
const markedRecord = `array_to_string(list_transform(regexp_extract_all(__goldpan_record, '${parts}'), lambda part: ${markedNumber}), '')`;
const structureSql = `CAST(json_structure(CASE WHEN regexp_matches(__goldpan_record, '[0-9]{19}') THEN ${markedRecord} ELSE __goldpan_record END) AS VARCHAR)`;

/** Over a record: its structure as text; NULL where it is no object. */
export const jsonStructureSql = `CASE WHEN json_valid(__goldpan_record) THEN CASE WHEN json_type(__goldpan_record) = 'OBJECT' AND NOT ${hasTrailingComma("__goldpan_record")} THEN ${structureSql} END END`;

type Structure = string | readonly Structure[] | { readonly [field: string]: Structure };

/**
 * @param structures  as DuckDB tells them, in any order; undefined for records that are no objects
 * @param options  `corrupt` names the column of malformed records; undefined where they are dropped
 * @returns fields by name, as Spark orders them; with that of malformed records where there are some, and are kept
 */
export function inferredJson(
  structures: readonly (string | undefined)[],
  { asText, corrupt }: { readonly asText: boolean; readonly corrupt: string | undefined },
): Column[] {
  let merged: Structure = {};
  for (const structure of structures) {
    if (structure !== undefined) merged = merge(merged, structureOf(JSON.parse(structure) as Structure));
  }
  const fields = Object.entries(merged as Readonly<Record<string, Structure>>);
  const columns = fields.map(([name, structure]) => ({ name, type: typeOf(structure, asText) }));
  const malformed = corrupt !== undefined && structures.includes(undefined) ? [{ name: corrupt, type: "VARCHAR" }] : [];
  return [...malformed, ...columns].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Of a record, or of a field: `json_structure` says JSON of an object without fields, and of a list's elements that differ in kind. */
function structureOf(structure: Structure): Structure {
  return structure === "JSON" ? {} : unmarked(structure);
}

/** A type for each number that was marked. */
function unmarked(structure: Structure): Structure {
  if (typeof structure === "string") return structure;
  if (isList(structure)) return structure.map(unmarked);
  const { [numberMark]: types, ...fields } = structure;
  if (types === undefined) {
    return Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, structureOf(field)]));
  }
  // Of a list's elements, some of which are objects.
  if (Object.keys(fields).length > 0) return "VARCHAR";
  const names = Object.keys(types).map((name) => (/^\d+$/.test(name) ? `DECIMAL(${name},0)` : name));
  return names.reduce<Structure>(merge, "NULL");
}

/** Neither is beyond a BIGINT: such numbers are marked. */
const wholeNumbers = new Set(["BIGINT", "UBIGINT"]);

/** How many digits a type of whole numbers has; undefined for others. */
function digitsOf(type: string): number | undefined {
  // Spark's for a BIGINT among DECIMALs.
  if (wholeNumbers.has(type)) return 20;
  const digits = /^DECIMAL\((\d+),0\)$/.exec(type)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

function merge(a: Structure, b: Structure): Structure {
  if (a === "NULL") return b;
  if (b === "NULL" || a === b) return a;
  if (typeof a === "string" && typeof b === "string") {
    const [left, right] = [digitsOf(a), digitsOf(b)];
    if (left !== undefined && right !== undefined)
      return wholeNumbers.has(a) && wholeNumbers.has(b) ? "BIGINT" : `DECIMAL(${Math.max(left, right)},0)`;
    const areNumbers = [a, b].every((type) => type === "DOUBLE" || digitsOf(type) !== undefined);
    return areNumbers ? "DOUBLE" : "VARCHAR";
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
    const isKnown = structure === "DOUBLE" || structure === "BOOLEAN" || digitsOf(structure) !== undefined;
    return isKnown ? structure : "VARCHAR";
  }
  if (isList(structure)) return `${typeOf(structure[0] ?? "NULL", asText)}[]`;
  const fields = Object.entries(structure).sort(([a], [b]) => (a < b ? -1 : 1));
  // An object without fields has none that a struct could have.
  if (fields.length === 0) return "VARCHAR";
  return `STRUCT(${fields.map(([name, field]) => `${quoteIdentifier(name)} ${typeOf(field, asText)}`).join(", ")})`;
}
