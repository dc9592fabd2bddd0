/** How much an engine has spilled to its folder, at most at a time: it deletes what it no longer needs, so that somebody must look. */
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";

const lookIntervalMs = 100;

export class SpillWatch {
  private peak = 0;
  private looking: Promise<void> | undefined;
  private readonly timer: NodeJS.Timeout;

  /** @param folder  the engine's own, which need not be there yet */
  constructor(private readonly folder: string) {
    this.timer = setInterval(() => {
      this.looking ??= this.look().finally(() => {
        this.looking = undefined;
      });
    }, lookIntervalMs);
  }

  /** Bytes on disk at the highest point seen, now included. */
  async peakBytes(): Promise<number> {
    await this.look();
    return this.peak;
  }

  close(): void {
    clearInterval(this.timer);
  }

  private async look(): Promise<void> {
    const sizes = await Promise.all((await namesIn(this.folder)).map((name) => bytesOf(join(this.folder, name))));
    this.peak = Math.max(
      this.peak,
      sizes.reduce((sum, bytes) => sum + bytes, 0),
    );
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch {
    // It is made when something is spilled.
    return [];
  }
}

async function bytesOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch {
    // Deleted since it was listed.
    return 0;
  }
}
