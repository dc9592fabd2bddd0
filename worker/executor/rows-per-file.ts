/** Into how many data files a task's output is cut. */
import type { SinkDelivery } from "../../common/wire/types.js";

/** A file may be so much larger than its target: a cut costs writing it once more. */
const targetExceededBy = 1.5;

/**
 * Rows of each file but the last, so that all are about alike: as many as there are when one file is enough.
 * @param file  one that holds them all; bytes as compressed, 0 where they don't count
 */
export function rowsPerFile(
  { rows, bytes }: { readonly rows: number; readonly bytes: number },
  sink: Pick<SinkDelivery, "fileRowsMax" | "fileBytesTarget">,
): number {
  const { fileRowsMax, fileBytesTarget } = sink;
  const byRows = fileRowsMax > 0 ? fileRowsMax : rows;
  const isLarge = fileBytesTarget > 0 && bytes > fileBytesTarget * targetExceededBy;
  const files = isLarge ? Math.round(bytes / fileBytesTarget) : 1;
  return Math.max(1, Math.min(byRows, Math.ceil(rows / files)));
}
