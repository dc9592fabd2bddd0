/**
 * Takes records of CSV apart that are plain beyond doubt, by WebAssembly, which has vectors of bytes: their fields become values of their
 * types, or texts, at a third of what the engine's reader takes for them. What it is not sure of is left to a look at each byte.
 */
import type { CsvFormat } from "../../../../common/csv/csv-format.js";
import { physicalType } from "../../../../storage/parquet/parquet-schema.js";
import type { PlainValues } from "../../../../storage/parquet/plain-file.js";
import { isPlainByte } from "../csv-text.js";
import { fieldBytes, fieldPlaces, fieldsMax, places, powersOfTen } from "./plain-places.js";
import { skipFunction, type CsvMarks } from "./skip-function.js";
import { fieldKinds, type StoredField } from "./value-fields.js";
import { numberImport, valueFunctions } from "./value-functions.js";
import { wasmModule } from "./wasm-module.js";

const blockBytesMax = 2 ** 20;
const blockBytesMin = 2 ** 18;
/** Room for texts, each of which may be as long as the block: where there are many, the block is shorter. Most of it is never touched. */
const textBytesMax = 64 * 2 ** 20;
/** What is loaded and stored at once may begin before the end. */
const slackBytes = 64;
const pageBytes = 2 ** 16;

interface Compiled {
  readonly key: string;
  readonly module: object;
}

/** What the platform has; Node's types do not tell. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: { readonly skip: Skip } };
  readonly Memory: new (limits: { readonly initial: number }) => { readonly buffer: ArrayBuffer };
};

/** Most tasks of an executor read one kind of files; undefined where the platform has no vectors. */
let compiled: Compiled | undefined;

function moduleOf({ delimiter, quote, escape }: CsvMarks): object | undefined {
  const key = JSON.stringify([delimiter, quote, escape]);
  if (compiled?.key === key) return compiled.module;
  try {
    const values = valueFunctions(quote !== "" && escape === quote ? quote : undefined);
    const module = new WebAssembly.Module(
      wasmModule([...values, skipFunction({ delimiter, quote, escape })], [numberImport]),
    );
    compiled = { key, module };
    return module;
  } catch (error) {
    if (error instanceof Error && error.name === "CompileError") return undefined;
    throw error;
  }
}

type Skip = (from: number, to: number, last: number) => number;

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
const newLine = 0x0a;

export class PlainRecords {
  /** To be filled with the text. */
  readonly block: Buffer<ArrayBuffer>;
  private readonly bytes: Buffer<ArrayBuffer>;
  private readonly view: DataView;
  private readonly skipBytes: Skip;
  private readonly last: number;

  private constructor(
    module: object,
    memory: { readonly buffer: ArrayBuffer },
    private readonly areas: readonly FieldAreas[],
    blockBytes: number,
  ) {
    this.bytes = Buffer.from(memory.buffer);
    this.view = new DataView(memory.buffer);
    this.block = Buffer.from(memory.buffer, places.text, blockBytes);
    this.last = places.fields + (areas.length - 1) * fieldBytes;
    for (const [index, { field, valid }] of areas.entries()) this.describe(index, field, valid);
    this.bytes.set(monthDays, places.monthDays);
    for (let power = 0; power < powersOfTen; power++)
      this.view.setFloat64(places.powers + 8 * power, 10 ** power, true);
    this.clear();
    const imports = { memory, number: (from: number, to: number) => this.numberOf(from, to) };
    this.skipBytes = new WebAssembly.Instance(module, { env: imports }).exports.skip;
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
    const texts = stored.filter(({ kind }) => kind === fieldKinds.text).length;
    const textBytes = Math.floor(textBytesMax / Math.max(1, texts));
    const blockBytes = Math.max(blockBytesMin, Math.min(blockBytesMax, textBytes));
    const { areas, end } = layOut(stored, blockBytes);
    const memory = new WebAssembly.Memory({ initial: Math.ceil(end / pageBytes) });
    return new PlainRecords(module, memory, areas, blockBytes);
  }

  /**
   * @param from  in the block, where a record begins
   * @param to    where the text ends in it
   * @returns where the first record begins that is not plain or not whole
   */
  skip(from: number, to: number): number {
    this.view.setInt32(places.unsure, 0, true);
    const at = this.skipBytes(places.text + from, places.text + to, this.last) - places.text;
    this.undoRecord();
    return at;
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

  get records(): number {
    return this.count(places.records);
  }

  get longest(): number {
    return this.count(places.longest);
  }

  /** Line ends that are `\r\n`. */
  get returns(): number {
    return this.count(places.returns);
  }

  /** By field: 1 where it was not the value in one of the records, or not surely. */
  get doubts(): Uint8Array {
    return Uint8Array.from(this.areas, (_, index) => this.fieldPart(index, "doubt"));
  }

  /** Records since the last `clear`. */
  get rows(): number {
    return this.count(places.rows);
  }

  /** Those of the records since the last `clear`, of the fields that are kept; until the next call. */
  values(): PlainValues[] {
    const validBytes = Math.ceil(this.rows / 8);
    return this.areas.flatMap(({ field, valid, values }, index) => {
      if (field.kind === fieldKinds.none) return [];
      return {
        valid: this.bytes.subarray(valid.start, valid.start + validBytes),
        values: this.bytes.subarray(values.start, this.fieldPart(index, "next")),
      };
    });
  }

  clear(): void {
    const validBytes = Math.ceil((this.rows + 1) / 8);
    for (const [index, { valid, values }] of this.areas.entries()) {
      this.bytes.fill(0, valid.start, Math.min(valid.end, valid.start + validBytes));
      this.setFieldPart(index, "next", values.start);
    }
    this.view.setInt32(places.rows, 0, true);
  }

  /** Takes back the values of a record that was not whole, or not plain. */
  private undoRecord(): void {
    const { rows } = this;
    for (const [index, { field, valid }] of this.areas.entries()) {
      const at = valid.start + (rows >> 3);
      const bits = this.bytes[at] ?? 0;
      const bit = 1 << (rows & 7);
      if (field.kind === fieldKinds.none || (bits & bit) === 0) continue;
      this.bytes[at] = bits & ~bit;
      const isText = field.kind === fieldKinds.text;
      const before = isText ? this.fieldPart(index, "latest") : this.fieldPart(index, "next") - widthOf(field);
      this.setFieldPart(index, "next", before);
    }
  }

  private describe(index: number, field: StoredField, valid: Area): void {
    const { kind, scale = 0, least = 0n, most = 0n, keepsEmpty = false } = field;
    this.setFieldPart(index, "kind", kind);
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
function layOut(stored: readonly StoredField[], blockBytes: number): { areas: FieldAreas[]; end: number } {
  const rowsMax = Math.floor(blockBytes / stored.length) + 1;
  let end: number = places.text + blockBytes + slackBytes;
  const area = (bytes: number): Area => {
    const start = end;
    end += bytes;
    return { start, end };
  };
  const areas = stored.map((field) => {
    const isText = field.kind === fieldKinds.text;
    const valueBytes = isText ? blockBytes + 4 * rowsMax + slackBytes : widthOf(field) * (rowsMax + 1);
    return { field, valid: area(Math.ceil((rowsMax + 1) / 8)), values: area(valueBytes) };
  });
  return { areas, end };
}

/** Of texts and fields that are not kept 0. */
function widthOf({ kind, physical }: StoredField): number {
  if (kind === fieldKinds.none || kind === fieldKinds.text) return 0;
  return physical === physicalType.int64 || physical === physicalType.double ? 8 : 4;
}
