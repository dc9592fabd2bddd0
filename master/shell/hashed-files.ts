/** Plans and bundles: files named by the SHA-256 of what is in them, so that the journal need only name them. */
import { createHash, randomUUID } from "node:crypto";
import { EventEmitter, once } from "node:events";
import { mkdirSync, rmSync } from "node:fs";
import { mkdir, open, readFile, rename, stat } from "node:fs/promises";
import { join } from "node:path";

export class HashedFiles {
  private readonly arrivals = new EventEmitter().setMaxListeners(0);

  private constructor(private readonly folder: string) {}

  static async open(folder: string): Promise<HashedFiles> {
    await mkdir(folder, { recursive: true });
    return new HashedFiles(folder);
  }

  path(sha256: string): string {
    if (!/^[0-9a-f]{64}$/.test(sha256)) throw new RangeError(`'${sha256}' is no SHA-256`);
    return join(this.folder, sha256);
  }

  /** @returns the name: lower-case hexadecimal. On disk when this resolves. */
  async put(data: Uint8Array): Promise<string> {
    const sha256 = createHash("sha256").update(data).digest("hex");
    if (!(await this.has(sha256))) await this.write(sha256, data);
    this.arrivals.emit(sha256);
    return sha256;
  }

  async has(sha256: string): Promise<boolean> {
    return stat(this.path(sha256)).then(
      () => true,
      () => false,
    );
  }

  async get(sha256: string): Promise<Buffer> {
    return readFile(this.path(sha256));
  }

  /** Resolves when it is there. Rejects when the signal is given first. */
  async arrived(sha256: string, signal: AbortSignal): Promise<void> {
    const arrival = once(this.arrivals, sha256, { signal });
    if (await this.has(sha256)) this.arrivals.emit(sha256);
    await arrival;
  }

  /** At once: nobody can find a file there that is about to go. What is being written meanwhile fails. */
  clear(): void {
    rmSync(this.folder, { recursive: true, force: true });
    mkdirSync(this.folder, { recursive: true });
  }

  /** Whole under its name, or not there. */
  private async write(sha256: string, data: Uint8Array): Promise<void> {
    // Two applications may bring the same file at once.
    const temporary = `${this.path(sha256)}.${randomUUID()}.new`;
    const file = await open(temporary, "w");
    try {
      await file.writeFile(data);
      await file.datasync();
    } finally {
      await file.close();
    }
    await rename(temporary, this.path(sha256));
  }
}
