/** Puts the pieces that one request brings into the gathered file: small ones many at a time, large ones chunk by chunk. */
import type { ArrivingPiece, PieceTaker, WantedRange } from "../grpc/piece-client.js";
import type { GatheredFile } from "./gathered-file.js";

/** Pieces of one map output that a task reads. */
export interface InputRange extends WantedRange {
  readonly workerId: string;
  readonly address: string;
  /** About so many. */
  readonly bytes: number;
  /** Position of the map output among the input's. */
  readonly map: number;
}

type Piece = ArrivingPiece<InputRange>;

const flushBytes = 2 ** 20;

export class Arrivals implements PieceTaker<InputRange> {
  /** Whole pieces that came in one chunk each. */
  private small: { readonly piece: Piece; readonly data: Buffer }[] = [];
  private smallBytes = 0;
  /** The piece that comes now. */
  private whole: Buffer | undefined;
  private offset: number | undefined;
  private written = 0;

  constructor(private readonly file: GatheredFile) {}

  async write({ bytes }: Piece, data: Buffer): Promise<void> {
    if (data.length === bytes) {
      this.whole = data;
      return;
    }
    this.offset ??= this.file.place(bytes);
    await this.file.write([data], this.offset + this.written);
    this.written += data.length;
  }

  async finish(piece: Piece): Promise<void> {
    const { whole, offset } = this;
    this.discard();
    if (whole === undefined) {
      this.file.add(piece.range.map, { partition: piece.partition, offset: offset ?? 0, bytes: piece.bytes });
      return;
    }
    this.small.push({ piece, data: whole });
    this.smallBytes += whole.length;
    if (this.smallBytes >= flushBytes) await this.flush();
  }

  discard(): void {
    this.whole = undefined;
    this.offset = undefined;
    this.written = 0;
  }

  /** Writes what waits; at the end too. */
  async flush(): Promise<void> {
    const { small } = this;
    const begin = this.file.place(this.smallBytes);
    this.small = [];
    this.smallBytes = 0;
    await this.file.write(
      small.map(({ data }) => data),
      begin,
    );
    let offset = begin;
    for (const { piece, data } of small) {
      this.file.add(piece.range.map, { partition: piece.partition, offset, bytes: data.length }, data);
      offset += data.length;
    }
  }
}
