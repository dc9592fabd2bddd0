/** What a script says that files have: Spark's DDL, or fields, with Spark's names of types or DuckDB's. */
import type { CallSite, Column } from "../../../common/wire/types.js";
import { planRefused } from "../call-site.js";
import { shownValue } from "../arguments/shown-value.js";
import { duckdbType } from "../sql/spark-type.js";
import { parseType, schemaColumns, typeText } from "../sql/type-text.js";

/** `"id INT, tags ARRAY<STRING>"`, `{ id: "INT", tags: "ARRAY<STRING>" }`, or fields in their order. */
export type FileSchema =
  string | Readonly<Record<string, string>> | readonly { readonly name: string; readonly type: string }[];

/** In DuckDB's spelling. @throws PLAN_REFUSED */
export function fileColumns(schema: FileSchema, at: CallSite | null): Column[] {
  const columns = typeof schema === "string" ? ddlColumns(schema, at) : namedColumns(schema, at);
  // What it says of names holds here, too.
  schemaColumns(Object.fromEntries(columns.map(({ name, type }) => [name, type])), at);
  const seen = new Set<string>();
  for (const { name } of columns) {
    if (seen.has(name)) throw planRefused(`column ${name} is in the schema twice`, at, "name each column once");
    seen.add(name);
  }
  return columns;
}

function namedColumns(schema: Exclude<FileSchema, string>, at: CallSite | null): Column[] {
  const fields = Array.isArray(schema)
    ? (schema as readonly { readonly name: string; readonly type: string }[])
    : Object.entries(schema as Readonly<Record<string, string>>).map(([name, type]) => ({ name, type }));
  return fields.map(({ name, type }) => {
    if (typeof name === "string" && typeof type === "string") return { name, type: duckdbType(type, at) };
    throw planRefused(
      `a schema takes names and types, not ${shownValue({ name, type })}`,
      at,
      '{ id: "INT", name: "STRING" }',
    );
  });
}

/** Nullability and comments are read over, as Spark's readers do: every column of a file may be NULL. */
function ddlColumns(ddl: string, at: CallSite | null): Column[] {
  const plain = ddl.replace(
    /(`[^`]*`|"[^"]*")|\s+COMMENT\s+(?:'[^']*'|"[^"]*")|\s+NOT\s+NULL\b/gi,
    (_, quoted: string | undefined) => quoted ?? "",
  );
  const type = parseType(duckdbType(`struct<${plain}>`, at), at);
  if (type.kind === "struct") return type.fields.map((field) => ({ name: field.name, type: typeText(field.type) }));
  throw planRefused(`'${ddl}' is not a schema`, at, 'write "name TYPE, name TYPE", for instance "id INT, city STRING"');
}
