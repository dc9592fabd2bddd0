/**
 * Many Parquet files of one schema as one: their bytes follow each other in any order, and one footer at the end names the row groups of
 * all, moved to where they lie now, in the order in which they are to be read. Each file's own footer stays between the row groups as
 * bytes that nothing points to.
 */
import { InvariantError } from "../../common/errors/goldpan-error.js";
import { encodeTail, fileField, rawField } from "./parquet-footer.js";
import { requiredField } from "./parquet-schema.js";
import { rowGroupField } from "./row-group.js";
import {
  encodeInteger,
  encodeList,
  encodeStruct,
  ThriftReader,
  thriftType,
  type ThriftStruct,
  type ThriftValue,
} from "./thrift-compact.js";

/** What one file adds to the common footer. */
export interface MovedFooter {
  readonly rows: number;
  readonly rowGroups: readonly Uint8Array[];
  /** Its schema as written. */
  readonly schema: Uint8Array;
  /** All of its FileMetaData but row groups and rows. */
  readonly rest: readonly ThriftValue[];
}

/** Fields that are positions in the file, of ColumnChunk and of ColumnMetaData. */
const chunkOffsets: ReadonlySet<number> = new Set([2, 4, 6]);
const metadataOffsets: ReadonlySet<number> = new Set([9, 10, 11, 14]);
const chunkMetadata = 3;

/**
 * @param metadata  FileMetaData alone; not kept
 * @param offset  where the file's first byte lies in the common one
 * @throws DamagedThriftError
 */
export function moveFooter(metadata: Uint8Array, offset: number): MovedFooter {
  const reader = new ThriftReader(Uint8Array.prototype.slice.call(metadata));
  let groups: readonly ThriftStruct[] = [];
  const root = reader.struct(0, (id, start) => {
    if (id !== fileField.rowGroups) return undefined;
    const list = reader.structs(start);
    groups = list.structs;
    return list.end;
  });
  const schema = requiredField(root, fileField.schema);
  return {
    rows: reader.integer(requiredField(root, fileField.rows)),
    rowGroups: groups.map((group) => movedGroup(reader, group, offset)),
    schema: reader.bytes.subarray(schema.start, schema.end),
    rest: root.fields
      .filter(({ id }) => id !== fileField.rows && id !== fileField.rowGroups)
      .map((field) => rawField(reader, field)),
  };
}

/**
 * What follows the last file's bytes.
 * @param footers  in the order in which their rows are to be read; at least one
 * @throws InvariantError when they are not of one schema
 */
export function concatenatedTail(footers: readonly MovedFooter[]): Buffer {
  const [first] = footers;
  if (first === undefined) throw new InvariantError("no files to put together");
  if (footers.some(({ schema }) => Buffer.compare(schema, first.schema) !== 0)) {
    throw new InvariantError("files of different schemas can't be one");
  }
  const rows = footers.reduce((sum, footer) => sum + footer.rows, 0);
  const rowGroups = footers.flatMap((footer) => footer.rowGroups.map((group) => [group]));
  const fields: ThriftValue[] = [
    ...first.rest,
    { id: fileField.rows, type: thriftType.i64, value: [encodeInteger(rows)] },
    { id: fileField.rowGroups, type: thriftType.list, value: encodeList(thriftType.struct, rowGroups) },
  ];
  return encodeTail(encodeStruct(fields.sort((a, b) => a.id - b.id)));
}

function movedGroup(reader: ThriftReader, group: ThriftStruct, shift: number): Uint8Array {
  const { bytes } = reader;
  const parts: Uint8Array[] = [];
  let at = group.start;
  for (const field of offsetsOf(reader, group)) {
    const offset = reader.integer(field);
    // 0 says that there is none.
    if (offset <= 0) continue;
    parts.push(bytes.subarray(at, field.start), encodeInteger(offset + shift));
    at = field.end;
  }
  parts.push(bytes.subarray(at, group.end));
  return Buffer.concat(parts);
}

/** Fields of a row group that are positions in the file, in the order in which they are written. */
function offsetsOf(reader: ThriftReader, group: ThriftStruct): ThriftStruct["fields"] {
  return group.fields.flatMap((field) => {
    if (field.id === rowGroupField.fileOffset) return [field];
    if (field.id !== rowGroupField.columns) return [];
    return reader.structs(field.start).structs.flatMap((chunk) =>
      chunk.fields.flatMap((inner) => {
        if (chunkOffsets.has(inner.id)) return [inner];
        if (inner.id !== chunkMetadata) return [];
        return reader.struct(inner.start).fields.filter(({ id }) => metadataOffsets.has(id));
      }),
    );
  });
}
