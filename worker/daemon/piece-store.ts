/**
 * The pieces and results that finished attempts left on this worker, a data file and its index each. The folder starts empty: what an earlier life
 * of the worker left belongs to nobody.
 */
import { mkdirSync, rmSync } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { inParallel } from "../../common/in-parallel.js";
import type { AttemptKey } from "../../common/wire/types.js";
import { indexPath } from "../piece-file.js";
import { pieceName, plainName } from "../piece-name.js";

const deletionsAtOnce = 16;

export class PieceStore {
  private readonly finished = new Map<string, AttemptKey>();

  constructor(readonly folder: string) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
  }

  /** Pieces of finished attempts, in the order in which they finished. */
  holding(): AttemptKey[] {
    return [...this.finished.values()];
  }

  add(key: AttemptKey): void {
    this.finished.set(pieceName(key), key);
  }

  /** The file's path when this worker has the piece. */
  pathOf(key: AttemptKey): string | undefined {
    const name = pieceName(key);
    return this.finished.has(name) ? join(this.folder, name) : undefined;
  }

  /** Deletes what an attempt left, finished or not. */
  async remove(key: AttemptKey): Promise<void> {
    const name = pieceName(key);
    this.finished.delete(name);
    await this.removeFiles([name]);
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
    for (const name of this.finished.keys()) if (goes(name)) this.finished.delete(name);
    await this.removeFiles((await readdir(this.folder)).filter(goes));
  }

  private async removeFiles(names: readonly string[]): Promise<void> {
    await inParallel(names, deletionsAtOnce, async (name) => {
      const path = join(this.folder, name);
      await Promise.all([rm(path, { force: true }), rm(indexPath(path), { force: true })]);
    });
  }
}
