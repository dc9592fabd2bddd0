/** The Parquet metadata at a piece's end. */
import type { FileHandle } from "node:fs/promises";
import { InvariantError } from "../../common/errors/goldpan-error.js";

/** Length of the metadata and magic, at a Parquet file's end. */
const trailerBytes = 8;

/** FileMetaData alone, of a piece in memory. @throws InvariantError */
export function metadataOf(piece: Buffer): Buffer {
  const end = piece.length - trailerBytes;
  return piece.subarray(end - metadataBytes(piece.subarray(end), piece.length), end);
}

/** FileMetaData alone, of a piece in a file. @throws InvariantError */
export async function readMetadata(file: FileHandle, offset: number, bytes: number): Promise<Buffer> {
  const end = offset + bytes - trailerBytes;
  const length = metadataBytes(await readExactly(file, end, trailerBytes), bytes);
  return await readExactly(file, end - length, length);
}

function metadataBytes(trailer: Buffer, pieceBytes: number): number {
  const length = trailer.length === trailerBytes ? trailer.readUInt32LE(0) : Infinity;
  if (length + trailerBytes <= pieceBytes) return length;
  throw new InvariantError("a piece's metadata is larger than the piece");
}

async function readExactly(file: FileHandle, position: number, bytes: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(bytes), 0, bytes, position);
  if (bytesRead < bytes) throw new InvariantError("a file of pieces is shorter than what was put there");
  return buffer;
}
