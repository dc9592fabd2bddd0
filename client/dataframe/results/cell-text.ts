/** Values as `show` prints them: Spark's spelling, so that a table looks familiar. */
import type { DataType, Field } from "apache-arrow";
import { decimalText, fractionText, timeText, type Arrow, type Exact } from "./arrow-values.js";
import { isoDate } from "../sql/literal.js";

/** DuckDB's ±infinity, and beyond what a Date can hold. */
const microsecondsMax = 8_640_000_000_000_000_000n;

/** Makes texts of cells. @param timeZone  in which instants are shown */
export class CellText {
  private readonly zoned: Intl.DateTimeFormat;

  constructor(
    private readonly arrow: Arrow,
    timeZone: string,
  ) {
    this.zoned = new Intl.DateTimeFormat("en-US", {
      timeZone,
      hourCycle: "h23",
      era: "short",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
    });
  }

  of(type: DataType, value: Exact): string {
    const { DataType } = this.arrow;
    if (value === null) return "NULL";
    if (DataType.isDecimal(type)) return decimalText(value as bigint, type);
    if (DataType.isTimestamp(type))
      return this.timestamp(value as bigint, type.timezone !== null && type.timezone !== undefined);
    if (DataType.isDate(type)) return dayText(value as number);
    if (DataType.isTime(type)) return timeText(value as bigint);
    if (DataType.isFloat(type)) return floatText(value as number);
    if (value instanceof Uint8Array) {
      return `[${Array.from(value, (byte) => byte.toString(16).padStart(2, "0").toUpperCase()).join(" ")}]`;
    }
    return Array.isArray(value) ? this.nested(type, value) : String(value);
  }

  private nested(type: DataType, value: Exact[]): string {
    const children = type.children;
    const text = (field: Field | undefined, item: Exact): string =>
      field === undefined ? "NULL" : this.of(field.type as DataType, item);
    if (this.arrow.DataType.isStruct(type))
      return `{${value.map((item, index) => text(children[index], item)).join(", ")}}`;
    if (this.arrow.DataType.isMap(type)) {
      const [keyField, valueField] = (children[0]?.type as DataType).children;
      const entries = value.map((entry) => (Array.isArray(entry) ? entry : []));
      return `{${entries.map(([key = null, item = null]) => `${text(keyField, key)} -> ${text(valueField, item)}`).join(", ")}}`;
    }
    return `[${value.map((item) => text(children[0], item)).join(", ")}]`;
  }

  private timestamp(microseconds: bigint, isInstant: boolean): string {
    if (microseconds > microsecondsMax) return "infinity";
    if (microseconds < -microsecondsMax) return "-infinity";
    const fraction = fractionText(microseconds);
    const wholeSeconds = microseconds - (((microseconds % 1_000_000n) + 1_000_000n) % 1_000_000n);
    const date = new Date(Number(wholeSeconds / 1_000n));
    if (isInstant) return `${this.zonedText(date)}${fraction}`;
    return `${dayText(Math.floor(date.getTime() / 86_400_000))} ${date.toISOString().slice(-13, -5)}${fraction}`;
  }

  private zonedText(date: Date): string {
    const parts = Object.fromEntries(this.zoned.formatToParts(date).map(({ type, value }) => [type, value]));
    const era = parts["era"] === "BC" ? " (BC)" : "";
    const year = (parts["year"] ?? "").padStart(4, "0");
    return `${year}-${parts["month"] ?? ""}-${parts["day"] ?? ""}${era} ${parts["hour"] ?? ""}:${parts["minute"] ?? ""}:${parts["second"] ?? ""}`;
  }
}

/** `2001-01-31`, or DuckDB's infinity. */
function dayText(days: number): string {
  const date = new Date(days * 86_400_000);
  if (Number.isNaN(date.getTime())) return days > 0 ? "infinity" : "-infinity";
  return isoDate(date);
}

/** `1.0`, as Spark shows a whole DOUBLE. */
function floatText(value: number): string {
  if (Object.is(value, -0)) return "-0.0";
  return Number.isInteger(value) && Math.abs(value) < 1e7 ? `${value}.0` : String(value);
}
