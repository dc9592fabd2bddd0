/**
 * The pieces and results that finished attempts left on this worker, one file each. The folder starts empty: what an earlier life
 * of the worker left belongs to nobody.
 */
import { mkdirSync, rmSync } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { AttemptKey } from "../../common/wire/types.js";
import { pieceName, plainName } from "../piece-name.js";

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
    await rm(join(this.folder, name), { force: true });
  }

  async releaseJob(applicationId: string, jobId: number): Promise<void> {
    await this.removeByPrefix(`${plainName(applicationId)}-j${jobId}-`);
  }

  async releaseApplication(applicationId: string): Promise<void> {
    await this.removeByPrefix(`${plainName(applicationId)}-j`);
  }

  /** Deletes the pieces of finished attempts that are not among these. */
  async keepOnly(keys: readonly AttemptKey[]): Promise<void> {
    const kept = new Set(keys.map(pieceName));
    const dropped = this.holding().filter((key) => !kept.has(pieceName(key)));
    await Promise.all(dropped.map((key) => this.remove(key)));
  }

  private async removeByPrefix(prefix: string): Promise<void> {
    for (const name of this.finished.keys()) if (name.startsWith(prefix)) this.finished.delete(name);
    const names = (await readdir(this.folder)).filter((name) => name.startsWith(prefix));
    await Promise.all(names.map((name) => rm(join(this.folder, name), { force: true })));
  }
}
