/** Spark's names of types in DuckDB's spelling: `array<struct<a:bigint>>` is `STRUCT(a BIGINT)[]`. DuckDB's own names stay as they are. */
import type { CallSite } from "../../../common/wire/types.js";
import { planRefused } from "../call-site.js";
import { quoteIdentifier } from "./literal.js";
import { splitOutside } from "./type-text.js";

/** What DuckDB calls otherwise, or does not know. TIMESTAMP is that of DuckDB: Spark's TIMESTAMP_NTZ. */
const names: Readonly<Record<string, string>> = {
  byte: "TINYINT",
  tinyint: "TINYINT",
  short: "SMALLINT",
  integer: "INTEGER",
  int: "INTEGER",
  long: "BIGINT",
  bigint: "BIGINT",
  string: "VARCHAR",
  binary: "BLOB",
  decimal: "DECIMAL(10,0)",
  dec: "DECIMAL(10,0)",
  numeric: "DECIMAL(10,0)",
  real: "FLOAT",
  timestamp_ntz: "TIMESTAMP",
  timestamp_ltz: "TIMESTAMPTZ",
};

/** @throws PLAN_REFUSED for brackets that do not close; what else is no type is found by DuckDB */
export function duckdbType(type: string, at: CallSite | null): string {
  const text = type.trim();
  const [, constructor, inner] = /^(array|map|struct)\s*<(.*)>$/is.exec(text) ?? [];
  if (constructor === undefined || inner === undefined) {
    if (/^(array|map|struct)\s*</i.test(text)) {
      throw planRefused(`'${type}' is not a type`, at, "a < has no >");
    }
    const [, elementType] = /^(.*\S)\s*\[\s*\]$/s.exec(text) ?? [];
    if (elementType !== undefined) return `${duckdbType(elementType, at)}[]`;
    const [, made, members] = /^(struct|map)\s*\((.*)\)$/is.exec(text) ?? [];
    if (made === undefined || members === undefined) return names[text.toLowerCase()] ?? text;
    const parts = splitOutside(members);
    return made.toLowerCase() === "map"
      ? `MAP(${parts.map((part) => duckdbType(part, at)).join(", ")})`
      : structType(parts, at);
  }
  const parts = splitOutside(inner);
  switch (constructor.toLowerCase()) {
    case "array":
      return `${duckdbType(inner, at)}[]`;
    case "map":
      return `MAP(${parts.map((part) => duckdbType(part, at)).join(", ")})`;
    default:
      return structType(parts, at);
  }
}

/** Fields are `name: type` or `name type`. */
function structType(parts: readonly string[], at: CallSite | null): string {
  const fields = parts.map((part) => {
    const [, quoted, backquoted, bare, type] =
      /^\s*(?:"((?:[^"]|"")+)"|`((?:[^`]|``)+)`|([^\s:"`]+))\s*(?::|\s)\s*(.+?)\s*$/s.exec(part) ?? [];
    const name = quoted?.replaceAll('""', '"') ?? backquoted?.replaceAll("``", "`") ?? bare;
    if (name === undefined || type === undefined) {
      throw planRefused(
        `'${part.trim()}' is not a field: a name and its type`,
        at,
        'write "name TYPE, name TYPE" or "name: TYPE": BIGINT, DOUBLE, STRING, DECIMAL(10,2), DATE, TIMESTAMP, ARRAY<INT>, MAP<STRING, INT>, STRUCT<a: INT>',
      );
    }
    return `${quoteIdentifier(name)} ${duckdbType(type, at)}`;
  });
  return `STRUCT(${fields.join(", ")})`;
}
