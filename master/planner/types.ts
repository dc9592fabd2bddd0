/**
 * DuckDB's type names taken apart and put together, as far as planning needs it: casts as trees, carriers for exchanges, and what
 * other engines can read from Parquet.
 */
import { InvariantError } from "../../common/errors/goldpan-error.js";
import { quoteIdentifier, quoteText } from "../../common/sql-text.js";
import { JsonNumber, type JsonObject } from "./trees/lossless-json.js";

export type Type =
  | { readonly kind: "plain"; readonly name: string }
  | { readonly kind: "decimal"; readonly width: number; readonly scale: number }
  | { readonly kind: "list"; readonly item: Type }
  | { readonly kind: "array"; readonly item: Type; readonly size: number }
  | { readonly kind: "map"; readonly key: Type; readonly value: Type }
  | { readonly kind: "struct" | "union"; readonly fields: readonly { readonly name: string; readonly type: Type }[] }
  | { readonly kind: "enum"; readonly values: readonly string[] };

/** @throws InvariantError for what DESCRIBE never prints */
export function parseType(text: string): Type {
  const parser = new TypeParser(text);
  return parser.whole();
}

/** `STRUCT(INTEGER, VARCHAR)`, what `row(a, b)` gives: such a type has no text that DuckDB would read again. */
export function hasUnnamedFields(type: string): boolean {
  const bare = type.replace(/"(?:[^"]|"")*"|'(?:[^']|'')*'/g, '""');
  return /\bSTRUCT\((?:TIMESTAMP WITH TIME ZONE|TIME WITH TIME ZONE|\w+(?=[,)([]))/.test(bare);
}

export function formatType(type: Type): string {
  switch (type.kind) {
    case "plain":
      return type.name;
    case "decimal":
      return `DECIMAL(${type.width},${type.scale})`;
    case "list":
      return `${formatType(type.item)}[]`;
    case "array":
      return `${formatType(type.item)}[${type.size}]`;
    case "map":
      return `MAP(${formatType(type.key)}, ${formatType(type.value)})`;
    case "struct":
    case "union": {
      const fields = type.fields.map(({ name, type: field }) => `${quoteIdentifier(name)} ${formatType(field)}`);
      return `${type.kind.toUpperCase()}(${fields.join(", ")})`;
    }
    case "enum":
      return `ENUM(${type.values.map(quoteText).join(", ")})`;
  }
}

/** Rewrites a type from the inside out. */
export function mapType(type: Type, change: (type: Type) => Type): Type {
  switch (type.kind) {
    case "plain":
    case "decimal":
    case "enum":
      return change(type);
    case "list":
    case "array":
      return change({ ...type, item: mapType(type.item, change) });
    case "map":
      return change({ ...type, key: mapType(type.key, change), value: mapType(type.value, change) });
    case "struct":
    case "union":
      return change({
        ...type,
        fields: type.fields.map(({ name, type: field }) => ({ name, type: mapType(field, change) })),
      });
  }
}

/** The `cast_type` of a cast's tree. */
export function typeTree(type: Type): JsonObject {
  const info = (kind: string, members: JsonObject): JsonObject => ({
    type: kind,
    alias: "",
    extension_info: null,
    ...members,
  });
  const number = (value: number): JsonNumber => new JsonNumber(String(value));
  switch (type.kind) {
    case "plain":
      if (builtInNames.has(type.name)) return { id: type.name, type_info: null };
      return { id: "UNBOUND", type_info: unbound(type.name, []) };
    case "decimal":
      return {
        id: "DECIMAL",
        type_info: info("DECIMAL_TYPE_INFO", { width: number(type.width), scale: number(type.scale) }),
      };
    case "list":
      return { id: "LIST", type_info: info("LIST_TYPE_INFO", { child_type: typeTree(type.item) }) };
    case "array":
      return {
        id: "ARRAY",
        type_info: info("ARRAY_TYPE_INFO", { child_type: typeTree(type.item), size: number(type.size) }),
      };
    case "map": {
      const entry: Type = {
        kind: "struct",
        fields: [
          { name: "key", type: type.key },
          { name: "value", type: type.value },
        ],
      };
      return { id: "MAP", type_info: info("LIST_TYPE_INFO", { child_type: typeTree(entry) }) };
    }
    case "struct":
    case "union": {
      const tag = type.kind === "union" ? [{ first: "", second: { id: "UTINYINT", type_info: null } }] : [];
      const fields = type.fields.map(({ name, type: field }) => ({ first: name, second: typeTree(field) }));
      return {
        id: type.kind.toUpperCase(),
        type_info: info("STRUCT_TYPE_INFO", { child_types: [...tag, ...fields] }),
      };
    }
    case "enum":
      return { id: "UNBOUND", type_info: unbound("ENUM", type.values) };
  }
}

function unbound(name: string, values: readonly string[]): JsonObject {
  return {
    type: "UNBOUND_TYPE_INFO",
    alias: "",
    extension_info: null,
    name,
    catalog: "",
    schema: "",
    user_type_modifiers: values.map((value) => ({
      type: { id: "VARCHAR", type_info: null },
      is_null: false,
      value,
    })),
  };
}

/** Types that a tree names by themselves; others (JSON) are looked up by name when the tree is bound. */
const builtInNames = new Set(
  (
    "BOOLEAN TINYINT SMALLINT INTEGER BIGINT HUGEINT UTINYINT USMALLINT UINTEGER UBIGINT UHUGEINT FLOAT DOUBLE VARCHAR BLOB " +
    "DATE TIME TIMESTAMP TIMESTAMP_S TIMESTAMP_MS TIMESTAMP_NS INTERVAL UUID BIT BIGNUM"
  )
    .split(" ")
    .concat("TIMESTAMP WITH TIME ZONE", "TIME WITH TIME ZONE"),
);

class TypeParser {
  private position = 0;

  constructor(private readonly text: string) {}

  whole(): Type {
    const type = this.type();
    if (this.position !== this.text.length) throw this.unexpected();
    return type;
  }

  private type(): Type {
    let type = this.base();
    for (;;) {
      const array = this.take(/\[(\d*)\]/y);
      if (array === undefined) return type;
      type = array[1] === "" ? { kind: "list", item: type } : { kind: "array", item: type, size: Number(array[1]) };
    }
  }

  private base(): Type {
    const quoted = this.take(/"((?:[^"]|"")*)"/y);
    if (quoted !== undefined) return { kind: "plain", name: (quoted[1] ?? "").replaceAll('""', '"') };
    const name = this.take(/[A-Za-z_][A-Za-z_0-9]*(?: WITH TIME ZONE)?/y)?.[0];
    if (name === undefined) throw this.unexpected();
    if (this.take(/\(/y) === undefined) return { kind: "plain", name };
    const type = this.withArguments(name);
    if (this.take(/\)/y) === undefined) throw this.unexpected();
    return type;
  }

  private withArguments(name: string): Type {
    switch (name) {
      case "DECIMAL": {
        const digits = this.take(/(\d+)\s*,\s*(\d+)/y);
        if (digits === undefined) throw this.unexpected();
        return { kind: "decimal", width: Number(digits[1]), scale: Number(digits[2]) };
      }
      case "MAP": {
        const key = this.type();
        if (this.take(/,\s*/y) === undefined) throw this.unexpected();
        return { kind: "map", key, value: this.type() };
      }
      case "STRUCT":
      case "UNION":
        return { kind: name === "STRUCT" ? "struct" : "union", fields: this.list(() => this.field()) };
      case "ENUM":
        return { kind: "enum", values: this.list(() => this.quotedText()) };
      default:
        throw this.unexpected();
    }
  }

  private field(): { name: string; type: Type } {
    const match = this.take(/(?:"((?:[^"]|"")*)"|([^\s"(),]+))\s+/y);
    if (match === undefined) throw this.unexpected();
    return { name: match[1]?.replaceAll('""', '"') ?? match[2] ?? "", type: this.type() };
  }

  private quotedText(): string {
    const match = this.take(/'((?:[^']|'')*)'/y);
    if (match === undefined) throw this.unexpected();
    return (match[1] ?? "").replaceAll("''", "'");
  }

  private list<T>(item: () => T): T[] {
    const items = [item()];
    while (this.take(/,\s*/y) !== undefined) items.push(item());
    return items;
  }

  private take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.position;
    const match = pattern.exec(this.text);
    if (match === null) return undefined;
    this.position = pattern.lastIndex;
    return match;
  }

  private unexpected(): InvariantError {
    return new InvariantError(`cannot read the type ${this.text} at ${this.position}`);
  }
}
