/** The files of an input whose pieces all lie on this host: large pieces where they are, what lies between them put together. */
import type { LocalPiece } from "../executor-protocol.js";
import { Arrivals } from "./arrivals.js";
import type { GatheredFile } from "./gathered-file.js";
import { copyPiece, inPlace, isWholeFile, type StoredPiece } from "./local-pieces.js";

/** Below it, opening a file costs more than copying it. */
const wholeFileBytesMin = 64 * 2 ** 10;

export class LocalFiles {
  private readonly files: LocalPiece[] = [];
  private between: { readonly file: GatheredFile; readonly arrivals: Arrivals } | undefined;

  /**
   * @param create  makes the file that comes at a position
   * @param keep  the path by which a file that comes at a position is read
   * @param reserve  takes room on this disk. @throws DISK_FULL
   */
  constructor(
    private readonly create: (position: number) => Promise<GatheredFile>,
    private readonly keep: (path: string, position: number) => Promise<string>,
    private readonly reserve: (bytes: number) => void,
  ) {}

  /** The next piece in the order of reading. @param isAlone  whether all that is read is of one attempt. @throws PIECES_LOST */
  async add(piece: StoredPiece, isAlone: boolean): Promise<void> {
    if (isWholeFile(piece) && (isAlone || piece.entry.bytes >= wholeFileBytesMin)) {
      await this.endBetween();
      const { path, rows } = await inPlace(piece);
      this.files.push({ path: await this.keep(path, this.files.length), rows });
      return;
    }
    this.reserve(piece.entry.bytes);
    this.between ??= await this.begun();
    await copyPiece(piece, this.between.arrivals);
  }

  /** @returns the files, to be read in this order */
  async finish(): Promise<readonly LocalPiece[]> {
    await this.endBetween();
    return this.files;
  }

  /** Also after a failure. */
  async close(): Promise<void> {
    await this.between?.file.close();
  }

  private async begun(): Promise<{ file: GatheredFile; arrivals: Arrivals }> {
    const file = await this.create(this.files.length);
    return { file, arrivals: new Arrivals(file) };
  }

  private async endBetween(): Promise<void> {
    if (this.between === undefined) return;
    const { file, arrivals } = this.between;
    await arrivals.flush();
    this.files.push(...(await file.finish()));
    this.between = undefined;
  }
}
