/** The Parquet metadata at a piece's end. */
import { readSync } from "node:fs";
import { InvariantError } from "../../common/errors/goldpan-error.js";

/** Length of the metadata and magic, at a Parquet file's end. */
const trailerBytes = 8;

/** FileMetaData alone, of a piece in memory. @throws InvariantError */
export function metadataOf(piece: Buffer): Buffer {
  const end = piece.length - trailerBytes;
  return piece.subarray(end - metadataBytes(piece.subarray(end), piece.length), end);
}

/** FileMetaData alone, of a piece in a file. @throws InvariantError */
export function readMetadata(file: number, offset: number, bytes: number): Buffer {
  const end = offset + bytes - trailerBytes;
  const length = metadataBytes(readExactly(file, end, trailerBytes), bytes);
  return readExactly(file, end - length, length);
}

function metadataBytes(trailer: Buffer, pieceBytes: number): number {
  const length = trailer.length === trailerBytes ? trailer.readUInt32LE(0) : Infinity;
  if (length + trailerBytes <= pieceBytes) return length;
  throw new InvariantError("a piece's metadata is larger than the piece");
}

function readExactly(file: number, position: number, bytes: number): Buffer {
  const data = Buffer.allocUnsafe(bytes);
  if (readSync(file, data, 0, bytes, position) === bytes) return data;
  throw new InvariantError("a file of pieces is shorter than what was put there");
}
