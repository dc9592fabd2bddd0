/**
 * Columns that folders named `key=value` stand for. Names and values are Hive-encoded (`%3D` is `=`). A table of ours has their types
 * in its log; others are inferred as Spark infers them, over all files at once: INTEGER, BIGINT, DOUBLE, DATE, else VARCHAR. So `001`
 * is the integer 1. Unlike Spark,
 * timestamps and integers beyond BIGINT stay text, and every `key=value` folder of a file's path counts, however the file was
 * named: a column never comes or goes with the spelling of a path.
 */
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import { splitRoot } from "./table-path.js";

/** What stands for NULL in a folder's name. */
export const hiveNull = "__HIVE_DEFAULT_PARTITION__";

type PartitionType = "INTEGER" | "BIGINT" | "DOUBLE" | "DATE" | "VARCHAR";

export interface PartitionColumn {
  readonly name: string;
  /** DuckDB's spelling. */
  readonly type: string;
}

/** Text that casts to the column's type; null is NULL. */
export type PartitionValues = ReadonlyMap<string, string | null>;

export interface Partitioning {
  readonly columns: readonly PartitionColumn[];
  /** Of each path, in the order given. */
  readonly values: readonly PartitionValues[];
}

/**
 * @param uris  of files
 * @param declared  types by column, known from a table's log: without files there are these columns
 * @param given  types by column in lower case, said by who reads: they win
 * @throws SCHEMA_CONFLICT naming both files when they don't have the same partition columns in the same order, and naming one with a
 *   value that is none of the given type
 */
export function inferPartitions(
  uris: readonly string[],
  declared: ReadonlyMap<string, string> = new Map(),
  given: ReadonlyMap<string, string> = new Map(),
): Partitioning {
  const decoded = uris.map((uri) => ({ uri, pairs: partitionPairs(uri) }));
  const first = decoded[0];
  if (first === undefined) {
    return {
      columns: [...declared].map(([name, type]) => ({ name, type: given.get(name.toLowerCase()) ?? type })),
      values: [],
    };
  }
  const names = first.pairs.map(([name]) => name);
  for (const { uri, pairs } of decoded) {
    const same = pairs.length === names.length && pairs.every(([name], index) => name === names[index]);
    if (!same) throw partitionConflict(first, { uri, pairs });
  }
  const columns = names.map((name, index) => ({
    name,
    type:
      given.get(name.toLowerCase()) ??
      declared.get(name) ??
      commonType(decoded.map(({ pairs }) => pairs[index]?.[1] ?? null)),
  }));
  if (given.size > 0) {
    for (const { uri, pairs } of decoded) for (const pair of pairs) assertFits(uri, pair, given);
  }
  const values = decoded.map(
    ({ pairs }) =>
      new Map(pairs.map(([name, value], index) => [name, canonical(value, columns[index]?.type ?? "VARCHAR")])),
  );
  return { columns, values };
}

type Pair = readonly [name: string, value: string | null];

/** Columns and values that the folders of a path stand for, outermost first. @throws SCHEMA_CONFLICT for a column twice */
export function partitionPairs(uri: string): Pair[] {
  const folders = splitRoot(uri).path.split("/").slice(0, -1);
  const pairs = folders.flatMap((folder): Pair[] => {
    const equals = folder.indexOf("=");
    if (equals < 1) return [];
    const value = folder.slice(equals + 1);
    return [[decodeHive(folder.slice(0, equals)), value === hiveNull ? null : decodeHive(value)]];
  });
  const names = pairs.map(([name]) => name.toLowerCase());
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice === undefined) return pairs;
  const problem = `its path has the partition column '${twice}' twice`;
  throw new GoldpanError("SCHEMA_CONFLICT", `${uri}: ${problem}`, {
    details: { files: [{ file: uri, problem }], column: twice },
    hint: "every key=value folder of a path is a column: rename one of the two",
  });
}

/** `%XX` is a byte of UTF-8, or else one character, as Hive writes it; any other `%` is itself. */
export function decodeHive(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (run) => {
    const bytes = Buffer.from(run.replaceAll("%", ""), "hex");
    const decoded = bytes.toString("utf8");
    return decoded.includes("\uFFFD") ? bytes.toString("latin1") : decoded;
  });
}

/** What Spark escapes in a folder's name, beside control characters. */
const escaped = /["#%'*/:=?\\{}[\]^\u0000-\u001f\u007f]/g;

/**
 * The folder of a partition below its table, `year=2001/day=1/`. NULL and '' have one folder, as in Spark and Hive.
 * @throws DATA_ERROR for a text that would be read as NULL
 */
export function partitionFolder(values: readonly (readonly [column: string, value: string | null])[]): string {
  return values.map(([column, value]) => `${encodeHive(column)}=${folderValue(column, value)}/`).join("");
}

function folderValue(column: string, value: string | null): string {
  if (value === null || value === "") return hiveNull;
  if (value !== hiveNull) return encodeHive(value);
  throw new GoldpanError(
    "DATA_ERROR",
    `partition column '${column}' has the value '${hiveNull}', which stands for NULL`,
    {
      details: { column, value },
      hint: "replace the value before the write, or partition by another column",
    },
  );
}

function encodeHive(text: string): string {
  return text.replace(
    escaped,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`,
  );
}

const integerPattern = /^[+-]?\d+$/;
const doublePattern = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const notFinite = /^[+-]?(?:nan|inf(?:inity)?)$/i;
const datePattern = /^(\d{4})-(\d{2})-(\d{2})$/;

function typeOf(value: string): PartitionType {
  if (integerPattern.test(value)) {
    const integer = BigInt(value.replace("+", ""));
    if (BigInt.asIntN(32, integer) === integer) return "INTEGER";
    return BigInt.asIntN(64, integer) === integer ? "BIGINT" : "VARCHAR";
  }
  if (doublePattern.test(value)) return "DOUBLE";
  return isDate(value) ? "DATE" : "VARCHAR";
}

function isDate(value: string): boolean {
  const match = datePattern.exec(value);
  if (match === null) return false;
  const date = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.getUTCDate() === Number(match[3]);
}

const numberType = /^(?:FLOAT|DOUBLE|DECIMAL\b.*)$/i;
const integerType = /^(?:TINYINT|SMALLINT|INTEGER|BIGINT)$/i;

function assertFits(uri: string, [name, value]: Pair, given: ReadonlyMap<string, string>): void {
  const type = given.get(name.toLowerCase());
  if (type === undefined || value === null || fits(value, type)) return;
  const problem = `'${value}' in its path is no ${type.toUpperCase()}`;
  throw new GoldpanError("SCHEMA_CONFLICT", `partition column '${name}': ${uri}: ${problem}`, {
    details: { files: [{ file: uri, problem }], column: name },
    hint: `give the column the type STRING in the schema, or read that folder by itself`,
  });
}

/** Of the types that folders mostly stand for; what is none of another type is found where the value is cast. */
function fits(value: string, type: string): boolean {
  if (integerType.test(type)) return integerPattern.test(value);
  if (numberType.test(type)) return doublePattern.test(value) || notFinite.test(value);
  return !/^DATE$/i.test(type) || isDate(value);
}

const numericTypes: readonly PartitionType[] = ["INTEGER", "BIGINT", "DOUBLE"];

function commonType(values: readonly (string | null)[]): PartitionType {
  const types = new Set<PartitionType>();
  for (const value of new Set(values)) if (value !== null) types.add(typeOf(value));
  const [only] = types;
  if (types.size === 1 && only !== undefined) return only;
  if (types.size === 0 || [...types].some((type) => !numericTypes.includes(type))) return "VARCHAR";
  return types.has("DOUBLE") ? "DOUBLE" : "BIGINT";
}

function canonical(value: string | null, type: string): string | null {
  if (value === null || !integerPattern.test(value) || (type !== "INTEGER" && type !== "BIGINT")) return value;
  return BigInt(value.replace("+", "")).toString();
}

function partitionConflict(
  a: { uri: string; pairs: readonly Pair[] },
  b: { uri: string; pairs: readonly Pair[] },
): GoldpanError {
  const describe = (pairs: readonly Pair[]): string =>
    pairs.length === 0
      ? "has no partition columns in its path"
      : `has the partition columns ${pairs.map(([name]) => name).join(", ")}`;
  return new GoldpanError(
    "SCHEMA_CONFLICT",
    `partition folders differ: ${a.uri} ${describe(a.pairs)}, ${b.uri} ${describe(b.pairs)}`,
    {
      details: { files: [a, b].map(({ uri, pairs }) => ({ file: uri, problem: describe(pairs) })) },
      hint: "read folders of one layout at a time, and union them",
    },
  );
}
