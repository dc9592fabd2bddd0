/** The journal's file: appended in batches, each on disk before its actions are performed. */
import { open, type FileHandle } from "node:fs/promises";
import { decodeJournal, encodeRecord, type JournalRecord } from "./journal-format.js";

export class Journal {
  private constructor(private readonly file: FileHandle) {}

  /** Opens or creates it; a torn last line is cut off. The caller closes it. */
  static async open(path: string): Promise<{ journal: Journal; records: JournalRecord[] }> {
    const file = await open(path, "a+");
    try {
      const { records, bytes } = decodeJournal(await file.readFile());
      await file.truncate(bytes);
      return { journal: new Journal(file), records };
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** One write and one sync for all of them. */
  async append(records: readonly JournalRecord[]): Promise<void> {
    await this.file.appendFile(records.map(encodeRecord).join(""));
    await this.file.datasync();
  }

  /** Forgets everything: no application is left that it could bring back. */
  async clear(): Promise<void> {
    await this.file.truncate(0);
  }

  async close(): Promise<void> {
    await this.file.close();
  }
}
