/** Where malformed records of a JSON file are. */
import type { Engine } from "../../engine/engine.js";
import type { LocalSlice } from "../local-slice.js";
import { unevenLinesSql } from "./json-texts.js";
import { recordPlaces, type MalformedRecord } from "./malformed-records.js";

type MalformedText = Pick<MalformedRecord, "row" | "text">;

/** @param malformed  ascending by row; their texts stay: those of a list's objects are not the line's */
export async function jsonPlaces(
  engine: Engine,
  slice: LocalSlice,
  malformed: readonly MalformedText[],
  isCancelled: () => boolean,
): Promise<MalformedRecord[]> {
  if (malformed.length === 0) return [];
  const start = slice.text?.start ?? 0;
  if (slice.wholeText === true) return malformed.map((record) => ({ ...record, place: start, line: 1 }));
  const uneven = await engine.objects(unevenLinesSql(slice));
  const lines = linesOf(
    malformed,
    uneven.map(({ line, records }) => ({ line: Number(line), records: Number(records) })),
  );
  const places = await recordPlaces(slice, [...new Set(lines)], isCancelled);
  const byLine = new Map(places.map((place) => [place.row, place]));
  return malformed.flatMap(({ row, text }, index) => {
    const found = byLine.get(lines[index] ?? -1);
    return found === undefined ? [] : [{ ...found, row, text }];
  });
}

/** Of records, the lines that they are on: each has one, but for the uneven ones. */
function linesOf(
  malformed: readonly MalformedText[],
  uneven: readonly { readonly line: number; readonly records: number }[],
): number[] {
  let next = 0;
  /** Records before the line `next`, less their lines. */
  let more = 0;
  return malformed.map(({ row }) => {
    for (let at = uneven[next]; at !== undefined && at.line + more + at.records <= row; at = uneven[++next]) {
      more += at.records - 1;
    }
    const at = uneven[next];
    return at !== undefined && at.line + more <= row ? at.line : row - more;
  });
}
