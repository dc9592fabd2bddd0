/**
 * Brings the pieces of an attempt's inputs to this disk: those of peers are pulled, from several at once, those of this worker are
 * taken from its own files.
 */
import { mkdir, open, type FileHandle } from "node:fs/promises";
import { join } from "node:path";
import { GoldpanError, isGoldpanError } from "../../common/errors/goldpan-error.js";
import { inParallel } from "../../common/in-parallel.js";
import type { AttemptKey, PieceSet } from "../../common/wire/types.js";
import { diskError } from "../disk-full.js";
import type { LocalPiece } from "../executor-protocol.js";
import { pullPieces, type ArrivingPiece, type PieceTaker, type WantedRange } from "../grpc/piece-client.js";
import { readEntries, type PieceEntry } from "../piece-file.js";
import type { PieceStore } from "./piece-store.js";

/** Peers that one attempt pulls from at once: bounds the bytes in flight to so many stream windows. */
const peersAtOnce = 4;
const localAtOnce = 8;

/** A range of one input's pieces, and the files that its pieces became. */
interface InputRange extends WantedRange {
  readonly workerId: string;
  readonly address: string;
  /** Start of the paths of its files. */
  readonly pathStart: string;
  readonly files: (LocalPiece & { readonly partition: number })[];
}

export interface FetchOptions {
  readonly workerId: string;
  readonly token: string | undefined;
  readonly pieces: PieceStore;
  readonly signal: AbortSignal;
}

/**
 * @param folder  for what is copied or pulled; made when needed
 * @returns per input its files, ascending by map output, then by partition
 * @throws PIECES_LOST naming what all workers together lack: upstream is run again once, not worker by worker
 */
export async function fetchPieces(
  inputs: readonly PieceSet[],
  folder: string,
  options: FetchOptions,
): Promise<readonly (readonly LocalPiece[])[]> {
  const ranges = inputs.map(({ pieces }, input) =>
    pieces.flatMap(({ key, workerId, address, partitionFrom: from, partitionTo: to }, position): InputRange[] =>
      key === null
        ? []
        : [{ key, workerId, address, from, to, pathStart: join(folder, `${input}-${position}`), files: [] }],
    ),
  );
  const all = ranges.flat();
  if (all.length > 0) await mkdir(folder, { recursive: true });
  const local = all.filter(({ workerId }) => workerId === options.workerId);
  const remote = groupByAddress(all.filter(({ workerId }) => workerId !== options.workerId));
  const missing: AttemptKey[] = [];
  const orMissing = async (work: Promise<void>): Promise<void> => {
    try {
      await work;
    } catch (error) {
      const known = diskError(error, folder);
      if (!isGoldpanError(known, "PIECES_LOST")) throw known;
      missing.push(...((known.details?.missing ?? []) as AttemptKey[]));
    }
  };
  await Promise.all([
    inParallel(local, localAtOnce, (range) => orMissing(takeLocal(range, options.pieces))),
    inParallel(remote, peersAtOnce, ([address, wanted]) =>
      orMissing(pullPieces(address, wanted, new PieceFiles(), options)),
    ),
  ]);
  if (missing.length > 0) throw lost(missing);
  return ranges.map((input) => input.flatMap(({ files }) => files.map(({ path, rows }) => ({ path, rows }))));
}

/** A piece that is a whole file stays where it is, others are copied out of theirs. */
async function takeLocal(range: InputRange, store: PieceStore): Promise<void> {
  const path = store.pathOf(range.key);
  if (path === undefined) throw lost([range.key]);
  try {
    const entries = await readEntries(path, range.from, range.to);
    if (entries.length === 0) return;
    const data = await open(path);
    try {
      const { size } = await data.stat();
      for (const entry of entries) {
        const whole = entry.bytes === size;
        const copy = pathOf(range, entry.partition);
        if (!whole) await copyPiece(data, entry, copy);
        range.files.push({ partition: entry.partition, path: whole ? path : copy, rows: entry.rows });
      }
    } finally {
      await data.close();
    }
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") throw lost([range.key]);
    throw error;
  }
}

const copyBufferBytes = 2 ** 20;

async function copyPiece(data: FileHandle, entry: PieceEntry, path: string): Promise<void> {
  const copy = await open(path, "w");
  try {
    const buffer = Buffer.allocUnsafe(Math.min(copyBufferBytes, entry.bytes));
    for (let done = 0; done < entry.bytes;) {
      const wanted = Math.min(buffer.length, entry.bytes - done);
      const { bytesRead } = await data.read(buffer, 0, wanted, entry.offset + done);
      if (bytesRead < wanted)
        throw new GoldpanError("INTERNAL", "a data file of pieces is shorter than its index says");
      await copy.appendFile(buffer.subarray(0, bytesRead));
      done += bytesRead;
    }
  } finally {
    await copy.close();
  }
}

/** Each arriving piece as a file. */
class PieceFiles implements PieceTaker<InputRange> {
  private file: FileHandle | undefined;

  async write({ range, partition }: ArrivingPiece<InputRange>, data: Buffer): Promise<void> {
    this.file ??= await open(pathOf(range, partition), "w");
    await this.file.appendFile(data);
  }

  async finish({ range, partition, rows }: ArrivingPiece<InputRange>): Promise<void> {
    await this.discard();
    range.files.push({ partition, path: pathOf(range, partition), rows });
  }

  async discard(): Promise<void> {
    await this.file?.close();
    this.file = undefined;
  }
}

function pathOf({ pathStart }: InputRange, partition: number): string {
  return `${pathStart}-${partition}.parquet`;
}

function groupByAddress(ranges: readonly InputRange[]): [string, InputRange[]][] {
  const groups = new Map<string, InputRange[]>();
  for (const range of ranges) {
    const group = groups.get(range.address);
    if (group === undefined) groups.set(range.address, [range]);
    else group.push(range);
  }
  return [...groups];
}

function lost(missing: AttemptKey[]): GoldpanError {
  return new GoldpanError("PIECES_LOST", `the pieces of ${missing.length} attempts of earlier stages are lost`, {
    details: { missing },
  });
}
