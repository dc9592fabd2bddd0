/** The column types of random tables, and values of each as SQL, edges among them. */
import { quoteText } from "../../common/sql-text.js";
import type { Random } from "./random.js";

export interface ColumnType {
  /** DuckDB's spelling. */
  readonly name: string;
  readonly kind: "boolean" | "integer" | "decimal" | "float" | "text" | "time" | "other" | "list" | "struct" | "map";
  /** SQL of one value that is not NULL. */
  readonly value: (random: Random) => string;
  /** Of a list. */
  readonly element?: string;
}

const cast = (text: string, type: string) => `CAST(${quoteText(text)} AS ${type})`;

const integers = (type: string, edges: readonly string[]): ColumnType => ({
  name: type,
  kind: "integer",
  value: (random) => cast(random.chance(0.2) ? random.pick(edges) : String(random.integer(0, 20)), type),
});

const decimals = (precision: number, scale: number): ColumnType => ({
  name: `DECIMAL(${precision},${scale})`,
  kind: "decimal",
  value: (random) => {
    const fraction = random.pick(["0", "5", "25", "01"]).padEnd(scale, "0").slice(0, scale);
    return cast(`${random.pick(["", "-"])}${random.integer(0, 999)}.${fraction}`, `DECIMAL(${precision},${scale})`);
  },
});

/** Multiples of 1/8, so that sums of them are exact in any order, and what is special. */
const floats = (type: string): ColumnType => ({
  name: type,
  kind: "float",
  value: (random) =>
    cast(
      random.chance(0.15)
        ? random.pick(["NaN", "Infinity", "-Infinity", "-0.0"])
        : String(random.integer(-400, 400) / 8),
      type,
    ),
});

const texts = [
  "",
  "a",
  "b",
  "A",
  "ab",
  "Ä",
  "ß",
  "ẞ",
  "é",
  "e\u0301",
  "日本語",
  "😀",
  " a",
  "a ",
  "it's",
  '"q"',
  "a\\b",
  "%",
  "_",
];
const longText = "long ".repeat(40);

const text = (random: Random) =>
  random.chance(0.03) ? longText : random.chance(0.3) ? `v${random.integer(0, 30)}` : random.pick(texts);

const two = (value: number) => String(value).padStart(2, "0");
const date = (random: Random) =>
  random.chance(0.1)
    ? random.pick(["1969-12-31", "1970-01-01", "0001-01-01", "2000-02-29", "9999-12-31"])
    : `20${two(random.integer(0, 3))}-${two(random.integer(1, 12))}-${two(random.integer(1, 28))}`;
const time = (random: Random) =>
  random.chance(0.2)
    ? random.pick(["00:00:00", "23:59:59.999999", "12:00:00.000001"])
    : `${two(random.integer(0, 23))}:${two(random.integer(0, 59))}:00`;

const textValue = (random: Random) => quoteText(text(random));
const smallInteger = (random: Random) => (random.chance(0.15) ? "NULL" : String(random.integer(0, 6)));

const list = (element: string, value: (random: Random) => string): ColumnType => ({
  name: `${element}[]`,
  kind: "list",
  element,
  value: (random) => {
    const items = Array.from({ length: random.integer(0, 3) }, () => (random.chance(0.15) ? "NULL" : value(random)));
    return `CAST([${items.join(", ")}] AS ${element}[])`;
  },
});

const structType = "STRUCT(a INTEGER, b VARCHAR)";
const struct = (random: Random) =>
  `CAST({'a': ${smallInteger(random)}, 'b': ${random.chance(0.2) ? "NULL" : textValue(random)}} AS ${structType})`;

export const columnTypes: readonly ColumnType[] = [
  { name: "BOOLEAN", kind: "boolean", value: (random) => random.pick(["TRUE", "FALSE"]) },
  integers("SMALLINT", ["-32768", "32767", "-1"]),
  integers("INTEGER", ["-2147483648", "2147483647", "-1"]),
  integers("BIGINT", ["-9223372036854775808", "9223372036854775807", "9007199254740993", "-1"]),
  integers("UBIGINT", ["18446744073709551615", "9223372036854775808"]),
  decimals(9, 2),
  decimals(18, 4),
  decimals(38, 10),
  floats("FLOAT"),
  floats("DOUBLE"),
  { name: "VARCHAR", kind: "text", value: textValue },
  { name: "BLOB", kind: "other", value: (random) => `encode(${textValue(random)})` },
  {
    name: "UUID",
    kind: "other",
    value: (random) => cast(`00000000-0000-4000-8000-0000000000${two(random.integer(0, 15))}`, "UUID"),
  },
  { name: "DATE", kind: "time", value: (random) => cast(date(random), "DATE") },
  { name: "TIME", kind: "other", value: (random) => cast(time(random), "TIME") },
  { name: "TIMESTAMP", kind: "time", value: (random) => cast(`${date(random)} ${time(random)}`, "TIMESTAMP") },
  {
    name: "TIMESTAMP WITH TIME ZONE",
    kind: "time",
    value: (random) => cast(`${date(random)} ${time(random)}${random.pick(["+00", "+02", "-11:30"])}`, "TIMESTAMPTZ"),
  },
  list("INTEGER", smallInteger),
  list("VARCHAR", textValue),
  { name: structType, kind: "struct", value: struct },
  list(structType, struct),
  {
    name: "MAP(VARCHAR, INTEGER)",
    kind: "map",
    value: (random) => {
      const keys = random.sample(["a", "b", "é"], random.integer(0, 3));
      const entries = keys.map((key) => `${quoteText(key)}: ${smallInteger(random)}`);
      return `CAST(MAP {${entries.join(", ")}} AS MAP(VARCHAR, INTEGER))`;
    },
  },
];

const byName = new Map(columnTypes.map((type) => [type.name, type]));

/** Types that come of expressions and aggregates alone, and are in no file. */
const derivedKinds: readonly (readonly [RegExp, ColumnType["kind"]])[] = [
  [/\[\]$/, "list"],
  [/^DECIMAL/, "decimal"],
  [/^(U?HUGEINT)$/, "integer"],
  [/^STRUCT/, "struct"],
  [/^MAP/, "map"],
];

export function kindOf(type: string): ColumnType["kind"] {
  const known = byName.get(type);
  return known?.kind ?? derivedKinds.find(([pattern]) => pattern.test(type))?.[1] ?? "other";
}

/** Undefined for a type that no table has. */
export function columnType(type: string): ColumnType | undefined {
  return byName.get(type);
}
