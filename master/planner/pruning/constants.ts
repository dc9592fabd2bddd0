/** Constants in trees as values that compare with statistics of a column of a given type. */
import type { StatisticValue } from "../../../storage/parquet/statistics.js";
import { isArray, isObject, JsonNumber, type Json } from "../trees/lossless-json.js";
import { isTree, text, type Tree } from "../trees/tree.js";

const wholeNumbers = new Set("TINYINT SMALLINT INTEGER BIGINT HUGEINT UTINYINT USMALLINT UINTEGER UBIGINT".split(" "));

export function isWholeNumber(type: string): boolean {
  return wholeNumbers.has(type);
}

/**
 * What a constant is when compared with a column of `columnType`.
 * @returns undefined for NULL and whatever is not surely compared in the column's own type
 */
export function constantValue(tree: Tree, columnType: string): StatisticValue | undefined {
  if (tree["class"] === "CAST") return castConstant(tree, columnType);
  if (tree["class"] !== "CONSTANT") return undefined;
  const constant = tree["value"];
  if (!isObject(constant) || constant["is_null"] === true || !isObject(constant["type"])) return undefined;
  const { value } = constant;
  const { id } = constant["type"];
  if (typeof id !== "string") return undefined;
  if (id === "VARCHAR" && typeof value === "string") return textAs(value, columnType);
  // Not FLOAT: DuckDB rounds the constant to it, so that 2.1 is another number there.
  if (comparesWithDouble(columnType)) {
    return numberValue(id, value, constant["type"]["type_info"] ?? null);
  }
  return undefined;
}

function comparesWithDouble(columnType: string): boolean {
  return columnType === "DOUBLE" || columnType.startsWith("DECIMAL(") || isWholeNumber(columnType);
}

/** As the analyser writes constants of that type. */
function doubleOf(value: string): StatisticValue | undefined {
  return /^-?\d{1,20}(\.\d{1,20})?(e[-+]?\d{1,3})?$/i.test(value)
    ? { kind: "double", value: Number(value) }
    : undefined;
}

function numberValue(id: string, value: Json | undefined, typeInfo: Json): StatisticValue | undefined {
  if (value instanceof JsonNumber) {
    if (isWholeNumber(id)) return { kind: "integer", value: BigInt(value.text) };
    const scale = isObject(typeInfo) ? typeInfo["scale"] : undefined;
    if (id === "DECIMAL" && scale instanceof JsonNumber) {
      return { kind: "decimal", unscaled: BigInt(value.text), scale: Number(scale.text) };
    }
  }
  return undefined;
}

/** `DATE '2001-01-01'`, `'2001-01-01'::DATE`, `TIMESTAMP '…'`, `CAST('t' AS BOOLEAN)`: a text cast to the column's own type. */
function castConstant(tree: Tree, columnType: string): StatisticValue | undefined {
  const { child, cast_type: castType } = tree;
  if (!isTree(child) || child["class"] !== "CONSTANT" || tree["try_cast"] !== false) return undefined;
  const constant = child["value"];
  if (!isObject(constant) || constant["is_null"] === true || typeof constant["value"] !== "string") return undefined;
  if (!isObject(castType)) return undefined;
  if (castType["id"] === "DOUBLE" && comparesWithDouble(columnType)) return doubleOf(constant["value"]);
  return castType["id"] === columnType ? textAs(constant["value"], columnType) : undefined;
}

/** A text constant takes the type of the column that it is compared with. Anything but the plainest spelling is unknown. */
export function textAs(value: string, columnType: string): StatisticValue | undefined {
  switch (columnType) {
    case "VARCHAR":
      return { kind: "text", value };
    case "DATE": {
      const days = daysOf(value);
      return days === undefined ? undefined : { kind: "date", daysSinceEpoch: days };
    }
    case "TIMESTAMP": {
      const micros = microsOf(value);
      return micros === undefined ? undefined : { kind: "timestamp", nanosSinceEpoch: micros * 1_000n, utc: false };
    }
    case "BOOLEAN":
      if (value === "t" || value === "true") return { kind: "boolean", value: true };
      return value === "f" || value === "false" ? { kind: "boolean", value: false } : undefined;
    case "DOUBLE":
      return /^-?\d{1,15}(\.\d{1,15})?$/.test(value) ? { kind: "double", value: Number(value) } : undefined;
    default:
      return isWholeNumber(columnType) && /^-?\d{1,38}$/.test(value)
        ? { kind: "integer", value: BigInt(value) }
        : undefined;
  }
}

function daysOf(value: string): bigint | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return undefined;
  const ms = Date.parse(`${value}T00:00:00Z`);
  // Date.parse takes 2001-02-30 for 2 March.
  if (Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== value) return undefined;
  return BigInt(ms / 86_400_000);
}

function microsOf(value: string): bigint | undefined {
  const match = /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6}))?)?)?$/.exec(value);
  const days = daysOf(match?.[1] ?? "");
  if (match === null || days === undefined) return undefined;
  const [hours, minutes, seconds] = [match[2] ?? "0", match[3] ?? "0", match[4] ?? "0"].map(Number);
  if ((hours ?? 0) > 23 || (minutes ?? 0) > 59 || (seconds ?? 0) > 59) return undefined;
  const wholeSeconds = (hours ?? 0) * 3600 + (minutes ?? 0) * 60 + (seconds ?? 0);
  return days * 86_400_000_000n + BigInt(wholeSeconds) * 1_000_000n + BigInt((match[5] ?? "").padEnd(6, "0"));
}

/** Items of `x IN (…)`, the tested expression first. */
export function operands(tree: Tree): readonly Tree[] {
  const children = tree["children"];
  return isArray(children) ? children.filter(isTree) : [];
}

/** What a tree is called in its own kind, for matching: `COMPARE_EQUAL`, `CONJUNCTION_AND`. */
export function kindOf(tree: Tree): string {
  return text(tree, "type");
}
