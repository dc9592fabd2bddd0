/**
 * Writes a Parquet file of values that are there as the engine has them: flat nullable columns, PLAIN and uncompressed, one page for each
 * column of a row group. To read such a page is little more than to copy it.
 * @see https://github.com/apache/parquet-format/blob/master/README.md and Encodings.md
 */
import { closeSync, ftruncateSync, openSync, writeSync, writevSync } from "node:fs";
import { overwrite } from "../file/overwrite.js";
import { chunkField, metadataField } from "./column-chunk.js";
import { encodeTail, fileField, magic } from "./parquet-footer.js";
import { schemaField } from "./parquet-schema.js";
import { rowGroupField } from "./row-group.js";
import {
  encodeInteger,
  encodeList,
  encodeStruct,
  encodeVarint,
  thriftType,
  type ThriftValue,
} from "./thrift-compact.js";

export interface PlainColumn {
  readonly name: string;
  readonly physical: number;
  /** parquet.thrift's ConvertedType; undefined: the physical type says all. */
  readonly converted?: number | undefined;
  /** Of decimals. */
  readonly precision?: number | undefined;
  readonly scale?: number | undefined;
}

/** A column's values of one row group; the bytes are read until the writer is done with them. */
export interface PlainValues {
  /** A bit for each row, from the lowest of a byte on: whether it has a value. */
  readonly valid: Uint8Array;
  /** Of the rows that have one, PLAIN. */
  readonly values: Uint8Array;
}

/** Fields of parquet.thrift's PageHeader. */
const pageField = { type: 1, uncompressedBytes: 2, compressedBytes: 3, dataPage: 5 } as const;
/** Of its DataPageHeader. */
const dataPageField = { values: 1, encoding: 2, definitionLevels: 3, repetitionLevels: 4 } as const;

const optional = 1;
const plain = 0;
const rle = 3;

/** Writes synchronously: copies into the page cache, without waiting for a thread that the engine's queries hold. */
export class PlainFileWriter {
  private readonly file: number;
  /** What begins the file. */
  private unwritten: readonly Uint8Array[] = [magic];
  private readonly groups: Buffer[] = [];
  private position = magic.length;
  private rows = 0;

  constructor(
    path: string,
    private readonly columns: readonly PlainColumn[],
  ) {
    this.file = openSync(path, overwrite);
  }

  /** Adds a row group. @param columns  one for each of the file's, in their order */
  add(rows: number, columns: readonly PlainValues[]): void {
    const pieces: Uint8Array[] = [];
    const chunks: Uint8Array[][] = [];
    let position = this.position;
    for (const [index, values] of columns.entries()) {
      const column = this.columns[index];
      if (column === undefined) throw new TypeError(`values of column ${index}, which the file lacks`);
      const page = pageOf(rows, values);
      const bytes = bytesOf(page);
      pieces.push(...page);
      chunks.push(encodeChunk(column, { rows, bytes, position }));
      position += bytes;
    }
    const group = encodeStruct([
      list(rowGroupField.columns, thriftType.struct, chunks),
      integer(rowGroupField.uncompressedBytes, thriftType.i64, position - this.position),
      integer(rowGroupField.rows, thriftType.i64, rows),
    ]);
    this.groups.push(Buffer.concat(group));
    this.rows += rows;
    this.position = position;
    this.write(pieces);
  }

  /** Of all row groups. */
  get chunks(): number {
    return this.groups.length * this.columns.length;
  }

  /** Writes what ends the file. */
  finish(): void {
    const root = encodeStruct([
      binary(schemaField.name, "schema"),
      integer(schemaField.childCount, thriftType.i32, this.columns.length),
    ]);
    const metadata = encodeStruct([
      integer(fileField.version, thriftType.i32, 1),
      list(fileField.schema, thriftType.struct, [root, ...this.columns.map(encodeColumn)]),
      integer(fileField.rows, thriftType.i64, this.rows),
      list(
        fileField.rowGroups,
        thriftType.struct,
        this.groups.map((group) => [group]),
      ),
    ]);
    const tail = encodeTail(metadata);
    this.write([tail]);
    ftruncateSync(this.file, this.position + tail.length);
  }

  close(): void {
    closeSync(this.file);
  }

  private write(more: readonly Uint8Array[]): void {
    const pieces = [...this.unwritten, ...more];
    this.unwritten = [];
    const written = writevSync(this.file, pieces);
    const bytes = bytesOf(pieces);
    if (written === bytes) return;
    // A write may stop early, at a full disk for instance; the next one says why.
    const rest = Buffer.concat(pieces).subarray(written);
    for (let at = 0; at < rest.length;) at += writeSync(this.file, rest, at);
  }
}

/** Header, definition levels as one run of bits, values. */
function pageOf(rows: number, { valid, values }: PlainValues): Uint8Array[] {
  const run = encodeVarint(2 * valid.length + 1);
  const levels = Buffer.alloc(4);
  levels.writeUInt32LE(run.length + valid.length);
  const bytes = levels.length + run.length + valid.length + values.length;
  const header = encodeStruct([
    integer(pageField.type, thriftType.i32, 0),
    integer(pageField.uncompressedBytes, thriftType.i32, bytes),
    integer(pageField.compressedBytes, thriftType.i32, bytes),
    struct(pageField.dataPage, [
      integer(dataPageField.values, thriftType.i32, rows),
      integer(dataPageField.encoding, thriftType.i32, plain),
      integer(dataPageField.definitionLevels, thriftType.i32, rle),
      integer(dataPageField.repetitionLevels, thriftType.i32, rle),
    ]),
  ]);
  return [Buffer.concat([...header, levels, run]), valid, values];
}

function encodeChunk(
  { name, physical }: PlainColumn,
  { rows, bytes, position }: { readonly rows: number; readonly bytes: number; readonly position: number },
): Uint8Array[] {
  const metadata = [
    integer(metadataField.type, thriftType.i32, physical),
    list(metadataField.encodings, thriftType.i32, [[encodeInteger(plain)], [encodeInteger(rle)]]),
    list(metadataField.path, thriftType.binary, [text(name)]),
    integer(metadataField.codec, thriftType.i32, 0),
    integer(metadataField.values, thriftType.i64, rows),
    integer(metadataField.uncompressedBytes, thriftType.i64, bytes),
    integer(metadataField.compressedBytes, thriftType.i64, bytes),
    integer(metadataField.dataPageOffset, thriftType.i64, position),
  ];
  return encodeStruct([
    integer(chunkField.fileOffset, thriftType.i64, position),
    struct(chunkField.metadata, metadata),
  ]);
}

function encodeColumn({ name, physical, converted, precision, scale }: PlainColumn): Uint8Array[] {
  const some = (id: number, value: number | undefined): ThriftValue[] =>
    value === undefined ? [] : [integer(id, thriftType.i32, value)];
  return encodeStruct([
    integer(schemaField.type, thriftType.i32, physical),
    integer(schemaField.repetition, thriftType.i32, optional),
    binary(schemaField.name, name),
    ...some(schemaField.convertedType, converted),
    ...some(schemaField.scale, scale),
    ...some(schemaField.precision, precision),
  ]);
}

function bytesOf(pieces: readonly Uint8Array[]): number {
  return pieces.reduce((sum, { length }) => sum + length, 0);
}

function integer(id: number, type: number, value: number): ThriftValue {
  return { id, type, value: [encodeInteger(value)] };
}

function struct(id: number, fields: readonly ThriftValue[]): ThriftValue {
  return { id, type: thriftType.struct, value: encodeStruct(fields) };
}

function list(id: number, elementType: number, elements: readonly (readonly Uint8Array[])[]): ThriftValue {
  return { id, type: thriftType.list, value: encodeList(elementType, elements) };
}

function binary(id: number, value: string): ThriftValue {
  return { id, type: thriftType.binary, value: text(value) };
}

function text(value: string): Uint8Array[] {
  const bytes = Buffer.from(value);
  return [encodeVarint(bytes.length), bytes];
}
