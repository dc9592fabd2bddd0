/**
 * The footer of a Parquet file, read lazily by our own codec: a footer of 10 MB takes tens of milliseconds where a whole
 * parse takes seconds. See parquet.thrift for the field numbers.
 */
import { createHash } from "node:crypto";
import type { ColumnChunk } from "./column-chunk.js";
import { fieldOf, readSchema, requiredField, type ParquetSchema } from "./parquet-schema.js";
import { LazyRowGroup, type RowGroup } from "./row-group.js";
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
import { unreadableFiles } from "../../common/errors/unreadable-files.js";

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

export const magic = Buffer.from("PAR1");

export class ParquetFooter {
  readonly uri: string;
  /** Size of the whole file. */
  readonly fileBytes: number;
  /** From the metadata's first byte to the end of the file: length and magic included. */
  readonly footerBytes: number;
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
  private readonly ordered: readonly boolean[];

  /**
   * @param metadata  FileMetaData alone, without length and magic; kept, not copied
   * @throws INPUT_UNREADABLE when it is damaged; what is read later on may throw the same
   */
  static parse(metadata: Uint8Array, file: FooterPlace): ParquetFooter {
    return naming(file, () => new ParquetFooter(metadata, file));
  }

  private constructor(metadata: Uint8Array, file: FooterPlace) {
    this.uri = file.uri;
    this.fileBytes = file.fileBytes;
    this.footerBytes = file.footerBytes;
    const reader = new ThriftReader(metadata);
    this.reader = reader;
    let groups: readonly ThriftStruct[] = [];
    this.root = reader.struct(0, (id, start) => {
      if (id !== fileField.rowGroups) return undefined;
      const list = reader.structs(start);
      groups = list.structs;
      return list.end;
    });
    const schema = requiredField(this.root, fileField.schema);
    this.schema = readSchema(reader, schema);
    const written = metadata.subarray(schema.start, schema.end);
    this.schemaKey = createHash("sha256").update(written).digest("hex").slice(0, 32);
    this.columnNames = this.schema.columns.map(({ name }) => name);
    this.ordered = readColumnOrders(reader, this.root);
    this.groups = this.placeRowGroups(groups);
    this.rowGroups = this.groups;
    this.rows = this.groups.reduce((sum, group) => sum + group.rows, 0);
    if (this.rows !== reader.integer(requiredField(this.root, fileField.rows))) {
      throw new DamagedThriftError("its row groups do not add up to its rows");
    }
  }

  /** Chunks of a row group, one per leaf in the schema's order. @throws INPUT_UNREADABLE */
  chunks(rowGroup: number): readonly ColumnChunk[] {
    return this.group(rowGroup).chunks();
  }

  /** @internal The row group's struct in `reader`. */
  rowGroupStruct(rowGroup: number): ThriftStruct {
    return this.group(rowGroup).struct;
  }

  /** Only what can be trusted; nothing for nested columns and for names that the file lacks. @throws INPUT_UNREADABLE */
  statistics(rowGroup: number, column: string): ColumnBounds {
    const found = this.schema.columnsByName.get(column);
    const leaf = found?.leaf;
    if (found === undefined || leaf === undefined) return {};
    const chunk = this.chunks(rowGroup)[found.leafStart];
    return this.guarded(() => {
      const statistics = chunk?.statistics();
      if (statistics === undefined) return {};
      return readBounds(this.reader, statistics, leaf, this.ordered[found.leafStart] === true);
    });
  }

  /** @internal Runs what reads the footer, so that its damage names the file. */
  guarded<T>(read: () => T): T {
    return naming(this, read);
  }

  private group(rowGroup: number): LazyRowGroup {
    const group = this.groups[rowGroup];
    if (group !== undefined) return group;
    throw new RangeError(`${this.uri} has ${this.groups.length} row groups, there is no ${rowGroup}`);
  }

  private placeRowGroups(structs: readonly ThriftStruct[]): LazyRowGroup[] {
    let firstRow = 0;
    return structs.map((struct, index) => {
      const group = new LazyRowGroup(this, struct, index, firstRow);
      firstRow += group.rows;
      return group;
    });
  }
}

export interface FooterPlace {
  readonly uri: string;
  readonly fileBytes: number;
  readonly footerBytes: number;
}

function naming<T>(file: FooterPlace, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof DamagedThriftError)) throw error;
    const problem = `its footer is damaged: ${error.message}`;
    throw unreadableFiles([{ file: file.uri, bytes: file.fileBytes, problem }], error);
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
