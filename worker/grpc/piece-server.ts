/**
 * Serves the worker's pieces and results to peers and to the master. Runs in a thread of its own (dist/piece-server.js), so that
 * neither disturbs the other: a daemon that is busy forking does not hold up a reducer, a reducer does not delay a heartbeat.
 * Only files of the piece folder can be asked for, by the name that their attempt gives them, and what drivers have printed.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import { GoldpanError, isGoldpanError } from "../../common/errors/goldpan-error.js";
import { createServer, listen, serverStream, unary } from "../../common/grpc/server.js";
import { contract } from "../../common/wire/load.js";
import type { FetchPiecesRequest, FollowOutputRequest, PieceChunkInput, PieceRange } from "../../common/wire/types.js";
import { readOutput } from "../driver-output.js";
import { OpenFile, readEntries, readPiece } from "../piece-file.js";
import { pieceName } from "../piece-name.js";

const chunkBytes = 2 ** 20;

/** Given as workerData. */
export interface PieceServerStart {
  readonly host: string;
  readonly token: string | undefined;
  /** Absolute. */
  readonly folder: string;
  /** Path of a file on the same disk that nobody guesses. */
  readonly landmark: string;
  /** Of what drivers print; undefined where none run. */
  readonly driversFolder?: string;
}

/** Its first and only message. */
export type PieceServerAnswer =
  | { readonly kind: "listening"; readonly port: number }
  | { readonly kind: "failed"; readonly message: string; readonly hint: string };

/**
 * The pieces of each range in the order asked for, ascending by partition, each whole with its CRC-32 in the last chunk.
 * @throws PIECES_LOST naming all attempts that left nothing here, before the first byte
 */
export async function* readPieces(folder: string, ranges: readonly PieceRange[]): AsyncGenerator<PieceChunkInput> {
  const files = ranges.map(({ key }) => (key === null ? "" : join(folder, pieceName(key))));
  const missing = ranges.filter((_, index) => !existsSync(files[index] ?? ""));
  if (missing.length > 0) throw lost(missing);
  for (const [index, range] of ranges.entries()) {
    try {
      yield* readRange(files[index] ?? "", index, range);
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "ENOENT") throw lost([range]);
      throw error;
    }
  }
}

/** Small pieces are read at once, from the system's cache as a rule; of large ones no more than a chunk is in memory. */
async function* readRange(path: string, index: number, range: PieceRange): AsyncGenerator<PieceChunkInput> {
  const files = new OpenFile();
  try {
    for (const { partition, path: piecePath, offset, bytes, crc32 } of readEntries(path, range.from, range.to)) {
      const file = files.open(piecePath);
      for (let position = 0; position < bytes; position += chunkBytes) {
        const wanted = Math.min(chunkBytes, bytes - position);
        const data = Buffer.allocUnsafe(wanted);
        if ((await readPiece(file, data, offset + position, bytes)) < wanted) throw lost([range]);
        const lastOfPiece = position + wanted >= bytes;
        yield { index, partition, data, lastOfPiece, crc32: lastOfPiece ? crc32 : 0, bytes };
      }
    }
  } finally {
    files.close();
  }
}

function lost(ranges: readonly PieceRange[]): GoldpanError {
  const missing = ranges.flatMap(({ key }) => (key === null ? [] : [key]));
  return new GoldpanError("PIECES_LOST", `the pieces of ${missing.length} attempts are not on this worker any more`, {
    details: { missing },
  });
}

async function serve(start: PieceServerStart): Promise<PieceServerAnswer> {
  try {
    const server = createServer(start.token);
    server.addService(contract.PieceService.service, {
      Fetch: serverStream((request: FetchPiecesRequest) => readPieces(start.folder, request.ranges)),
      Locate: unary(() => Promise.resolve({ path: start.folder, landmark: start.landmark })),
      FollowOutput: serverStream((request: FollowOutputRequest, signal) =>
        readOutput(start.driversFolder ?? "", request, signal),
      ),
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
