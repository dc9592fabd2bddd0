/** How many data files a planned write makes, as far as it is known before it runs. Pure. */
import type { FileSlice, Operator, Split } from "../../common/wire/types.js";
import type { PlannedFragment, PlannedJob } from "./planned-job.js";

export interface OutputFiles {
  /** 0 where it depends on the rows. */
  readonly files: number;
  readonly atMost: boolean;
}

interface Writers {
  readonly tasks: number;
  readonly atMost: boolean;
  /** Undefined without partitions; 0 where their number depends on the rows. */
  readonly folders: number | undefined;
}

/** Rows of one folder meet in one task, unless it is heavy; a task cuts what it has by the write's most rows per file. */
export function outputFiles({ stages }: PlannedJob, { tasks, atMost, folders }: Writers): OutputFiles {
  const last = stages.at(-1)?.fragments ?? [];
  const rowsMax = Math.max(0, ...last.map(({ fragment }) => fragment.delivery?.sink?.fileRowsMax ?? 0));
  const uncut = { files: folders ?? tasks, atMost: folders !== undefined || atMost };
  if (rowsMax === 0 || uncut.files === 0) return uncut;
  const all = stages.flatMap(({ fragments }) => fragments);
  const rows = all.every(keepsOrDropsRows) ? rowsOf(all.flatMap(({ splits }) => splits)) : undefined;
  if (rows === undefined) return { files: 0, atMost: true };
  if (folders === undefined && last.every(({ layout }) => layout.kind === "splits")) {
    const cut = last.flatMap(({ splits }) => splits).map((split) => Math.ceil((rowsOf([split]) ?? 0) / rowsMax));
    return { files: cut.reduce((sum, files) => sum + Math.max(1, files), 0), atMost: true };
  }
  // Each folder's last file, or each task's, may be a short one.
  return { files: uncut.files + Math.floor(rows / rowsMax), atMost: true };
}

/** By what an operator is: at most one row for each that it takes. */
const rowByRow: readonly (keyof Operator)[] = [
  ...(["scan", "pieces", "project", "filter", "expect", "mapFunction"] as const),
  ...(["limit", "deduplicate", "sort", "window", "sample", "sampleKeys", "bounds"] as const),
];

function keepsOrDropsRows({ fragment }: PlannedFragment): boolean {
  return fragment.operators.every((operator) => rowByRow.some((kind) => (operator[kind] ?? null) !== null));
}

/** Undefined where nobody has counted them: lines of text. */
function rowsOf(splits: readonly Split[]): number | undefined {
  const files: readonly FileSlice[] = splits.flatMap((split) => split.files);
  if (files.some(({ rowGroups, bytes }) => rowGroups.length === 0 && bytes > 0)) return undefined;
  return files.flatMap(({ rowGroups }) => rowGroups).reduce((sum, { rows }) => sum + rows, 0);
}
