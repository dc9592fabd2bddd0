/**
 * Brings the pieces of an attempt's inputs to this disk: those of peers are pulled, from several at once and with a bound on the bytes on
 * their way; those on this host are taken from where they lie. Per input they become one file, unless all are on this host: then large
 * ones stay where they are.
 */
import { link, mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ByteBudget } from "../../common/byte-budget.js";
import { GoldpanError, isGoldpanError } from "../../common/errors/goldpan-error.js";
import { inParallel } from "../../common/in-parallel.js";
import type { AttemptKey, PieceSet } from "../../common/wire/types.js";
import { diskError } from "../disk-full.js";
import type { LocalPiece } from "../executor-protocol.js";
import { PeerConnections, pullPieces } from "../grpc/piece-client.js";
import { pieceName } from "../piece-name.js";
import { Arrivals, type InputRange } from "./arrivals.js";
import { GatheredFile } from "./gathered-file.js";
import { isReadable, type HostFolders } from "./host-folders.js";
import { LocalFiles } from "./local-files.js";
import { copyPiece, forEachPiece, type LocalRange } from "./local-pieces.js";
import type { PieceStore } from "./piece-store.js";

/** Requests into which the bytes on their way are divided, as in Spark: so many workers are asked at once. */
const requestsAtOnce = 5;

export interface FetchOptions {
  readonly workerId: string;
  readonly token: string | undefined;
  readonly pieces: PieceStore;
  /** Undefined: pieces of other workers are pulled, wherever they are. */
  readonly hostFolders: HostFolders | undefined;
  /** goldpan.reducer.maxSizeInFlight */
  readonly bytesInFlightMax: number;
  readonly signal: AbortSignal;
  /** Takes room on this disk for what is to be fetched. @throws DISK_FULL */
  readonly reserve: (bytes: number) => void;
}

/**
 * @param folder  for what is copied or pulled; made when needed
 * @returns per input its files, in the order of its pieces
 * @throws PIECES_LOST naming what all workers together lack: upstream is run again once, not worker by worker
 */
export async function fetchPieces(
  inputs: readonly PieceSet[],
  folder: string,
  options: FetchOptions,
): Promise<readonly (readonly LocalPiece[])[]> {
  const fetch = new Fetch(folder, options);
  try {
    return await fetch.all(inputs);
  } catch (error) {
    throw diskError(error, folder);
  } finally {
    fetch.close();
  }
}

class Fetch {
  private readonly missing = new Map<string, AttemptKey>();
  /** Peers that could not be reached: what else they have is not asked for. */
  private readonly unreachable = new Set<string>();
  /** Folders of peers on this host, each asked for once. */
  private readonly folders = new Map<string, Promise<string | undefined>>();
  private readonly budget: ByteBudget;
  private readonly peers: PeerConnections;

  constructor(
    private readonly folder: string,
    private readonly options: FetchOptions,
  ) {
    this.budget = new ByteBudget(options.bytesInFlightMax);
    this.peers = new PeerConnections(options.token);
  }

  async all(inputs: readonly PieceSet[]): Promise<(readonly LocalPiece[])[]> {
    const files = await inParallel(inputs, inputs.length, (input, index) => this.input(input, index));
    if (this.missing.size > 0) throw lost([...this.missing.values()]);
    return files;
  }

  close(): void {
    this.peers.close();
  }

  private async input({ pieces }: PieceSet, index: number): Promise<readonly LocalPiece[]> {
    const ranges = pieces.flatMap(({ key, workerId, address, bytes, partitionFrom: from, partitionTo: to }, map) =>
      key === null ? [] : [{ key, workerId, address, bytes, from, to, map }],
    );
    const local: LocalRange[] = [];
    const far: InputRange[] = [];
    for (const range of ranges) {
      const path = await this.noting(this.pathOf(range));
      if (path !== undefined) local.push({ ...range, path });
      else if (!this.missing.has(pieceName(range.key))) far.push(range);
    }
    return far.length > 0 ? await this.gathered(local, far, index) : await this.onThisHost(local, index);
  }

  /** Of the data file, when it lies on this host; a neighbour says itself what it lacks. @throws PIECES_LOST of this worker's own */
  private async pathOf({ key, workerId, address }: InputRange): Promise<string | undefined> {
    const { pieces, hostFolders } = this.options;
    if (workerId === this.options.workerId) {
      const own = pieces.pathOf(key);
      if (own === undefined) throw lost([key]);
      return own;
    }
    if (hostFolders === undefined) return undefined;
    const asked = this.folders.get(address) ?? hostFolders.of(address, this.peers);
    this.folders.set(address, asked);
    const folder = await asked;
    if (folder === undefined) return undefined;
    const path = join(folder, pieceName(key));
    if (isReadable(path)) return path;
    hostFolders.forget(address);
    return undefined;
  }

  /** In one file. */
  private async gathered(
    local: readonly LocalRange[],
    far: readonly InputRange[],
    index: number,
  ): Promise<LocalPiece[]> {
    this.reserve([...local, ...far].reduce((sum, { bytes }) => sum + bytes, 0));
    const file = await this.create(`input-${index}.parquet`);
    try {
      await Promise.all([
        this.copy(local, file),
        inParallel(this.requests(far), requestsAtOnce, (request) =>
          this.noting(this.pull(request, file), request.address),
        ),
      ]);
      return this.missing.size > 0 ? [] : await file.finish();
    } finally {
      await file.close();
    }
  }

  /** In as many files as `LocalFiles` makes of them: large pieces where they lie, what is between them copied. */
  private async onThisHost(ranges: readonly LocalRange[], index: number): Promise<readonly LocalPiece[]> {
    const nameAt = (position: number): string => `input-${index}-${position}.parquet`;
    const files = new LocalFiles(
      (position) => this.create(nameAt(position)),
      (path, position) => this.keep(path, nameAt(position)),
      (bytes) => this.reserve(bytes),
    );
    try {
      for (const range of ranges) {
        this.assertWanted();
        await this.noting(forEachPiece(range, (piece) => files.add(piece, ranges.length === 1)));
      }
      return this.missing.size > 0 ? [] : await files.finish();
    } finally {
      await files.close();
    }
  }

  private async create(name: string): Promise<GatheredFile> {
    await mkdir(this.folder, { recursive: true });
    return await GatheredFile.create(join(this.folder, name));
  }

  /** A file of another worker under a name of this attempt's, so that it stays when that worker goes; where disks differ, itself. */
  private async keep(path: string, name: string): Promise<string> {
    if (dirname(path) === this.options.pieces.folder) return path;
    await mkdir(this.folder, { recursive: true });
    const kept = join(this.folder, name);
    try {
      await link(path, kept);
      return kept;
    } catch {
      return path;
    }
  }

  private reserve(bytes: number): void {
    // The room of an attempt that is over has been given back already.
    this.assertWanted();
    this.options.reserve(bytes);
  }

  private assertWanted(): void {
    if (this.options.signal.aborted) throw new GoldpanError("ATTEMPT_CANCELLED", "the attempt was cancelled");
  }

  private async copy(ranges: readonly LocalRange[], file: GatheredFile): Promise<void> {
    const arrivals = new Arrivals(file);
    for (const range of ranges) await this.noting(forEachPiece(range, (piece) => copyPiece(piece, arrivals)));
    await arrivals.flush();
  }

  private async pull({ address, ranges, bytes }: Request, file: GatheredFile): Promise<void> {
    const { signal } = this.options;
    await this.budget.use(bytes, async () => {
      if (this.unreachable.has(address)) throw lost(ranges.map(({ key }) => key));
      const arrivals = new Arrivals(file);
      await pullPieces(address, ranges, arrivals, { peers: this.peers, signal });
      await arrivals.flush();
    });
  }

  /** Lets the rest go on when pieces are lost, so that all that are get known. */
  private async noting<Result>(work: Promise<Result>, address?: string): Promise<Result | undefined> {
    try {
      return await work;
    } catch (error) {
      const known = diskError(error, this.folder);
      const missing = isGoldpanError(known, "PIECES_LOST") ? ((known.details?.missing ?? []) as AttemptKey[]) : [];
      // Pieces of nobody knows whom cannot be made again, and rows must not be missing without a word.
      if (missing.length === 0) throw known;
      if (address !== undefined && isGoldpanError(known.cause, "WORKER_LOST")) this.unreachable.add(address);
      for (const key of missing) this.missing.set(pieceName(key), key);
      return undefined;
    }
  }

  /** What peers are asked for, by turns, so that several deliver at once. */
  private requests(ranges: readonly InputRange[]): Request[] {
    const bytesMax = this.options.bytesInFlightMax / requestsAtOnce;
    const byPeer = new Map<string, Request[]>();
    for (const range of ranges) {
      const requests = byPeer.get(range.address) ?? [];
      byPeer.set(range.address, requests);
      const last = requests.at(-1);
      if (last !== undefined && last.bytes + range.bytes <= bytesMax) {
        last.ranges.push(range);
        last.bytes += range.bytes;
      } else {
        requests.push({ address: range.address, ranges: [range], bytes: range.bytes });
      }
    }
    const queues = [...byPeer.values()];
    const longest = Math.max(0, ...queues.map(({ length }) => length));
    return Array.from({ length: longest }, (_, turn) => queues.flatMap((queue) => queue.slice(turn, turn + 1))).flat();
  }
}

interface Request {
  readonly address: string;
  readonly ranges: InputRange[];
  bytes: number;
}

function lost(missing: AttemptKey[]): GoldpanError {
  return new GoldpanError("PIECES_LOST", `the pieces of ${missing.length} attempts of earlier stages are lost`, {
    details: { missing },
  });
}
