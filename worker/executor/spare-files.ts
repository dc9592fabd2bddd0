/**
 * Local files that are written over again: to give their pages back to the system and to take new ones costs it as much as all else that is
 * done to write them.
 */
import { rename } from "node:fs/promises";
import { join } from "node:path";

/** Of one attempt that is fetched, and one that runs. */
const spareMax = 2;

export class SpareFiles {
  private readonly spare: string[] = [];
  private kept = 0;

  /** @param folder  theirs, which is there */
  constructor(private readonly folder: string) {}

  /** Puts one at a path, if there is one: to be written over, and cut to its new length. */
  async take(path: string): Promise<void> {
    const file = this.spare.pop();
    if (file !== undefined) await rename(file, path);
  }

  /** Takes a file that nobody reads any more, unless there are enough. */
  async keep(path: string): Promise<void> {
    if (this.spare.length >= spareMax) return;
    const file = join(this.folder, `spare-${String(this.kept++)}`);
    await rename(path, file);
    this.spare.push(file);
  }
}
