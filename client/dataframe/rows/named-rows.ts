/** Rows of the script's own by column name: objects, or arrays of values beside a list of names, as in PySpark. */
import type { CallSite } from "../../../common/wire/types.js";
import { planRefused } from "../call-site.js";
import { isRecord } from "./encode-value.js";
import { shownValue } from "../arguments/shown-value.js";
import { schemaColumns, type SchemaLike } from "../sql/type-text.js";

/** A row of the script's own: values by column name; what is missing or undefined is NULL. */
export type InputRow = Readonly<Record<string, unknown>>;

export interface NamedRows {
  readonly rows: readonly InputRow[];
  /** Undefined where types are to be inferred. */
  readonly schema: SchemaLike | undefined;
}

/**
 * @param schema  names alone for rows that are arrays
 * @throws PLAN_REFUSED naming the row. Scripts need not be type-checked.
 */
export function namedRows(rows: unknown, schema: unknown, at: CallSite | null): NamedRows {
  const hint =
    'pass an array of objects by column name: [{ id: 1, city: "Oslo" }], or arrays and names: [[1, "Oslo"]], ["id", "city"]';
  if (!Array.isArray(rows)) throw planRefused(`createDataFrame takes rows, not ${shownValue(rows)}`, at, hint);
  const given: readonly unknown[] = rows;
  const names = namesOf(schema, at);
  const isNamesAlone = Array.isArray(schema);
  const objects = given.map((row, index): InputRow => {
    if (isRecord(row) && !isNamesAlone) return row;
    if (!Array.isArray(row) || names === undefined) throw planRefused(`row ${index} is ${shownValue(row)}`, at, hint);
    if (row.length !== names.length) {
      const what = `row ${index} has ${row.length} values for ${names.length} columns`;
      throw planRefused(what, at, "write null for values that are not there");
    }
    return Object.fromEntries(names.map((name, position) => [name, (row as readonly unknown[])[position]]));
  });
  return { rows: objects, schema: isNamesAlone ? undefined : (schema as SchemaLike | undefined) };
}

function namesOf(schema: unknown, at: CallSite | null): readonly string[] | undefined {
  if (schema === undefined) return undefined;
  if (!Array.isArray(schema)) return schemaColumns(schema as SchemaLike, at).map(({ name }) => name);
  const names: readonly unknown[] = schema;
  const wrong = names.find((name) => typeof name !== "string");
  if (wrong !== undefined)
    throw planRefused(`${shownValue(wrong)} is not the name of a column`, at, 'write ["id", "city"]');
  const texts = names as readonly string[];
  const twice = texts.find(
    (name, index) => texts.findIndex((other) => other.toLowerCase() === name.toLowerCase()) < index,
  );
  if (twice === undefined) return texts;
  throw planRefused(`column ${twice} is among the names twice`, at, "case does not count");
}
