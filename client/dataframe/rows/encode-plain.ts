/**
 * One value of the script's own for a column of a simple type, as JSON that DuckDB reads back as the same value. What the type
 * does not hold as it is, is a Misfit: nothing is rounded, cut off or parsed.
 */
import { isDateText, isTimestampText, isTimeText, isWithin, type TimestampRules } from "../sql/date-text.js";
import { decimalText } from "../sql/decimal-text.js";
import { isoDate, isoInstant } from "../sql/literal.js";

/** The type does not hold the value. */
export class Misfit {
  /** @param hint  what the type holds, or what to do */
  constructor(readonly hint: string) {}
}

type Encoded = string | number | boolean;
type Encoder = (value: unknown, type: PlainType) => Encoded | Misfit;

export interface PlainType {
  readonly family: Family;
  /** As the schema has it. */
  readonly text: string;
  /** In capitals, without arguments. */
  readonly name: string;
}

/** Which kinds of values a type takes. */
type Family = keyof typeof encoders;

export function encodePlain(value: unknown, typeText: string): Encoded | Misfit {
  const type = plainType(typeText);
  if (typeof value === "string" && /\p{Surrogate}/u.test(value)) {
    return new Misfit("half a surrogate pair has no UTF-8 form: mend the string first");
  }
  return encoders[type.family](value, type);
}

const mend = new Misfit("mend the value or the schema");

const encoders = {
  text: (value) => (typeof value === "string" ? value : mend),
  integer: encodeInteger,
  float: encodeFloat,
  decimal: (value, type) => {
    if (typeof value !== "number" && typeof value !== "bigint" && typeof value !== "string") return mend;
    return decimalText(String(value), type.text) ?? new Misfit(`${type.text} does not hold it exactly: round it first`);
  },
  boolean: (value) => (typeof value === "boolean" ? value : mend),
  bytes: (value) => {
    if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
    return typeof value === "string" ? Buffer.from(value, "utf8").toString("base64") : mend;
  },
  date: (value) => {
    if (isValidDate(value)) return isoDate(value);
    if (typeof value === "string" && isDateText(value)) return value;
    return new Misfit('write the day as "2001-01-31" or pass a Date');
  },
  time: (value) => {
    if (typeof value === "string" && isTimeText(value, 6)) return value;
    return new Misfit('write the time as "23:59:59.5"');
  },
  timestamp: encodeTimestamp,
  instant: encodeTimestamp,
  uuid: (value) => {
    const digits = typeof value === "string" ? value.replaceAll("-", "") : "";
    return /^[0-9a-f]{32}$/i.test(digits) ? (value as string) : new Misfit("write a UUID as 32 hexadecimal digits");
  },
  other: (value, type) => {
    if (typeof value === "boolean" || typeof value === "string") return value;
    return encodeFloat(value, type);
  },
} satisfies Record<string, Encoder>;

/** Bits of the integer types; negative ones for those without sign. */
const integerBits: Readonly<Record<string, string>> = {
  "8": "TINYINT INT1",
  "16": "SMALLINT SHORT INT2 INT16",
  "32": "INTEGER INT INT4 INT32 SIGNED",
  "64": "BIGINT LONG INT8 INT64 OID",
  "128": "HUGEINT INT128",
  "-8": "UTINYINT UINT8",
  "-16": "USMALLINT UINT16",
  "-32": "UINTEGER UINT32",
  "-64": "UBIGINT UINT64",
  "-128": "UHUGEINT UINT128",
};

const bitsOf = byName(integerBits);

function encodeInteger(value: unknown, { name, text }: PlainType): Encoded | Misfit {
  if (typeof value === "number" && Number.isInteger(value) && !Number.isSafeInteger(value)) {
    return new Misfit("a number beyond 2^53 is not exact: pass a bigint");
  }
  if (typeof value !== "bigint" && !Number.isSafeInteger(value)) return mend;
  const bits = Number(bitsOf.get(name));
  const integer = BigInt(value as number | bigint);
  const min = bits < 0 ? 0n : -(2n ** BigInt(bits - 1));
  const max = (bits < 0 ? 2n ** BigInt(-bits) : 2n ** BigInt(bits - 1)) - 1n;
  if (integer < min || integer > max) return new Misfit(`${text} holds whole numbers from ${min} to ${max}`);
  return Number.isSafeInteger(Number(integer)) ? Number(integer) : String(integer);
}

function encodeFloat(value: unknown, { name, text }: PlainType): Encoded | Misfit {
  if (typeof value !== "number" && typeof value !== "bigint") return mend;
  const number = Number(value);
  if (typeof value === "bigint" && (!Number.isFinite(number) || BigInt(number) !== value)) {
    return new Misfit(`${text} does not hold it exactly: make the column a HUGEINT or a DECIMAL`);
  }
  if (Object.is(number, -0)) return "-0.0";
  if (!Number.isFinite(number)) return String(number);
  if (name.startsWith("FLOAT") && name !== "FLOAT8" && !Number.isFinite(Math.fround(number))) {
    return new Misfit(`${text} holds numbers up to 3.4e38: make the column a DOUBLE`);
  }
  return number;
}

/** Digits of a second that a type keeps, where they are not 6. */
const fractionDigits = new Map([
  ["TIMESTAMP_S", 0],
  ["TIMESTAMP_MS", 3],
  ["TIMESTAMP_NS", 9],
]);

/** Without time zone: the UTC fields. */
function encodeTimestamp(value: unknown, { name, family, text }: PlainType): Encoded | Misfit {
  const rules: TimestampRules = {
    limits: name === "TIMESTAMP_NS" ? "nanoseconds" : "timestamp",
    fractionDigits: fractionDigits.get(name) ?? 6,
    zone: family === "instant",
  };
  if (typeof value === "string" && isTimestampText(value, rules)) return value;
  const keepsAll = rules.fractionDigits > 0 || (isValidDate(value) && value.getTime() % 1000 === 0);
  if (isValidDate(value) && isWithin(value, rules.limits) && keepsAll) {
    return family === "instant" ? isoInstant(value) : isoInstant(value).slice(0, -1);
  }
  const digits = `at most ${rules.fractionDigits} digits of a second`;
  return new Misfit(`${text} takes a Date or a text such as "2001-01-31 23:59:59", ${digits}`);
}

function isValidDate(value: unknown): value is Date {
  return value instanceof Date && !Number.isNaN(value.getTime());
}

const familyNames: Readonly<Record<Exclude<Family, "other">, string>> = {
  text: "VARCHAR TEXT STRING CHAR BPCHAR NVARCHAR",
  integer: Object.values(integerBits).join(" "),
  float: "DOUBLE FLOAT REAL FLOAT4 FLOAT8",
  decimal: "DECIMAL NUMERIC DEC",
  boolean: "BOOLEAN BOOL LOGICAL",
  bytes: "BLOB BYTEA BINARY VARBINARY",
  date: "DATE",
  time: "TIME",
  timestamp: "TIMESTAMP TIMESTAMP_S TIMESTAMP_MS TIMESTAMP_US TIMESTAMP_NS DATETIME",
  instant: "TIMESTAMPTZ",
  uuid: "UUID GUID",
};

const families = byName(familyNames);

function byName<Key extends string>(names: Readonly<Record<Key, string>>): ReadonlyMap<string, Key> {
  const entries = Object.entries(names) as [Key, string][];
  return new Map(entries.flatMap(([key, list]) => list.split(" ").map((name): [string, Key] => [name, key])));
}

function plainType(text: string): PlainType {
  const name = text
    .toUpperCase()
    .replace(/\s*\(.*$/s, "")
    .replace(/\s+/g, " ")
    .trim();
  if (name === "TIMESTAMP WITH TIME ZONE") return { family: "instant", text, name };
  return { family: families.get(name) ?? "other", text, name };
}

export function isBytesType(text: string): boolean {
  return plainType(text).family === "bytes";
}
