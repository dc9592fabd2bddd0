/** Lines of a local text, all of which end in one way. */
import { GoldpanError } from "../../../common/errors/goldpan-error.js";
import type { LocalBytes } from "./local-bytes.js";
import type { RecordRange } from "./record-scan.js";

export interface PlacedRange extends RecordRange {
  /** It is no record: blank, a comment, the header. */
  readonly left: boolean;
}

const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/** @throws ATTEMPT_CANCELLED */
export async function lineRanges(bytes: LocalBytes, isCancelled: () => boolean): Promise<PlacedRange[]> {
  const ranges: PlacedRange[] = [];
  let start = 0;
  let before = 0;
  const push = (end: number, next: number): void => {
    ranges.push({ start, end: before === carriageReturn ? end - 1 : end, next, left: false });
    start = next;
  };
  for (let at = 0; at < bytes.size;) {
    if (isCancelled()) throw new GoldpanError("ATTEMPT_CANCELLED", "the attempt was cancelled");
    const part = await bytes.part(at, bytes.size);
    for (let index = part.indexOf(lineFeed); index >= 0; index = part.indexOf(lineFeed, index + 1)) {
      if (index > 0) before = part[index - 1] ?? 0;
      push(at + index, at + index + 1);
    }
    before = part.at(-1) ?? before;
    at += part.length;
  }
  if (start < bytes.size) push(bytes.size, bytes.size);
  return ranges;
}
