/** Bad input files, named with why. */
import { GoldpanError } from "./goldpan-error.js";

export interface BadFile {
  readonly file: string;
  readonly bytes: number;
  /** A clause about it: `it is empty (0 bytes)`. */
  readonly problem: string;
}

const shownMax = 10;

export const notParquet = "it is not a Parquet file";
const textName = /\.(csv|tsv|json|jsonl|ndjson|txt|log)(\.gz|\.zst)?$/i;

/** One error for all of them: the details carry every file, the message the first few. */
export function unreadableFiles(files: readonly BadFile[], cause?: unknown): GoldpanError<"INPUT_UNREADABLE"> {
  const shown = files.slice(0, shownMax).map(({ file, problem }) => `${file}: ${problem}`);
  const more = files.length > shown.length ? ` and ${files.length - shown.length} more` : "";
  const count = files.length === 1 ? "" : `${files.length} files can't be read: `;
  return new GoldpanError("INPUT_UNREADABLE", `${count}${shown.join("; ")}${more}`, {
    hint: files.every(({ file, problem }) => problem === notParquet && textName.test(file))
      ? "read.csv, read.json and read.text read text"
      : `repair or remove the file${files.length === 1 ? "" : "s"}`,
    details: { files: files.map((file) => ({ ...file })), rowGroup: -1, row: -1 },
    cause,
  });
}
