/**
 * Columns that folders named `key=value` stand for. Names and values are Hive-decoded (`%3D` is `=`), types are inferred as Spark
 * infers them, over all files at once: INTEGER, BIGINT, DOUBLE, DATE, else VARCHAR. So `001` is the integer 1. Unlike Spark,
 * timestamps and integers beyond BIGINT stay text, and every `key=value` folder of a file's path counts, however the file was
 * named: a column never comes or goes with the spelling of a path.
 */
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import { splitRoot } from "./table-path.js";

/** What stands for NULL in a folder's name. */
export const hiveNull = "__HIVE_DEFAULT_PARTITION__";

export type PartitionType = "INTEGER" | "BIGINT" | "DOUBLE" | "DATE" | "VARCHAR";

export interface PartitionColumn {
  readonly name: string;
  readonly type: PartitionType;
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
 * @throws SCHEMA_CONFLICT naming both files when they don't have the same partition columns in the same order
 */
export function inferPartitions(uris: readonly string[]): Partitioning {
  const decoded = uris.map((uri) => ({ uri, pairs: partitionPairs(uri) }));
  const first = decoded[0];
  if (first === undefined) return { columns: [], values: [] };
  const names = first.pairs.map(([name]) => name);
  for (const { uri, pairs } of decoded) {
    const same = pairs.length === names.length && pairs.every(([name], index) => name === names[index]);
    if (!same) throw partitionConflict(first, { uri, pairs });
  }
  const columns = names.map((name, index) => ({
    name,
    type: commonType(decoded.map(({ pairs }) => pairs[index]?.[1] ?? null)),
  }));
  const values = decoded.map(
    ({ pairs }) =>
      new Map(pairs.map(([name, value], index) => [name, canonical(value, columns[index]?.type ?? "VARCHAR")])),
  );
  return { columns, values };
}

type Pair = readonly [name: string, value: string | null];

function partitionPairs(uri: string): Pair[] {
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

const integerPattern = /^[+-]?\d+$/;
const doublePattern = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
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

const numericTypes: readonly PartitionType[] = ["INTEGER", "BIGINT", "DOUBLE"];

function commonType(values: readonly (string | null)[]): PartitionType {
  const types = new Set<PartitionType>();
  for (const value of new Set(values)) if (value !== null) types.add(typeOf(value));
  const [only] = types;
  if (types.size === 1 && only !== undefined) return only;
  if (types.size === 0 || [...types].some((type) => !numericTypes.includes(type))) return "VARCHAR";
  return types.has("DOUBLE") ? "DOUBLE" : "BIGINT";
}

function canonical(value: string | null, type: PartitionType): string | null {
  if (value === null || (type !== "INTEGER" && type !== "BIGINT")) return value;
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
