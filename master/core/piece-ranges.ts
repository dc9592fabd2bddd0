/** Sizes of a map output's partitions, as reports tell them: one character code per partition. */
import { pieceBytesOf } from "../../common/piece-size.js";
import type { TaskReport } from "./events.js";

/** @returns compressed bytes, at most a tenth too many; 0 only for a piece that does not exist */
export function pieceBytes(pieceSizes: string, partition: number): number {
  return partition < pieceSizes.length ? pieceBytesOf(pieceSizes.charCodeAt(partition)) : 0;
}

/** Whether partitions `from` to before `to` are not all empty. */
export function hasBytes(pieceSizes: string, from: number, to: number): boolean {
  for (let partition = from; partition < to; partition++) if (pieceBytes(pieceSizes, partition) > 0) return true;
  return false;
}

/** What partitions `from` to before `to` hold. Of some of several that are not empty, `rows` is 0: not known. */
export function rangeVolume(
  { pieceSizes, bytesOut, rowsOut }: Pick<TaskReport, "pieceSizes" | "bytesOut" | "rowsOut">,
  from: number,
  to: number,
): { readonly bytes: number; readonly rows: number } {
  const others = hasBytes(pieceSizes, 0, from) || hasBytes(pieceSizes, to, pieceSizes.length);
  if (!others) return { bytes: bytesOut, rows: rowsOut };
  let bytes = 0;
  for (let partition = from; partition < to; partition++) bytes += pieceBytes(pieceSizes, partition);
  return { bytes, rows: 0 };
}

/** Whether the same partitions are empty. */
export function sameParts(a: string, b: string): boolean {
  const partitions = Math.max(a.length, b.length);
  for (let partition = 0; partition < partitions; partition++) {
    if (pieceBytes(a, partition) > 0 !== pieceBytes(b, partition) > 0) return false;
  }
  return true;
}
