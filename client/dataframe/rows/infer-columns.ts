/** Columns and types of rows that came without a schema: the narrowest type that holds every value of a column. */
import type { CallSite, Column as SchemaColumn } from "../../../common/wire/types.js";
import { planRefused } from "../call-site.js";
import { valueRefused, type ValuePlace } from "./encode-value.js";
import { schemaColumns, typeText, type TypeTree } from "../sql/type-text.js";

/** Columns in the order in which rows first name them. @throws PLAN_REFUSED where values differ in kind or there is none */
export function inferColumns(rows: readonly Readonly<Record<string, unknown>>[], at: CallSite | null): SchemaColumn[] {
  const types = new Map<string, TypeTree | undefined>();
  rows.forEach((row, index) => {
    for (const [name, value] of Object.entries(row)) {
      const place = { row: index, path: name, at };
      types.set(name, merge(types.get(name), inferType(value, place), place));
    }
  });
  if (types.size === 0) {
    throw planRefused("createDataFrame has no rows to infer columns from", at, 'pass a schema, e.g. "id BIGINT"');
  }
  const columns = [...types].map(([name, type]): [string, string] => {
    if (isKnown(type)) return [name, typeText(type)];
    throw planRefused(`the type of column '${name}' cannot be inferred: it has no value`, at, "pass a schema");
  });
  return schemaColumns(Object.fromEntries(columns), at);
}

/** In lists and structs: no value yet that would tell. At the top level that is undefined. */
const unknownType: TypeTree = { kind: "plain", name: "" };

function isKnown(type: TypeTree | undefined): type is TypeTree {
  switch (type?.kind) {
    case undefined:
      return false;
    case "plain":
      return type !== unknownType;
    case "list":
      return isKnown(type.element);
    case "map":
      return isKnown(type.key) && isKnown(type.value);
    case "struct":
      return type.fields.every((field) => isKnown(field.type));
  }
}

function inferType(value: unknown, place: ValuePlace): TypeTree | undefined {
  if (value === null || value === undefined) return undefined;
  switch (typeof value) {
    case "string":
      return { kind: "plain", name: "VARCHAR" };
    case "boolean":
      return { kind: "plain", name: "BOOLEAN" };
    case "number":
      return { kind: "plain", name: Number.isSafeInteger(value) && !Object.is(value, -0) ? "BIGINT" : "DOUBLE" };
    case "bigint":
      return { kind: "plain", name: BigInt.asIntN(64, value) === value ? "BIGINT" : "HUGEINT" };
    case "object":
      return inferObject(value, place);
    default:
      throw valueRefused(
        `a ${typeof value}`,
        place,
        "rows hold strings, numbers, bigints, booleans, Dates, Uint8Arrays, arrays and plain objects",
      );
  }
}

function inferObject(value: object, place: ValuePlace): TypeTree {
  if (value instanceof Date) return { kind: "plain", name: "TIMESTAMPTZ" };
  if (value instanceof Uint8Array) return { kind: "plain", name: "BLOB" };
  if (Array.isArray(value)) {
    let element: TypeTree | undefined;
    for (const item of value as unknown[]) element = merge(element, inferType(item, place), place);
    return { kind: "list", element: element ?? unknownType };
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    const what = `an instance of ${value.constructor.name}`;
    throw valueRefused(what, place, "turn it into a plain object or pass a schema");
  }
  const fields = Object.entries(value).map(([name, field]) => ({
    name,
    type: inferType(field, { ...place, path: `${place.path}.${name}` }) ?? unknownType,
  }));
  return { kind: "struct", fields };
}

/** The type that holds both. */
function merge(a: TypeTree | undefined, b: TypeTree | undefined, place: ValuePlace): TypeTree | undefined {
  if (a === undefined || a === unknownType) return b ?? a;
  if (b === undefined || b === unknownType) return a;
  if (a.kind === "list" && b.kind === "list") {
    return { kind: "list", element: merge(a.element, b.element, place) ?? unknownType };
  }
  if (a.kind === "struct" && b.kind === "struct") {
    const fields = new Map(a.fields.map(({ name, type }) => [name, type]));
    for (const { name, type } of b.fields) fields.set(name, merge(fields.get(name), type, place) ?? unknownType);
    return { kind: "struct", fields: [...fields].map(([name, type]) => ({ name, type })) };
  }
  if (a.kind === "plain" && b.kind === "plain") {
    if (a.name === b.name) return a;
    const names = [a.name, b.name];
    if (names.every((name) => numericTypes.includes(name))) {
      return { kind: "plain", name: numericTypes.find((name) => names.includes(name)) ?? "DOUBLE" };
    }
  }
  const what = `${typeText(b)} where rows before have ${typeText(a)}`;
  throw valueRefused(what, place, "make the values alike or pass a schema");
}

/** Widest first. */
const numericTypes: readonly string[] = ["DOUBLE", "HUGEINT", "BIGINT"];
