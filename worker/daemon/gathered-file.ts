/**
 * The pieces of one input of a task in one file: they are put there in the order in which they come, and its footer names them in the
 * order in which they are to be read. So one file is opened and bound for them, however many there are.
 */
import { open, type FileHandle } from "node:fs/promises";
import { concatenatedTail, moveFooter, type MovedFooter } from "../../storage/parquet/concatenated-file.js";
import type { LocalPiece } from "../executor-protocol.js";
import { metadataOf, readMetadata } from "./piece-metadata.js";

/** As many as one system call takes. */
const buffersPerWrite = 1_024;

interface GatheredPiece {
  readonly partition: number;
  readonly footer: MovedFooter;
}

export class GatheredFile {
  private end = 0;
  private readonly pieces: GatheredPiece[][] = [];

  private constructor(
    readonly path: string,
    private readonly file: FileHandle,
  ) {}

  static async create(path: string): Promise<GatheredFile> {
    return new GatheredFile(path, await open(path, "w+"));
  }

  /** Takes a place for so many bytes. @returns where it begins */
  place(bytes: number): number {
    const offset = this.end;
    this.end += bytes;
    return offset;
  }

  async write(buffers: readonly Buffer[], offset: number): Promise<void> {
    let at = offset;
    for (let first = 0; first < buffers.length; first += buffersPerWrite) {
      const some = buffers.slice(first, first + buffersPerWrite);
      const { bytesWritten } = await this.file.writev(some, at);
      const bytes = some.reduce((sum, { length }) => sum + length, 0);
      // What a full disk took of it; writing the rest says why it ends there.
      if (bytesWritten < bytes) await this.writeRest(Buffer.concat(some).subarray(bytesWritten), at + bytesWritten);
      at += bytes;
    }
  }

  /**
   * A piece is whole at its place.
   * @param map  position of its attempt among the input's
   * @param data  the piece, where it is in memory anyway
   */
  add(
    map: number,
    piece: { readonly partition: number; readonly offset: number; readonly bytes: number },
    data?: Buffer,
  ): void {
    const metadata = data ? metadataOf(data) : readMetadata(this.file.fd, piece.offset, piece.bytes);
    const footer = moveFooter(metadata, piece.offset);
    (this.pieces[map] ??= []).push({ partition: piece.partition, footer });
  }

  /** Ends the file. @returns the file, unless there are no rows */
  async finish(): Promise<LocalPiece[]> {
    // Of one attempt's pieces small ones wait for each other, while large ones are put where they belong at once.
    const inOrder = this.pieces.flatMap((pieces) => pieces.sort((a, b) => a.partition - b.partition));
    const footers = inOrder.map(({ footer }) => footer);
    if (footers.length > 0) await this.write([concatenatedTail(footers)], this.end);
    await this.close();
    const rows = footers.reduce((sum, footer) => sum + footer.rows, 0);
    return rows === 0 ? [] : [{ path: this.path, rows }];
  }

  async close(): Promise<void> {
    await this.file.close();
  }

  private async writeRest(data: Buffer, offset: number): Promise<void> {
    let done = 0;
    while (done < data.length)
      done += (await this.file.write(data, done, data.length - done, offset + done)).bytesWritten;
  }
}
