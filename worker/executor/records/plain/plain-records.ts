/**
 * Takes records of CSV apart that are plain beyond doubt, by WebAssembly, which has vectors of bytes: their fields become values of their
 * types, or texts, at a third of what the engine's reader takes for them. What it is not sure of is left to a look at each byte.
 */
import type { CsvFormat } from "../../../../common/csv/csv-format.js";
import { physicalType } from "../../../../storage/parquet/parquet-schema.js";
import type { PlainValues } from "../../../../storage/parquet/plain-file.js";
import { isPlainByte } from "../csv-text.js";
import { fieldBytes, fieldPlaces, fieldsMax, places, powersOfTen } from "./plain-places.js";
import { columnFunctions, type ColumnKind } from "./column-functions.js";
import { numberImport } from "./number-code.js";
import { recordEnds, type CsvMarks } from "./record-ends.js";
import type { StoredField } from "./value-fields.js";
import { wasmModule } from "./wasm-module.js";

const blockBytesMax = 2 ** 21;
const blockBytesMin = 2 ** 18;
/** Room for texts, each of which may be as long as the block: where there are many, the block is shorter. Most of it is never touched. */
const textBytesMax = 64 * 2 ** 20;
/** What is loaded and stored at once may begin before the end. */
const slackBytes = 64;
const pageBytes = 2 ** 16;

/** Of the text, looked at and taken apart before the next: what a core has at hand. A longer record is looked at anew, with twice as much. */
const chunkBytes = 64 * 1024;

interface Compiled {
  readonly key: string;
  readonly module: object;
}

interface Memory {
  readonly buffer: ArrayBuffer;
}

/** What the platform has; Node's types do not tell. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: Functions };
  readonly Memory: new (limits: { readonly initial: number }) => Memory;
};

type Functions = Readonly<Record<ColumnKind, TakeColumn>> & {
  readonly recordEnds: (from: number, to: number, ends: number, fields: number) => number;
};

type TakeColumn = (field: number, at: number, last: number, stride: number, row: number, trims: number) => number;

/** Of records that are done with: a new one for each file would have the garbage collector run for it. */
let spareMemory: Memory | undefined;

/** @param bytes  at least */
function takeMemory(bytes: number): Memory {
  const spare = spareMemory;
  spareMemory = undefined;
  if (spare !== undefined && spare.buffer.byteLength >= bytes) return spare;
  return new WebAssembly.Memory({ initial: Math.ceil(bytes / pageBytes) });
}

/** Most tasks of an executor read one kind of files; undefined where the platform has no vectors. */
let compiled: Compiled | undefined;

function moduleOf({ delimiter, quote, escape }: CsvMarks): object | undefined {
  const key = JSON.stringify([delimiter, quote, escape]);
  if (compiled?.key === key) return compiled.module;
  try {
    const marks = { delimiter, quote, escape };
    const module = new WebAssembly.Module(wasmModule([...columnFunctions(marks), recordEnds(marks)], [numberImport]));
    compiled = { key, module };
    return module;
  } catch (error) {
    if (error instanceof Error && error.name === "CompileError") return undefined;
    throw error;
  }
}

/** Bytes between two addresses. */
interface Area {
  readonly start: number;
  readonly end: number;
}

interface FieldAreas {
  readonly field: StoredField;
  readonly valid: Area;
  readonly values: Area;
}

const numberForm = /^-?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)?$/;
const monthDays = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
/** In a year that begins with March. @param month  from 0 for January */
const daysSinceMarch = (month: number): number => {
  const before = [...monthDays.slice(2), ...monthDays.slice(0, 2)].slice(0, (month + 10) % 12);
  return before.reduce((sum, days) => sum + days, 0);
};
const newLine = 0x0a;
const carriageReturn = 0x0d;
const allValid = 0xff;

export class PlainRecords {
  /** To be filled with the text. */
  readonly block: Buffer<ArrayBuffer>;
  private readonly bytes: Buffer<ArrayBuffer>;
  private readonly view: DataView;
  private readonly functions: Functions;
  /** By field: 1 where it was not the value in one of the records, or not surely. */
  readonly doubts: Uint8Array;
  /** Stepped over. */
  records = 0;
  /** Records since the last `clear`. */
  rows = 0;

  private constructor(
    module: object,
    private readonly memory: Memory,
    private readonly areas: readonly FieldAreas[],
    /** Where each field of a chunk ends: four bytes each, and four before. */
    private readonly ends: number,
    blockBytes: number,
  ) {
    this.bytes = Buffer.from(memory.buffer);
    this.view = new DataView(memory.buffer);
    this.block = Buffer.from(memory.buffer, places.text, blockBytes);
    this.doubts = new Uint8Array(areas.length);
    for (const [index, { field, valid, values }] of areas.entries()) {
      this.describe(index, field, valid);
      this.bytes.fill(allValid, valid.start, valid.end);
      this.setFieldPart(index, "next", values.start);
    }
    this.view.setInt32(places.longest, 0, true);
    this.view.setInt32(places.returns, 0, true);
    this.bytes.set(monthDays, places.monthDays);
    for (const month of monthDays.keys()) {
      this.view.setInt32(places.sinceMarch + 4 * month, daysSinceMarch(month), true);
    }
    for (let power = 0; power < powersOfTen; power++)
      this.view.setFloat64(places.powers + 8 * power, 10 ** power, true);
    const imports = { memory, number: (from: number, to: number) => this.numberOf(from, to) };
    this.functions = new WebAssembly.Instance(module, { env: imports }).exports;
  }

  /** @returns undefined for formats that are not looked at so, and where vectors are not to be had */
  static of(format: CsvFormat, stored: readonly StoredField[]): PlainRecords | undefined {
    const { delimiter, quote, escape, comment, trimsStart, trimsEnd, fields } = format;
    const isUsual = isPlainByte(delimiter) && [quote, escape].every((text) => text === "" || isPlainByte(text));
    const isClear = new Set([delimiter, quote, "\n", "\r"]).size === 4 && escape !== delimiter;
    // A record of one field may be a blank line.
    const isCounted = fields.length > 1 && fields.length <= fieldsMax && stored.length === fields.length;
    if (!isUsual || !isClear || !isCounted || comment !== "" || trimsStart || trimsEnd) return undefined;
    const module = moduleOf(format);
    if (module === undefined) return undefined;
    const texts = stored.filter(({ kind }) => kind === "text").length;
    const textBytes = Math.floor(textBytesMax / Math.max(1, texts));
    const blockBytes = Math.max(blockBytesMin, Math.min(blockBytesMax, textBytes));
    const { areas, ends, bytes } = layOut(stored, blockBytes);
    return new PlainRecords(module, takeMemory(bytes), areas, ends, blockBytes);
  }

  /**
   * @param from  in the block, where a record begins
   * @param to    where the text ends in it
   * @returns where the first record begins that is not plain or not whole
   */
  skip(from: number, to: number): number {
    this.view.setInt32(places.unsure, 0, true);
    for (let at = from, bytes = chunkBytes; at < to;) {
      const end = this.chunkEnd(at + bytes, to);
      const next = this.skipChunk(at, end);
      if (this.unsure || end === to) return next;
      bytes = next === at ? 2 * bytes : chunkBytes;
      at = next;
    }
    return to;
  }

  /** What follows a `\r` tells whether it is a line's end. */
  private chunkEnd(end: number, to: number): number {
    if (end >= to) return to;
    return this.block[end - 1] === carriageReturn ? end + 1 : end;
  }

  private skipChunk(from: number, to: number): number {
    const { functions, areas, ends, doubts, view } = this;
    view.setInt32(places.found, 0, true);
    const next = functions.recordEnds(places.text + from, places.text + to, ends, areas.length) - places.text;
    const found = this.count(places.found);
    const stride = 4 * areas.length;
    for (const [index, { field }] of areas.entries()) {
      if (field.kind === "none" || doubts[index] === 1) continue;
      const at = ends + 4 * index;
      const trims = index === areas.length - 1 && this.returns > 0 ? 1 : 0;
      const place = places.fields + index * fieldBytes;
      const taken = functions[field.kind](place, at, at + stride * found, stride, this.rows, trims);
      if (taken === 0) doubts[index] = 1;
    }
    this.records += found;
    this.rows += found;
    return next;
  }

  /** The last record of a text, which no line end follows. @returns whether it is plain */
  skipLast(from: number, to: number): boolean {
    this.bytes[places.text + to] = newLine;
    return this.skip(from, to + 1) === to + 1;
  }

  /** Whether the latest one stopped at a record that it is not sure of. */
  get unsure(): boolean {
    return this.count(places.unsure) !== 0;
  }

  get longest(): number {
    return this.count(places.longest);
  }

  /** Line ends that are `\r\n`. */
  get returns(): number {
    return this.count(places.returns);
  }

  /** Those of the records since the last `clear`, of the fields that are kept; until the next call. */
  values(): PlainValues[] {
    const validBytes = Math.ceil(this.rows / 8);
    return this.areas.flatMap(({ field, valid, values }, index) => {
      if (field.kind === "none") return [];
      return {
        valid: this.bytes.subarray(valid.start, valid.start + validBytes),
        values: this.bytes.subarray(values.start, this.fieldPart(index, "next")),
      };
    });
  }

  clear(): void {
    const validBytes = Math.ceil(this.rows / 8);
    for (const [index, { valid, values }] of this.areas.entries()) {
      this.bytes.fill(allValid, valid.start, valid.start + validBytes);
      this.setFieldPart(index, "next", values.start);
    }
    this.rows = 0;
  }

  /** It is not used any more. */
  close(): void {
    spareMemory = this.memory;
  }

  private describe(index: number, field: StoredField, valid: Area): void {
    const { scale = 0, least = 0n, most = 0n, keepsEmpty = false } = field;
    this.setFieldPart(index, "valid", valid.start);
    this.setFieldPart(index, "width", widthOf(field));
    this.setFieldPart(index, "scale", scale);
    this.setFieldPart(index, "keepsEmpty", keepsEmpty ? 1 : 0);
    const at = places.fields + index * fieldBytes;
    this.view.setBigInt64(at + fieldPlaces.least, least, true);
    this.view.setBigInt64(at + fieldPlaces.most, most, true);
  }

  private numberOf(from: number, to: number): number {
    const text = this.bytes.toString("latin1", from, to);
    return numberForm.test(text) ? Number(text) : NaN;
  }

  private count(at: number): number {
    return this.view.getInt32(at, true);
  }

  private fieldPart(index: number, part: keyof typeof fieldPlaces): number {
    return this.count(places.fields + index * fieldBytes + fieldPlaces[part]);
  }

  private setFieldPart(index: number, part: keyof typeof fieldPlaces, value: number): void {
    this.view.setInt32(places.fields + index * fieldBytes + fieldPlaces[part], value, true);
  }
}

/** Behind the text, for as many records as it may have: each has a byte for each field. */
function layOut(
  stored: readonly StoredField[],
  blockBytes: number,
): { readonly areas: FieldAreas[]; readonly ends: number; readonly bytes: number } {
  const rowsMax = Math.floor(blockBytes / stored.length) + 1;
  let end: number = places.text + blockBytes + slackBytes;
  const area = (bytes: number): Area => {
    const start = end;
    end += bytes;
    return { start, end };
  };
  const areas = stored.map((field) => {
    const valueBytes = field.kind === "text" ? blockBytes + 4 * rowsMax + slackBytes : widthOf(field) * rowsMax;
    return { field, valid: area(Math.ceil(rowsMax / 8)), values: area(valueBytes) };
  });
  const ends = area(4 * (blockBytes + 2) + slackBytes).start;
  return { areas, ends, bytes: end };
}

/** Of texts and fields that are not kept 0. */
function widthOf({ kind, physical }: StoredField): number {
  if (kind === "none" || kind === "text") return 0;
  return physical === physicalType.int64 || physical === physicalType.double ? 8 : 4;
}
