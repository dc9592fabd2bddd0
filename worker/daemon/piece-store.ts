/**
 * The pieces and results that finished attempts left on this worker (piece-file.ts says in which files), and the room that they and what
 * running attempts fetch may take. The folder starts empty: what an earlier life of the worker left belongs to nobody.
 */
import { mkdirSync, rmSync, statfsSync } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import { inParallel } from "../../common/in-parallel.js";
import { formatBytes } from "../../common/units.js";
import type { AttemptKey } from "../../common/wire/types.js";
import { indexPath, ownPiecePaths } from "../piece-file.js";
import { pieceName, plainName } from "../piece-name.js";

const setting = "goldpan.worker.pieces.maxBytes";
/** Of the disk's free space, unless the setting says how much. */
const diskShare = 0.9;
const deletionsAtOnce = 16;

interface Finished {
  readonly key: AttemptKey;
  readonly bytes: number;
}

export class PieceStore {
  readonly bytesMax: number;
  private readonly finished = new Map<string, Finished>();
  /** What running attempts fetch, by token. */
  private readonly fetched = new Map<string, number>();
  private bytesHeld = 0;

  /** @param bytesMax  goldpan.worker.pieces.maxBytes; nine tenths of what is free now unless given */
  constructor(
    readonly folder: string,
    bytesMax?: number,
  ) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const { bavail, bsize } = statfsSync(folder);
    this.bytesMax = bytesMax ?? Math.floor(bavail * bsize * diskShare);
  }

  /** Pieces of finished attempts, in the order in which they finished. */
  holding(): AttemptKey[] {
    return [...this.finished.values()].map(({ key }) => key);
  }

  /** Of pieces and of what is being fetched. */
  get bytes(): number {
    return this.bytesHeld;
  }

  /** @throws DISK_FULL when there is no room for them: they are not served then, and the caller removes them */
  add(key: AttemptKey, bytes: number): void {
    this.take(bytes, "the pieces of an attempt");
    this.finished.set(pieceName(key), { key, bytes });
  }

  /** Takes room for what an attempt is about to fetch. @throws DISK_FULL */
  reserve(token: string, bytes: number): void {
    this.take(bytes, "the pieces that a task reads");
    this.fetched.set(token, (this.fetched.get(token) ?? 0) + bytes);
  }

  /** What the attempt fetched is gone, or soon will be. */
  unreserve(token: string): void {
    this.bytesHeld -= this.fetched.get(token) ?? 0;
    this.fetched.delete(token);
  }

  /** The data file's path when this worker has the attempt's pieces. */
  pathOf(key: AttemptKey): string | undefined {
    const name = pieceName(key);
    return this.finished.has(name) ? join(this.folder, name) : undefined;
  }

  /** Deletes what an attempt left, finished or not. */
  async remove(key: AttemptKey): Promise<void> {
    const name = pieceName(key);
    this.forget(name);
    const left = [...this.ownPieces(name), name, indexPath(name)];
    await this.removeFiles(left.flatMap((file) => [file, `${file}.part`]));
  }

  /** @param keepStages  stages of the job whose pieces stay */
  async releaseJob(applicationId: string, jobId: number, keepStages: readonly number[]): Promise<void> {
    const kept = keepStages.map((stageId) => `${plainName(applicationId)}-j${jobId}-s${stageId}.`);
    await this.removeByPrefix(`${plainName(applicationId)}-j${jobId}-`, kept);
  }

  async releaseApplication(applicationId: string): Promise<void> {
    await this.removeByPrefix(`${plainName(applicationId)}-j`, []);
  }

  /** Deletes the pieces of finished attempts that are not among these. */
  async keepOnly(keys: readonly AttemptKey[]): Promise<void> {
    const kept = new Set(keys.map(pieceName));
    const dropped = this.holding().filter((key) => !kept.has(pieceName(key)));
    await inParallel(dropped, deletionsAtOnce, (key) => this.remove(key));
  }

  private async removeByPrefix(prefix: string, kept: readonly string[]): Promise<void> {
    const goes = (name: string) => name.startsWith(prefix) && !kept.some((start) => name.startsWith(start));
    for (const name of [...this.finished.keys()]) if (goes(name)) this.forget(name);
    await this.removeFiles((await readdir(this.folder)).filter(goes));
  }

  /** Names of the pieces with files of their own, of an attempt that has got so far. */
  private ownPieces(name: string): string[] {
    try {
      return ownPiecePaths(join(this.folder, name)).map((path) => basename(path));
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
      throw error;
    }
  }

  private forget(name: string): void {
    this.bytesHeld -= this.finished.get(name)?.bytes ?? 0;
    this.finished.delete(name);
  }

  private async removeFiles(names: readonly string[]): Promise<void> {
    await inParallel(names, deletionsAtOnce, (name) => rm(join(this.folder, name), { force: true }));
  }

  private take(bytes: number, what: string): void {
    const actual = this.bytesHeld + bytes;
    if (actual > this.bytesMax) throw noRoom(what, bytes, { limit: this.bytesMax, actual });
    this.bytesHeld = actual;
  }
}

function noRoom(what: string, bytes: number, room: { readonly limit: number; readonly actual: number }): GoldpanError {
  const held = formatBytes(room.actual - bytes);
  return new GoldpanError(
    "DISK_FULL",
    `${what} (${formatBytes(bytes)}) do not fit beside the ${held} that this worker holds: ${setting} is ${formatBytes(room.limit)}`,
    {
      details: { setting, ...room },
      hint: `set a higher ${setting}, give the workers larger disks, add workers, or release what is cached`,
    },
  );
}
