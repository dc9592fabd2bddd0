/** Ranges of a local file, read by large parts as they are asked for in order, and a file that is written so. */
import { open, type FileHandle } from "node:fs/promises";

const windowBytes = 4 * 2 ** 20;

export class LocalBytes {
  private window = Buffer.alloc(0);
  private windowStart = 0;

  private constructor(
    private readonly file: FileHandle,
    readonly size: number,
  ) {}

  static async open(path: string): Promise<LocalBytes> {
    const file = await open(path);
    return new LocalBytes(file, (await file.stat()).size);
  }

  /** As much of a range as is at hand, at least one byte; valid until the next call. */
  async part(start: number, end: number): Promise<Buffer> {
    if (start < this.windowStart || start >= this.windowStart + this.window.length) await this.move(start, windowBytes);
    return this.window.subarray(start - this.windowStart, end - this.windowStart);
  }

  async text(start: number, end: number): Promise<string> {
    if (start < this.windowStart || end > this.windowStart + this.window.length) {
      await this.move(start, Math.max(windowBytes, end - start));
    }
    return this.window.toString("utf8", start - this.windowStart, end - this.windowStart);
  }

  async startsWith(bytes: Buffer): Promise<boolean> {
    if (this.size < bytes.length) return false;
    return (await this.part(0, bytes.length)).equals(bytes);
  }

  async close(): Promise<void> {
    await this.file.close();
  }

  private async move(start: number, bytes: number): Promise<void> {
    const buffer = Buffer.allocUnsafe(Math.min(bytes, this.size - start));
    const { bytesRead } = await this.file.read(buffer, 0, buffer.length, start);
    this.window = buffer.subarray(0, bytesRead);
    this.windowStart = start;
  }
}

export class LocalWriter {
  private readonly parts: Buffer[] = [];
  private bytes = 0;

  private constructor(private readonly file: FileHandle) {}

  static async open(path: string): Promise<LocalWriter> {
    return new LocalWriter(await open(path, "w"));
  }

  /** Keeps a copy: the bytes are the caller's again. */
  async write(data: Buffer): Promise<void> {
    this.parts.push(Buffer.from(data));
    this.bytes += data.length;
    if (this.bytes >= windowBytes) await this.flush();
  }

  async close(): Promise<void> {
    try {
      await this.flush();
    } finally {
      await this.file.close();
    }
  }

  private async flush(): Promise<void> {
    if (this.bytes > 0) await this.file.writeFile(Buffer.concat(this.parts));
    this.parts.length = 0;
    this.bytes = 0;
  }
}
