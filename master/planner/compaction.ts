/** Which files of a table become fewer, and the tasks that read them. Pure. */
import type { Split } from "../../common/wire/types.js";
import type { CatalogFile, CatalogScan } from "./catalog-port.js";
import { packSplits } from "./splits.js";

/** A file of that share of the target is large enough. */
const smallShare = 0.75;

export interface Compaction {
  readonly files: readonly CatalogFile[];
  /** A file is made of each; none has rows of two folders. */
  readonly splits: readonly Split[];
}

/**
 * In each folder the small files are packed into as few as hold them; a folder in which that makes no fewer files stays as it is.
 * @param targetBytes  of a file, compressed
 * @returns files in the order of the scan; empty where there is nothing to do
 */
export function planCompaction({ files }: Pick<CatalogScan, "files">, targetBytes: number): Compaction {
  const folders = new Map<string, CatalogFile[]>();
  for (const file of files) {
    if (file.bytes >= targetBytes * smallShare) continue;
    const folder = file.uri.slice(0, file.uri.lastIndexOf("/"));
    const small = folders.get(folder) ?? [];
    small.push(file);
    folders.set(folder, small);
  }
  const compacted: CatalogFile[] = [];
  const splits: Split[] = [];
  for (const small of folders.values()) {
    const packed = pack(small, targetBytes);
    if (packed.length >= small.length) continue;
    for (const file of small) compacted.push(file);
    for (const split of packed) splits.push(split);
  }
  return { files: compacted, splits };
}

function pack(files: readonly CatalogFile[], targetBytes: number): Split[] {
  const columns = [...new Set(files.flatMap((file) => file.columns))];
  const wanted = files.map((file) => ({ file, rowGroups: file.rowGroups }));
  // Files without rows are in no split, and go all the same.
  return packSplits(wanted, columns, { maxBytes: targetBytes, openCostBytes: 0, slots: 1, tasksPerSlot: 1 });
}
