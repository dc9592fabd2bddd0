/**
 * Serves the worker's pieces and results to peers and to the master. Runs in a thread of its own (dist/piece-server.js), so that
 * neither disturbs the other: a daemon that is busy forking does not hold up a reducer, a reducer does not delay a heartbeat.
 * Only files of the piece folder can be asked for, by the name that their attempt gives them.
 */
import { open, stat } from "node:fs/promises";
import { join } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import { crc32 } from "node:zlib";
import { GoldpanError, isGoldpanError } from "../../common/errors/goldpan-error.js";
import { createServer, listen, serverStream } from "../../common/grpc/server.js";
import { contract } from "../../common/wire/load.js";
import type { AttemptKey, FetchPiecesRequest, PieceChunkInput } from "../../common/wire/types.js";
import { pieceName } from "../piece-name.js";

const chunkBytes = 2 ** 20;

/** Given as workerData. */
export interface PieceServerStart {
  readonly host: string;
  readonly token: string | undefined;
  readonly folder: string;
}

/** Its first and only message. */
export type PieceServerAnswer =
  | { readonly kind: "listening"; readonly port: number }
  | { readonly kind: "failed"; readonly message: string; readonly hint: string };

/**
 * Pieces in the order asked for, each whole, its CRC-32 in the last chunk. An empty piece is one empty chunk.
 * @throws PIECES_LOST naming all that are missing, before the first byte
 */
export async function* readPieces(folder: string, keys: readonly AttemptKey[]): AsyncGenerator<PieceChunkInput> {
  const paths = keys.map((key) => join(folder, pieceName(key)));
  const sizes = await Promise.all(paths.map(fileBytes));
  const missing = keys.filter((_, index) => sizes[index] === undefined);
  if (missing.length > 0) throw lost(missing);
  for (const [index, key] of keys.entries()) {
    yield* readPiece(paths[index] ?? "", { index, key, bytes: sizes[index] ?? 0 });
  }
}

async function* readPiece(
  path: string,
  piece: { index: number; key: AttemptKey; bytes: number },
): AsyncGenerator<PieceChunkInput> {
  const file = await open(path).catch(() => {
    throw lost([piece.key]);
  });
  try {
    let position = 0;
    let checksum = 0;
    do {
      const wanted = Math.min(chunkBytes, piece.bytes - position);
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(wanted), 0, wanted, position);
      if (bytesRead < wanted) throw lost([piece.key]);
      checksum = crc32(buffer, checksum);
      position += bytesRead;
      const lastOfPiece = position >= piece.bytes;
      yield { index: piece.index, data: buffer, lastOfPiece, crc32: lastOfPiece ? checksum : 0 };
    } while (position < piece.bytes);
  } finally {
    await file.close();
  }
}

async function fileBytes(path: string): Promise<number | undefined> {
  try {
    const info = await stat(path);
    return info.isFile() ? info.size : undefined;
  } catch {
    return undefined;
  }
}

function lost(missing: readonly AttemptKey[]): GoldpanError {
  return new GoldpanError("PIECES_LOST", `${missing.length} pieces are not on this worker any more`, {
    details: { missing: [...missing] },
  });
}

async function serve(start: PieceServerStart): Promise<PieceServerAnswer> {
  try {
    const server = createServer(start.token);
    server.addService(contract.PieceService.service, {
      Fetch: serverStream((request: FetchPiecesRequest) => readPieces(start.folder, request.keys)),
    });
    return { kind: "listening", port: await listen(server, start.host, 0) };
  } catch (error) {
    const hint = isGoldpanError(error) ? error.hint : "";
    return { kind: "failed", message: error instanceof Error ? error.message : String(error), hint };
  }
}

// Imported by a test in the main thread it only offers its function.
if (parentPort !== null && isStart(workerData)) parentPort.postMessage(await serve(workerData));

function isStart(data: unknown): data is PieceServerStart {
  return typeof data === "object" && data !== null && "folder" in data && "host" in data;
}
