/**
 * The footer of a Parquet file, read lazily by our own codec: a footer of 10 MB takes tens of milliseconds where a whole
 * parse takes seconds. See parquet.thrift for the field numbers.
 */
import { createHash } from "node:crypto";
import { ColumnChunk, readChunk } from "./column-chunk.js";
import { fieldOf, integerOf, readSchema, type ParquetSchema, type TopLevelColumn } from "./parquet-schema.js";
import { readBounds, type ColumnBounds } from "./statistics.js";
import {
  DamagedThriftError,
  encodeInteger,
  encodeList,
  encodeStruct,
  ThriftReader,
  thriftType,
  type ThriftField,
  type ThriftStruct,
  type ThriftValue,
} from "./thrift-compact.js";

/** Fields of FileMetaData. */
export const fileField = {
  version: 1,
  schema: 2,
  rows: 3,
  rowGroups: 4,
  keyValues: 5,
  createdBy: 6,
  columnOrders: 7,
  encryption: 8,
  footerSigningKey: 9,
} as const;

/** Fields of RowGroup. */
export const rowGroupField = {
  columns: 1,
  uncompressedBytes: 2,
  rows: 3,
  sortingColumns: 4,
  fileOffset: 5,
  compressedBytes: 6,
  ordinal: 7,
} as const;

export const magic = Buffer.from("PAR1");

export interface RowGroup {
  readonly index: number;
  readonly rows: number;
  /** Position of its first row in the file, from 0. */
  readonly firstRow: number;
  readonly totalCompressedBytes: number;
  /** Compressed bytes of a top-level column with all below it; 0 for a column that the file lacks. */
  columnBytes(topLevelName: string): number;
}

export class ParquetFooter {
  readonly rows: number;
  readonly rowGroups: readonly RowGroup[];
  /** Top-level columns, in the file's order. */
  readonly columnNames: readonly string[];
  /** Same for files whose schemas are written the same, whatever their rows. */
  readonly schemaKey: string;
  readonly schema: ParquetSchema;
  /** @internal */
  readonly reader: ThriftReader;
  /** @internal */
  readonly root: ThriftStruct;
  private readonly groups: readonly LazyRowGroup[];
  private readonly columnsByName: ReadonlyMap<string, TopLevelColumn>;
  private readonly ordered: readonly boolean[];

  /**
   * @param metadata  FileMetaData alone, without length and magic
   * @param fileBytes  size of the whole file
   * @param footerBytes  from the metadata's first byte to the end of the file
   * @throws DamagedThriftError
   */
  constructor(
    metadata: Uint8Array,
    readonly fileBytes: number,
    readonly footerBytes: number,
  ) {
    this.reader = new ThriftReader(metadata);
    this.root = this.reader.struct(0);
    const schema = requiredField(this.root, fileField.schema);
    this.schema = readSchema(this.reader, schema);
    this.schemaKey = createHash("sha256")
      .update(metadata.subarray(schema.start, schema.end))
      .digest("hex")
      .slice(0, 32);
    this.columnNames = this.schema.columns.map(({ name }) => name);
    this.columnsByName = new Map(this.schema.columns.map((column) => [column.name, column]));
    this.ordered = readColumnOrders(this.reader, this.root);
    this.groups = this.readRowGroups();
    this.rowGroups = this.groups;
    this.rows = this.groups.reduce((sum, group) => sum + group.rows, 0);
    if (this.rows !== this.reader.integer(requiredField(this.root, fileField.rows))) {
      throw new DamagedThriftError("its row groups do not add up to its rows");
    }
  }

  column(name: string): TopLevelColumn | undefined {
    return this.columnsByName.get(name);
  }

  /** Chunks of a row group, one per leaf in the schema's order. */
  chunks(rowGroup: number): readonly ColumnChunk[] {
    return this.group(rowGroup).chunks();
  }

  /** @internal The row group's struct in `reader`. */
  rowGroupStruct(rowGroup: number): ThriftStruct {
    return this.group(rowGroup).struct;
  }

  /** Only what can be trusted; nothing for nested columns and for names that the file lacks. */
  statistics(rowGroup: number, column: string): ColumnBounds {
    const found = this.columnsByName.get(column);
    if (found?.leaf === undefined) return {};
    const statistics = this.chunks(rowGroup)[found.leafStart]?.statistics();
    if (statistics === undefined) return {};
    return readBounds(this.reader, statistics, found.leaf, this.ordered[found.leafStart] === true);
  }

  private group(rowGroup: number): LazyRowGroup {
    const group = this.groups[rowGroup];
    if (group === undefined)
      throw new RangeError(`the file has ${this.groups.length} row groups, there is no ${rowGroup}`);
    return group;
  }

  private readRowGroups(): LazyRowGroup[] {
    const { bounds } = this.reader.list(requiredField(this.root, fileField.rowGroups).start);
    let firstRow = 0;
    return bounds.slice(0, -1).map((start, index) => {
      const group = new LazyRowGroup(this.reader, this.schema, { start, index, firstRow }, this.columnsByName);
      firstRow += group.rows;
      return group;
    });
  }
}

class LazyRowGroup implements RowGroup {
  readonly index: number;
  readonly firstRow: number;
  readonly rows: number;
  readonly struct: ThriftStruct;
  private parsed: readonly ColumnChunk[] | undefined;

  constructor(
    private readonly reader: ThriftReader,
    private readonly schema: ParquetSchema,
    place: { start: number; index: number; firstRow: number },
    private readonly columnsByName: ReadonlyMap<string, TopLevelColumn>,
  ) {
    this.index = place.index;
    this.firstRow = place.firstRow;
    this.struct = reader.struct(place.start);
    this.rows = reader.integer(requiredField(this.struct, rowGroupField.rows));
  }

  get totalCompressedBytes(): number {
    const written = integerOf(this.reader, this.struct, rowGroupField.compressedBytes);
    return written ?? this.chunks().reduce((sum, chunk) => sum + chunk.compressedBytes, 0);
  }

  columnBytes(topLevelName: string): number {
    const column = this.columnsByName.get(topLevelName);
    if (column === undefined) return 0;
    return this.chunks()
      .slice(column.leafStart, column.leafEnd)
      .reduce((sum, chunk) => sum + chunk.compressedBytes, 0);
  }

  chunks(): readonly ColumnChunk[] {
    if (this.parsed === undefined) {
      const { bounds } = this.reader.list(requiredField(this.struct, rowGroupField.columns).start);
      if (bounds.length - 1 !== this.schema.leafCount) throw new DamagedThriftError("a row group lacks columns");
      this.parsed = bounds.slice(0, -1).map((start) => readChunk(this.reader, start));
    }
    return this.parsed;
  }
}

/** One flag per leaf: its order is the one that its type defines. */
function readColumnOrders(reader: ThriftReader, root: ThriftStruct): boolean[] {
  const orders = fieldOf(root, fileField.columnOrders);
  if (orders === undefined) return [];
  const typeDefinedOrder = 1;
  return reader
    .list(orders.start)
    .bounds.slice(0, -1)
    .map((start) => reader.struct(start).fields[0]?.id === typeDefinedOrder);
}

/** @throws DamagedThriftError when the field is missing */
export function requiredField(struct: ThriftStruct, id: number): ThriftField {
  const field = fieldOf(struct, id);
  if (field === undefined) throw new DamagedThriftError(`it lacks field ${id}`);
  return field;
}

/** Bytes of a field as they were written. */
export function rawField(reader: ThriftReader, field: ThriftField): ThriftValue {
  return { id: field.id, type: field.type, value: [reader.bytes.subarray(field.start, field.end)] };
}

/** Metadata, its length, and the magic: what follows the last row group of a file. */
export function encodeTail(metadata: readonly Uint8Array[]): Buffer {
  const bytes = metadata.reduce((sum, piece) => sum + piece.length, 0);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(bytes);
  return Buffer.concat([...metadata, length, magic]);
}

/** A whole Parquet file with the same schema and metadata and no row: what a plan is bound against. */
export function emptyFile(footer: ParquetFooter): Uint8Array {
  const { reader, root } = footer;
  const fields = root.fields
    .filter(({ id }) => id !== fileField.encryption && id !== fileField.footerSigningKey)
    .map((field): ThriftValue => {
      if (field.id === fileField.rows) return { ...rawField(reader, field), value: [encodeInteger(0)] };
      if (field.id !== fileField.rowGroups) return rawField(reader, field);
      return { id: field.id, type: field.type, value: encodeList(thriftType.struct, []) };
    });
  return Buffer.concat([magic, encodeTail(encodeStruct(fields))]);
}
