/**
 * One record of the journal: a line of JSON whose last field is the CRC-32 of everything before it, so that a line torn by a
 * crash is told from a whole one. Any JSON tool reads it.
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

const closing = /,"crc":"([0-9a-f]{8})"\}$/;

export function encodeRecord(record: JournalRecord): string {
  const text = JSON.stringify(record).slice(0, -1);
  return `${text},"crc":"${checksum(text)}"}\n`;
}

/**
 * @param data  a journal from its beginning
 * @returns its records, and how many bytes they take: what follows is a torn line
 * @throws INTERNAL when a line that is not the last one is damaged
 */
export function decodeJournal(data: Buffer): { records: JournalRecord[]; bytes: number } {
  const records: JournalRecord[] = [];
  let start = 0;
  while (start < data.length) {
    const end = data.indexOf(0x0a, start);
    const record = end < 0 ? undefined : decodeRecord(data.toString("utf8", start, end));
    if (record === undefined) {
      if (end >= 0 && end + 1 < data.length) {
        throw new GoldpanError("INTERNAL", `the journal is damaged in record ${records.length + 1}`, {
          retry: "never",
          hint: "restore the state folder, or start with an empty one: applications that ran are then lost",
        });
      }
      break;
    }
    records.push(record);
    start = end + 1;
  }
  return { records, bytes: start };
}

function decodeRecord(line: string): JournalRecord | undefined {
  const match = closing.exec(line);
  if (match === null || checksum(line.slice(0, match.index)) !== match[1]) return undefined;
  return JSON.parse(line) as JournalRecord;
}

function checksum(text: string): string {
  return crc32(text).toString(16).padStart(8, "0");
}
