/** Values on their way into and out of a row function: unpacked from columns, checked against the declared type, packed again. */
import {
  infiniteTime,
  jsonMark,
  nullMark,
  textSeparator,
  type ArgumentKind,
  type NestedShape,
  type Nulls,
  type PackedArgument,
  type PackedColumn,
  type PackedResult,
  type ReturnKind,
} from "./function-protocol.js";
import { joinedTexts, toJson } from "./nested-results.js";
import { nestedValue } from "./nested-values.js";
import { ValueRefused, wellFormed, wrongType } from "./value-refused.js";

export type ValueReader = (row: number) => unknown;

export interface ReadOptions {
  /** Whole numbers of 64 bits and more are bigints. */
  readonly bigint: boolean;
  /** Of a nested argument. */
  readonly shape: NestedShape | undefined;
}

/** Reads an argument's values, each once and in order. @throws ValueRefused from the reader */
export function readerOf(column: PackedArgument, kind: ArgumentKind, options: ReadOptions): ValueReader {
  switch (column.form) {
    case "utf8":
      return textReader(textsInTurn(column.bytes, column.nullText), kind, options);
    case "texts":
      return textReader((row) => column.texts[row] ?? null, kind, options);
    case "bytes":
      return (row) => column.values[row];
    default: {
      const read = fixedReader(column, kind, options);
      const { nulls } = column;
      return nulls === undefined ? read : (row) => (nulls[row] === 1 ? null : read(row));
    }
  }
}

type FixedColumn = Extract<PackedColumn, { readonly nulls: Nulls }>;

function fixedReader(column: FixedColumn, kind: ArgumentKind, options: ReadOptions): ValueReader {
  switch (column.form) {
    case "number":
      return (row) => column.values[row];
    case "bigint": {
      const { values } = column;
      if (kind === "date") return (row) => dateOf(values[row] ?? 0n, 1_000n);
      if (kind === "dateNanoseconds") return (row) => dateOf(values[row] ?? 0n, 1_000_000n);
      return options.bigint ? (row) => values[row] : (row) => safeNumber(values[row] ?? 0n);
    }
    case "boolean":
      return (row) => column.values[row] === 1;
  }
}

type TextReader = (row: number) => string | null;

/**
 * Texts cut off one by one, which die young: half the time of cutting them all at once. Those of ASCII alone become strings of one byte a
 * character, whatever the others are: what functions do with them takes half the time.
 */
function textsInTurn(bytes: Uint8Array, nullText: string | undefined): TextReader {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const packed = buffer.toString("latin1");
  const beyondAscii = /[\x80-\xff]/g;
  const nextBeyondAscii = (from: number): number => {
    beyondAscii.lastIndex = from;
    return beyondAscii.test(packed) ? beyondAscii.lastIndex - 1 : Infinity;
  };
  let from = 0;
  let beyond = nextBeyondAscii(0);
  return () => {
    const found = packed.indexOf(textSeparator, from);
    const end = found < 0 ? packed.length : found;
    let value: string;
    if (beyond >= end) value = packed.slice(from, end);
    else {
      value = buffer.toString("utf8", from, end);
      beyond = nextBeyondAscii(end);
    }
    from = end + 1;
    return value === nullText ? null : value;
  };
}

function textReader(read: TextReader, kind: ArgumentKind, { bigint, shape }: ReadOptions): ValueReader {
  if (kind === "text") return read;
  const integer = (text: string): number | bigint => (bigint ? BigInt(text) : safeNumber(BigInt(text)));
  const parse =
    kind === "json"
      ? (text: string) => nestedValue(shape ?? { kind: "asIs" }, JSON.parse(text), integer)
      : (text: string) => integer(text);
  return (row) => {
    const text = read(row);
    return text === null ? null : parse(text);
  };
}

const safeMax = 2n ** 53n;

function safeNumber(value: bigint): number {
  if (value <= safeMax && value >= -safeMax) return Number(value);
  throw new ValueRefused(`${String(value)} is beyond 2^53`, "declare the function with { bigint: true }", value);
}

/** @throws ValueRefused for a time between milliseconds, or one that no Date is */
function dateOf(time: bigint, perMillisecond: bigint): Date {
  if (time % perMillisecond === 0n) {
    const date = new Date(Number(time / perMillisecond));
    if (!Number.isNaN(date.getTime())) return date;
  }
  const shown = timeText(time, perMillisecond);
  throw new ValueRefused(
    `${shown} is no Date of JavaScript, which has milliseconds`,
    "take the argument as VARCHAR: CAST(… AS VARCHAR); or, where milliseconds will do, date_trunc('milliseconds', …)",
    shown,
  );
}

function timeText(time: bigint, perMillisecond: bigint): string {
  if (time === infiniteTime || time === -infiniteTime) return time > 0n ? "infinity" : "-infinity";
  const perSecond = perMillisecond * 1_000n;
  const fraction = ((time % perSecond) + perSecond) % perSecond;
  const date = new Date(Number((time - fraction) / perMillisecond));
  if (Number.isNaN(date.getTime())) return `the time ${String(time)}`;
  const digits = String(fraction).padStart(String(perSecond).length - 1, "0");
  return date
    .toISOString()
    .replace("T", " ")
    .replace(".000Z", `.${digits.replace(/0+$/, "")}`);
}

/** Collects what a function returns, page by page. `add` throws ValueRefused for a value that is not of the declared type. */
export interface ValueWriter {
  add(row: number, value: unknown): void;
  finish(): PackedResult;
}

export function writerOf(returns: ReturnKind, returnType: string, rows: number): ValueWriter {
  const nulls = new NullMarks(rows);
  switch (returns.kind) {
    case "integer":
    case "number":
    case "date":
      return numbers(returns, returnType, rows, nulls);
    case "integer64":
      return bigints(returnType, rows, nulls);
    case "boolean":
      return booleans(returnType, rows, nulls);
    case "bytes":
      return bytes(returnType, rows);
    default:
      return texts(returns, returnType, rows);
  }
}

class NullMarks {
  private marks: Nulls;

  constructor(private readonly rows: number) {}

  /** True when the value is NULL, which is noted. */
  note(row: number, value: unknown): value is null | undefined {
    if (value !== null && value !== undefined) return false;
    this.marks ??= new Uint8Array(this.rows);
    this.marks[row] = 1;
    return true;
  }

  finish(): Nulls {
    return this.marks;
  }
}

type NumberKind = Extract<ReturnKind, { kind: "integer" | "number" | "date" }>;

function numbers(returns: NumberKind, returnType: string, rows: number, nulls: NullMarks): ValueWriter {
  const values = new Float64Array(rows);
  return {
    add(row, value) {
      if (nulls.note(row, value)) return;
      values[row] = numberOf(returns, returnType, value);
    },
    finish: () => ({ form: "number", values, nulls: nulls.finish() }),
  };
}

function numberOf(returns: NumberKind, returnType: string, value: unknown): number {
  if (returns.kind === "date") {
    if (value instanceof Date && !Number.isNaN(value.getTime())) return value.getTime();
    throw wrongType(value, returnType, "a valid Date");
  }
  if (typeof value !== "number") throw wrongType(value, returnType, "a number");
  if (returns.kind === "number") return value;
  if (!Number.isInteger(value)) throw wrongType(value, returnType, "a whole number");
  if (value < returns.min || value > returns.max) throw wrongType(value, returnType, "a number within its range");
  return value;
}

const bigintMax = 2n ** 63n - 1n;

function bigints(returnType: string, rows: number, nulls: NullMarks): ValueWriter {
  const values = new BigInt64Array(rows);
  return {
    add(row, value) {
      if (nulls.note(row, value)) return;
      const whole = wholeNumber(value, returnType);
      if (whole > bigintMax || whole < -bigintMax - 1n) throw wrongType(value, returnType, "a number within its range");
      values[row] = whole;
    },
    finish: () => ({ form: "bigint", values, nulls: nulls.finish() }),
  };
}

function wholeNumber(value: unknown, returnType: string): bigint {
  if (typeof value === "bigint") return value;
  if (typeof value !== "number") throw wrongType(value, returnType, "a number or a bigint");
  if (!Number.isInteger(value)) throw wrongType(value, returnType, "a whole number");
  if (Math.abs(value) > Number(safeMax)) {
    throw new ValueRefused(
      `returned ${String(value)}, a number beyond 2^53, for ${returnType}`,
      "declare the function with { bigint: true } and return a bigint",
      value,
    );
  }
  return BigInt(value);
}

function booleans(returnType: string, rows: number, nulls: NullMarks): ValueWriter {
  const values = new Uint8Array(rows);
  return {
    add(row, value) {
      if (nulls.note(row, value)) return;
      if (typeof value !== "boolean") throw wrongType(value, returnType, "true or false");
      values[row] = value ? 1 : 0;
    },
    finish: () => ({ form: "boolean", values, nulls: nulls.finish() }),
  };
}

function bytes(returnType: string, rows: number): ValueWriter {
  const values = new Array<Uint8Array | null>(rows).fill(null);
  return {
    add(row, value) {
      if (value === null || value === undefined) return;
      if (!(value instanceof Uint8Array)) throw wrongType(value, returnType, "a Uint8Array");
      // A copy: what the function gave may be a window on something larger, or change later.
      values[row] = Uint8Array.from(value);
    },
    finish: () => ({ form: "bytes", values }),
  };
}

function texts(returns: ReturnKind, returnType: string, rows: number): ValueWriter {
  const values = new Array<string>(rows).fill(nullMark);
  const nullRows = new Set<number>();
  let separated = true;
  return {
    add(row, value) {
      if (value === null || value === undefined) {
        nullRows.add(row);
        return;
      }
      const text = textOf(returns, returnType, value);
      if (text.includes(textSeparator) || text === nullMark) separated = false;
      values[row] = text;
    },
    finish: () =>
      separated
        ? { form: "text", text: values.join(textSeparator) }
        : { form: "texts", texts: values.map((text, row) => (nullRows.has(row) ? null : text)) },
  };
}

function textOf(returns: ReturnKind, returnType: string, value: unknown): string {
  switch (returns.kind) {
    case "integerText":
      return String(wholeNumber(value, returnType));
    case "numberText":
      if (typeof value === "string" || typeof value === "number" || typeof value === "bigint") return String(value);
      throw wrongType(value, returnType, "a string or a number");
    case "list":
      if (Array.isArray(value)) return toJson(value, returnType);
      throw wrongType(value, returnType, "an array");
    case "textList":
      if (Array.isArray(value)) return joinedTexts(value) ?? jsonMark + toJson(value, returnType);
      throw wrongType(value, returnType, "an array");
    case "object":
      if (typeof value === "object") return toJson(value, returnType);
      throw wrongType(value, returnType, "an object");
    default:
      if (typeof value === "string") return wellFormed(value);
      throw wrongType(value, returnType, "a string");
  }
}
