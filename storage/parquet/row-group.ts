/** One row group of a footer; its column chunks are read when first asked for. */
import { readChunk, type ColumnChunk } from "./column-chunk.js";
import { integerOf, requiredField, type ParquetSchema } from "./parquet-schema.js";
import { DamagedThriftError, type ThriftReader, type ThriftStruct } from "./thrift-compact.js";

/** Fields of parquet.thrift's RowGroup. */
export const rowGroupField = {
  columns: 1,
  uncompressedBytes: 2,
  rows: 3,
  sortingColumns: 4,
  fileOffset: 5,
  compressedBytes: 6,
  ordinal: 7,
} as const;

export interface RowGroup {
  readonly index: number;
  readonly rows: number;
  /** Position of its first row in the file, from 0. */
  readonly firstRow: number;
  readonly totalCompressedBytes: number;
  /** Compressed bytes of a top-level column with all below it; 0 for a column that the file lacks. */
  columnBytes(topLevelName: string): number;
}

/** What row groups of one file share. */
export interface RowGroupFile {
  readonly reader: ThriftReader;
  readonly schema: ParquetSchema;
  /** Turns a damaged footer into an error that names the file. */
  guarded<T>(read: () => T): T;
}

export class LazyRowGroup implements RowGroup {
  readonly rows: number;
  private readChunks: readonly ColumnChunk[] | undefined;

  /** @throws DamagedThriftError */
  constructor(
    private readonly file: RowGroupFile,
    readonly struct: ThriftStruct,
    readonly index: number,
    readonly firstRow: number,
  ) {
    this.rows = file.reader.integer(requiredField(struct, rowGroupField.rows));
    if (this.rows < 0) throw new DamagedThriftError("a row group has less than no rows");
  }

  get totalCompressedBytes(): number {
    const written = this.file.guarded(() => integerOf(this.file.reader, this.struct, rowGroupField.compressedBytes));
    return written ?? this.chunks().reduce((sum, chunk) => sum + chunk.compressedBytes, 0);
  }

  columnBytes(topLevelName: string): number {
    const column = this.file.schema.columnsByName.get(topLevelName);
    if (column === undefined) return 0;
    return this.chunks()
      .slice(column.leafStart, column.leafEnd)
      .reduce((sum, chunk) => sum + chunk.compressedBytes, 0);
  }

  /** One per leaf, in the schema's order. @throws INPUT_UNREADABLE */
  chunks(): readonly ColumnChunk[] {
    this.readChunks ??= this.file.guarded(() => {
      const { reader, schema } = this.file;
      const { bounds } = reader.list(requiredField(this.struct, rowGroupField.columns).start);
      if (bounds.length - 1 !== schema.leafCount)
        throw new DamagedThriftError("a row group has not one chunk per column");
      return bounds.slice(0, -1).map((start) => readChunk(reader, start));
    });
    return this.readChunks;
  }
}
