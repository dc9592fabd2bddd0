/** DuckDB's type names taken apart, as far as the client needs them: for rows of the script's own and for printing. */
import type { CallSite, Column as SchemaColumn } from "../../../common/wire/types.js";
import { quoteIdentifier } from "./literal.js";
import { planRefused } from "../call-site.js";

export type TypeTree =
  | { readonly kind: "plain"; readonly name: string }
  | { readonly kind: "list"; readonly element: TypeTree }
  | { readonly kind: "map"; readonly key: TypeTree; readonly value: TypeTree }
  | { readonly kind: "struct"; readonly fields: readonly { readonly name: string; readonly type: TypeTree }[] };

/** What a schema may be given as: `{ a: "INTEGER", b: "VARCHAR[]" }` or `"a INTEGER, b VARCHAR[]"`. */
export type SchemaLike = string | Readonly<Record<string, string>>;

/** `STRUCT(a INTEGER, "b c" VARCHAR[])[]` as a tree. What it does not know stays plain text, for DuckDB to judge. */
export function parseType(text: string, at: CallSite | null = null): TypeTree {
  const type = text.trim();
  const array = /^(.*)\[\d*\]$/s.exec(type);
  if (array?.[1] !== undefined) return { kind: "list", element: parseType(array[1], at) };
  const [, constructor, inner] = /^(STRUCT|MAP)\s*\((.*)\)$/is.exec(type) ?? [];
  if (constructor === undefined || inner === undefined) return { kind: "plain", name: type };
  if (constructor.toUpperCase() === "STRUCT") {
    const fields = parseDdl(inner, at).map(({ name, type: field }) => ({ name, type: parseType(field, at) }));
    return { kind: "struct", fields };
  }
  const [key, value] = splitOutside(inner);
  if (key === undefined || value === undefined) return { kind: "plain", name: type };
  return { kind: "map", key: parseType(key, at), value: parseType(value, at) };
}

/** `a INTEGER, "b c" DECIMAL(10,2)` as columns; names may be in double quotes or backquotes. */
export function parseDdl(text: string, at: CallSite | null): SchemaColumn[] {
  if (text.trim() === "") return [];
  return splitOutside(text).map((part) => {
    const [, quoted, backquoted, bare, type] =
      /^\s*(?:"((?:[^"]|"")+)"|`((?:[^`]|``)+)`|([^\s"`]+))\s+(.+?)\s*$/s.exec(part) ?? [];
    const name = quoted?.replaceAll('""', '"') ?? backquoted?.replaceAll("``", "`") ?? bare;
    if (name === undefined || type === undefined) {
      throw planRefused(
        `'${part.trim()}' is not a column of a schema`,
        at,
        'write "name TYPE, name TYPE": BIGINT, DOUBLE, VARCHAR, DECIMAL(10,2), DATE, TIMESTAMP, INTEGER[], MAP(VARCHAR, INTEGER), STRUCT(a INTEGER)',
      );
    }
    return { name, type };
  });
}

/** @throws PLAN_REFUSED for an empty schema and for names that differ in case alone */
export function schemaColumns(schema: SchemaLike, at: CallSite | null): SchemaColumn[] {
  const columns =
    typeof schema === "string" ? parseDdl(schema, at) : Object.entries(schema).map(([name, type]) => ({ name, type }));
  if (columns.length === 0) throw planRefused("a schema without columns", at, "name at least one column");
  const seen = new Set<string>();
  for (const { name } of columns) {
    quoteIdentifier(name);
    if (seen.has(name.toLowerCase()))
      throw planRefused(`column ${name} is in the schema twice`, at, "case does not count");
    seen.add(name.toLowerCase());
  }
  return columns;
}

/** The type's text again. */
export function typeText(type: TypeTree): string {
  switch (type.kind) {
    case "plain":
      return type.name;
    case "list":
      return `${typeText(type.element)}[]`;
    case "map":
      return `MAP(${typeText(type.key)}, ${typeText(type.value)})`;
    case "struct":
      return `STRUCT(${type.fields.map((field) => `${quoteIdentifier(field.name)} ${typeText(field.type)}`).join(", ")})`;
  }
}

/** Splits at commas that are in no brackets or quotes. */
export function splitOutside(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let quote = "";
  let part = "";
  for (const character of text) {
    if (quote !== "") quote = character === quote ? "" : quote;
    else if (`"'\``.includes(character)) quote = character;
    else if ("<([".includes(character)) depth += 1;
    else if (">)]".includes(character)) depth -= 1;
    if (character === "," && depth === 0 && quote === "") {
      parts.push(part);
      part = "";
    } else part += character;
  }
  return [...parts, part];
}

/** What printSchema prints: Spark's tree with DuckDB's type names. */
export function schemaTree(columns: readonly SchemaColumn[]): string {
  const lines = columns.flatMap(({ name, type }) => typeLines(name, parseType(type), " "));
  return ["root", ...lines].map((line) => `${line}\n`).join("");
}

function typeLines(name: string, type: TypeTree, indent: string): string[] {
  const deeper = `${indent}|    `;
  switch (type.kind) {
    case "plain":
      return [`${indent}|-- ${name}: ${type.name}`];
    case "list":
      return [`${indent}|-- ${name}: LIST`, ...typeLines("element", type.element, deeper)];
    case "map":
      return [
        `${indent}|-- ${name}: MAP`,
        ...typeLines("key", type.key, deeper),
        ...typeLines("value", type.value, deeper),
      ];
    case "struct":
      return [
        `${indent}|-- ${name}: STRUCT`,
        ...type.fields.flatMap((field) => typeLines(field.name, field.type, deeper)),
      ];
  }
}
