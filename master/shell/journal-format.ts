/**
 * The journal as text: a line that names its format, then one line of JSON per record. The last field of each is the CRC-32 of
 * everything before it, so that a line torn by a crash is told from a whole one. Any JSON tool reads it.
 */
import { crc32 } from "node:zlib";
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import type { SchedulerEvent } from "../core/events.js";
import type { Decision } from "./decisions.js";

export interface JournalRecord {
  readonly event: SchedulerEvent;
  /** What the scheduler decided on it: for readers; a replay decides anew. */
  readonly decided: readonly Decision[];
}

/** Rises with whatever an earlier release could not replay, or would replay to another state. */
const format = "goldpan-journal/2";
const closing = /,"crc":"([0-9a-f]{8})"\}$/;

/** The first line of every journal. */
export const journalHeader = encodeLine({ format });

export function encodeRecord(record: JournalRecord): string {
  return encodeLine(record);
}

/** Takes a journal piece by piece, and holds no more than the line that is not whole yet. */
export class JournalDecoder {
  /** Of the lines that are whole: what follows them is torn. */
  bytes = 0;
  private lines = 0;
  private rest: Buffer[] = [];
  private torn = false;

  /** @param path  of the file, for errors */
  constructor(private readonly path: string) {}

  /** @throws STATE_DAMAGED when a line that is not the last one is damaged, or the format is another one */
  *push(chunk: Buffer): Generator<JournalRecord, void, undefined> {
    let start = 0;
    for (let end = chunk.indexOf(0x0a); end >= 0; end = chunk.indexOf(0x0a, start)) {
      const line = Buffer.concat([...this.rest, chunk.subarray(start, end)]);
      this.rest = [];
      start = end + 1;
      const record = this.take(line);
      if (record !== undefined) yield record;
    }
    if (start < chunk.length) this.rest.push(chunk.subarray(start));
    if (this.torn && this.rest.length > 0) throw this.damaged();
  }

  private take(line: Buffer): JournalRecord | undefined {
    if (this.torn) throw this.damaged();
    const value = decodeLine(line.toString("utf8"));
    if (value === undefined) {
      this.torn = true;
      return undefined;
    }
    this.lines += 1;
    this.bytes += line.length + 1;
    if (this.lines > 1) return value as JournalRecord;
    const found = (value as { format?: unknown }).format;
    if (found !== format) throw this.foreign(found);
    return undefined;
  }

  private damaged(): GoldpanError {
    return new GoldpanError("STATE_DAMAGED", `the journal ${this.path} is damaged in line ${this.lines + 1}`, {
      hint: "restore the state folder, or start with an empty one: applications that ran are then lost, tables are not",
    });
  }

  private foreign(found: unknown): GoldpanError {
    const version = typeof found === "string" ? `has the format ${found}` : "names no format";
    return new GoldpanError("STATE_DAMAGED", `the journal ${this.path} ${version}; this release reads ${format}`, {
      hint: "start the release that wrote it, let its applications end, and stop it; or start with an empty state folder",
    });
  }
}

/** @param data  a journal from its beginning; a torn last line is left out */
export function decodeJournal(data: Buffer): JournalRecord[] {
  return [...new JournalDecoder("(in memory)").push(data)];
}

function encodeLine(value: object): string {
  const text = JSON.stringify(value).slice(0, -1);
  return `${text},"crc":"${checksum(text)}"}\n`;
}

function decodeLine(line: string): object | undefined {
  const match = closing.exec(line);
  if (match === null || checksum(line.slice(0, match.index)) !== match[1]) return undefined;
  return JSON.parse(line) as object;
}

function checksum(text: string): string {
  return crc32(text).toString(16).padStart(8, "0");
}
