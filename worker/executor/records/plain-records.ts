/**
 * Steps over records of CSV that are plain beyond doubt, by WebAssembly, which has vectors of bytes: at a tenth of what a look at each
 * byte costs. What it is not sure of is left to that. On the way it looks whether fields have the forms of their types.
 */
import type { CsvFormat } from "../../../common/csv/csv-format.js";
import { isPlainByte } from "./csv-text.js";
import type { FieldForm } from "./field-forms.js";
import { formFunctions } from "./form-functions.js";
import { fieldsMax, places } from "./plain-places.js";
import { skipFunction, type CsvMarks } from "./skip-function.js";
import { wasmModule } from "./wasm-module.js";

const blockBytes = 2 ** 20;
/** After the text: what is loaded at once may begin before its end. */
const slackBytes = 256;
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

function moduleOf(marks: CsvMarks): object | undefined {
  const key = JSON.stringify([marks.delimiter, marks.quote, marks.escape]);
  if (compiled?.key === key) return compiled.module;
  try {
    const module = new WebAssembly.Module(wasmModule([...formFunctions(), skipFunction(marks)]));
    compiled = { key, module };
    return module;
  } catch (error) {
    if (error instanceof Error && error.name === "CompileError") return undefined;
    throw error;
  }
}

type Skip = (from: number, to: number, last: number) => number;

export class PlainRecords {
  /** To be filled with the text. */
  readonly block: Buffer<ArrayBuffer>;
  private readonly counts: Int32Array;
  private readonly fields: Uint8Array;
  private readonly count: number;

  private constructor(
    private readonly skipBytes: Skip,
    buffer: ArrayBuffer,
    forms: readonly FieldForm[],
  ) {
    this.block = Buffer.from(buffer, places.text, blockBytes);
    this.counts = new Int32Array(buffer, places.records, 4);
    this.fields = new Uint8Array(buffer, 0, 2 * fieldsMax);
    this.fields.set(forms);
    this.count = forms.length;
  }

  /** @returns undefined for formats that are not looked at so, and where vectors are not to be had */
  static of(format: CsvFormat, forms: readonly FieldForm[]): PlainRecords | undefined {
    const { delimiter, quote, escape, comment, trimsStart, trimsEnd, fields } = format;
    const isUsual = isPlainByte(delimiter) && [quote, escape].every((text) => text === "" || isPlainByte(text));
    const isClear = new Set([delimiter, quote, "\n", "\r"]).size === 4 && escape !== delimiter;
    // A record of one field may be a blank line.
    const isCounted = fields.length > 1 && fields.length <= fieldsMax && forms.length === fields.length;
    if (!isUsual || !isClear || !isCounted || comment !== "" || trimsStart || trimsEnd) return undefined;
    const module = moduleOf(format);
    if (module === undefined) return undefined;
    const memory = new WebAssembly.Memory({ initial: Math.ceil((places.text + blockBytes + slackBytes) / pageBytes) });
    const { skip } = new WebAssembly.Instance(module, { env: { memory } }).exports;
    return new PlainRecords(skip, memory.buffer, forms);
  }

  /**
   * @param from  in the block, where a record begins
   * @param to    where the text ends in it
   * @returns where the first record begins that is not plain or not whole
   */
  skip(from: number, to: number): number {
    this.counts[3] = 0;
    return this.skipBytes(places.text + from, places.text + to, this.count - 1) - places.text;
  }

  /** Whether the latest one stopped at a record that it is not sure of. */
  get unsure(): boolean {
    return this.counts[3] !== 0;
  }

  get records(): number {
    return this.counts[0] ?? 0;
  }

  get longest(): number {
    return this.counts[1] ?? 0;
  }

  /** Line ends that are `\r\n`. */
  get returns(): number {
    return this.counts[2] ?? 0;
  }

  /** By field: 1 where it did not have its form in one of the records. */
  get doubts(): Uint8Array {
    return this.fields.subarray(places.doubts, places.doubts + this.count);
  }
}
