/** One column chunk of a row group: where its pages lie, and its metadata for another place. */
import { fieldOf, integerOf } from "./parquet-schema.js";
import type { ThriftReader } from "./thrift-compact.js";
import {
  DamagedThriftError,
  encodeInteger,
  encodeStruct,
  thriftType,
  type ThriftStruct,
  type ThriftValue,
} from "./thrift-compact.js";

/** Fields of ColumnChunk. */
export const chunkField = { filePath: 1, fileOffset: 2, metadata: 3, cryptoMetadata: 8, encryptedMetadata: 9 } as const;

/** Fields of ColumnMetaData. */
export const metadataField = {
  type: 1,
  encodings: 2,
  path: 3,
  codec: 4,
  values: 5,
  uncompressedBytes: 6,
  compressedBytes: 7,
  dataPageOffset: 9,
  indexPageOffset: 10,
  dictionaryPageOffset: 11,
  statistics: 12,
  bloomFilterOffset: 14,
  bloomFilterLength: 15,
} as const;

const offsetFields: readonly number[] = [
  metadataField.dataPageOffset,
  metadataField.indexPageOffset,
  metadataField.dictionaryPageOffset,
];
const bloomFields: readonly number[] = [metadataField.bloomFilterOffset, metadataField.bloomFilterLength];

export class ColumnChunk {
  readonly compressedBytes: number;
  readonly uncompressedBytes: number;
  /** Position of its first page, a dictionary where there is one. */
  readonly start: number;

  constructor(
    private readonly reader: ThriftReader,
    private readonly metadata: ThriftStruct,
    /** Why its bytes can't be read; undefined when they can. */
    readonly unreadable: string | undefined,
  ) {
    this.compressedBytes = integerOf(reader, metadata, metadataField.compressedBytes) ?? 0;
    this.uncompressedBytes = integerOf(reader, metadata, metadataField.uncompressedBytes) ?? 0;
    // Some writers put 0 where there is no dictionary.
    const offsets = offsetFields.flatMap((id) => integerOf(reader, metadata, id) ?? []).filter((offset) => offset > 0);
    this.start = offsets.length === 0 ? 0 : Math.min(...offsets);
  }

  get end(): number {
    return this.start + this.compressedBytes;
  }

  statistics(): ThriftStruct | undefined {
    const field = fieldOf(this.metadata, metadataField.statistics);
    return field === undefined ? undefined : this.reader.struct(field.start);
  }

  /** The chunk's struct with its pages `shift` bytes further on, and without what points outside of them. */
  encodeMoved(shift: number): Uint8Array[] {
    const fields: ThriftValue[] = [];
    for (const field of this.metadata.fields) {
      if (bloomFields.includes(field.id)) continue;
      const raw = this.reader.bytes.subarray(field.start, field.end);
      const offset = offsetFields.includes(field.id) ? this.reader.integer(field) : 0;
      const value = offset > 0 ? encodeInteger(offset + shift) : raw;
      fields.push({ id: field.id, type: field.type, value: [value] });
    }
    return encodeStruct([
      { id: chunkField.fileOffset, type: thriftType.i64, value: [encodeInteger(0)] },
      { id: chunkField.metadata, type: thriftType.struct, value: encodeStruct(fields) },
    ]);
  }
}

/** @throws DamagedThriftError */
export function readChunk(reader: ThriftReader, start: number): ColumnChunk {
  const chunk = reader.struct(start);
  const metadata = fieldOf(chunk, chunkField.metadata);
  const encrypted = [chunkField.cryptoMetadata, chunkField.encryptedMetadata].some(
    (id) => fieldOf(chunk, id) !== undefined,
  );
  if (metadata === undefined) {
    if (!encrypted) throw new DamagedThriftError("a column has no metadata");
    return new ColumnChunk(reader, { fields: [], start, end: start }, "is encrypted");
  }
  const outside = fieldOf(chunk, chunkField.filePath) !== undefined;
  const unreadable = encrypted ? "is encrypted" : outside ? "lies in another file" : undefined;
  return new ColumnChunk(reader, reader.struct(metadata.start), unreadable);
}
