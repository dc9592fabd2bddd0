/** Whole vectors of DuckDB's chunks from and to typed arrays: a copy per 2,048 values and no object per value. */
import { BIGINT, BOOLEAN, DOUBLE, DuckDBDataChunk } from "@duckdb/node-api";
import duckdb from "@duckdb/node-bindings";
import type { Nulls } from "../executor/function-protocol.js";

/** The arrays that hold DOUBLE, BIGINT and BOOLEAN as vectors do. */
export type FixedValues = Float64Array | BigInt64Array | Uint8Array;

/** DuckDB's vector size. */
export const chunkRows = 2048;

/**
 * Copies a column of DOUBLEs, BIGINTs or BOOLEANs out of chunks.
 * @param values  of the column's type, as long as the chunks have rows; what stands where a value is NULL means nothing
 * @returns where values are NULL
 */
export function readFixed(chunks: readonly DuckDBDataChunk[], column: number, values: FixedValues): Nulls {
  let nulls: Nulls;
  let first = 0;
  for (const { chunk, rowCount } of chunks) {
    const vector = duckdb.data_chunk_get_vector(chunk, column);
    const bytes = duckdb.vector_get_data(vector, rowCount * values.BYTES_PER_ELEMENT);
    bytesOf(values, first, rowCount).set(bytes);
    // The binding gives null where all are valid, unlike its types say.
    const validity = duckdb.vector_get_validity(vector, validityBytes(rowCount)) as Uint8Array | null;
    if (validity !== null) nulls = noteNulls(nulls ?? new Uint8Array(values.length), first, validity, rowCount);
    first += rowCount;
  }
  return nulls;
}

/** Chunks of one column, in order. */
export function* fixedChunks(values: FixedValues, nulls: Nulls): Generator<DuckDBDataChunk> {
  for (let first = 0; first < values.length; first += chunkRows) {
    const rows = Math.min(chunkRows, values.length - first);
    const chunk = DuckDBDataChunk.create([fixedType(values)], rows);
    const vector = duckdb.data_chunk_get_vector(chunk.chunk, 0);
    const { buffer, byteOffset, byteLength } = bytesOf(values, first, rows);
    duckdb.copy_data_to_vector(vector, 0, buffer as ArrayBuffer, byteOffset, byteLength);
    const validity = nulls === undefined ? undefined : validityOf(nulls, first, rows);
    if (validity !== undefined) {
      duckdb.vector_ensure_validity_writable(vector);
      duckdb.copy_data_to_vector_validity(vector, 0, validity.buffer, 0, validity.byteLength);
    }
    yield chunk;
  }
}

/** The type of the vectors that an array holds values of. */
export function fixedType(values: FixedValues): typeof DOUBLE | typeof BIGINT | typeof BOOLEAN {
  if (values instanceof Float64Array) return DOUBLE;
  return values instanceof BigInt64Array ? BIGINT : BOOLEAN;
}

function bytesOf(values: FixedValues, first: number, rows: number): Uint8Array {
  const { buffer, byteOffset, BYTES_PER_ELEMENT: size } = values;
  return new Uint8Array(buffer, byteOffset + first * size, rows * size);
}

/** DuckDB keeps a bit per row, 1 for a value, in words of 64. */
function validityBytes(rows: number): number {
  return Math.ceil(rows / 64) * 8;
}

function noteNulls(nulls: Uint8Array, first: number, validity: Uint8Array, rows: number): Uint8Array {
  for (let row = 0; row < rows; row += 1) {
    if ((((validity[row >> 3] ?? 0) >> (row & 7)) & 1) === 0) nulls[first + row] = 1;
  }
  return nulls;
}

/** Undefined when none of the rows is NULL. */
function validityOf(nulls: Uint8Array, first: number, rows: number): Uint8Array<ArrayBuffer> | undefined {
  let validity: Uint8Array<ArrayBuffer> | undefined;
  for (let row = 0; row < rows; row += 1) {
    if (nulls[first + row] !== 1) continue;
    validity ??= new Uint8Array(validityBytes(rows)).fill(255);
    const at = row >> 3;
    validity[at] = (validity[at] ?? 0) & ~(1 << (row & 7));
  }
  return validity;
}
