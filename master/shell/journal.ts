/**
 * The journal's file: appended in batches, each on disk before its actions are performed. Its life: opened, replayed, then appended
 * to; it starts anew whenever no application is open that it could bring back.
 */
import { open, type FileHandle } from "node:fs/promises";
import { encodeRecord, JournalDecoder, journalHeader, type JournalRecord } from "./journal-format.js";

const readBytes = 2 ** 20;

export class Journal {
  private empty = true;

  private constructor(
    private readonly path: string,
    private readonly file: FileHandle,
  ) {}

  /** Opens or creates it. The caller closes it. @throws STATE_DAMAGED when this release did not write it */
  static async open(path: string): Promise<Journal> {
    const file = await open(path, "a+");
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(65_536), 0, 65_536, 0);
      Array.from(new JournalDecoder(path).push(buffer.subarray(0, bytesRead)));
      return new Journal(path, file);
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /**
   * Reads it once, one record at a time, and cuts off a torn last line.
   * @returns the number of records
   * @throws STATE_DAMAGED
   */
  async replay(take: (record: JournalRecord) => Promise<void> | void): Promise<number> {
    const decoder = new JournalDecoder(this.path);
    let count = 0;
    const chunks: AsyncIterable<Buffer> = this.file.createReadStream({
      start: 0,
      autoClose: false,
      highWaterMark: readBytes,
    });
    for await (const chunk of chunks) {
      for (const record of decoder.push(chunk)) {
        count += 1;
        await take(record);
      }
    }
    await this.file.truncate(decoder.bytes);
    this.empty = decoder.bytes === 0;
    return count;
  }

  /** One write and one sync for all of them. */
  async append(records: readonly JournalRecord[]): Promise<void> {
    const header = this.empty ? journalHeader : "";
    this.empty = false;
    await this.file.appendFile(header + records.map(encodeRecord).join(""));
    await this.file.datasync();
  }

  /**
   * Forgets all that was, and begins with these. A crash in between leaves an empty journal or a torn one: no application is open
   * that would be missed.
   */
  async startAnew(records: readonly JournalRecord[]): Promise<void> {
    await this.file.truncate(0);
    this.empty = true;
    if (records.length > 0) await this.append(records);
  }

  async close(): Promise<void> {
    await this.file.close();
  }
}
