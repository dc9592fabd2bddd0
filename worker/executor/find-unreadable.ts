/** After a query over slices failed: are the slices themselves damaged, and where? */
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import type { BadFile } from "../../common/errors/unreadable-files.js";
import { quoteIdentifier, quoteText } from "../../common/sql-text.js";
import type { Engine } from "../engine/engine.js";
import { EngineError, type EngineErrorKind } from "../engine/engine-error.js";
import { hidesRowNumber, rowNumber } from "../engine/row-number.js";
import type { LocalSlice } from "./local-slice.js";
import { rowsOf } from "./source-sql.js";

/** What no file is to blame for. */
const notOfFiles: ReadonlySet<EngineErrorKind> = new Set(["memory", "spill", "disk", "interrupted"]);

export interface Unreadable {
  readonly bad: BadFile;
  /** What to report where it may not be left out. */
  readonly error: GoldpanError;
}

/** The first row group that can't be read; undefined when all can, or the failure is not of that kind. Reads every slice once. */
export async function findUnreadable(
  engine: Engine,
  slices: readonly LocalSlice[],
  cause: EngineError,
): Promise<Unreadable | undefined> {
  if (notOfFiles.has(cause.kind)) return undefined;
  for (const slice of slices) {
    if (rowsOf(slice.slice) === 0 || slice.columns.length === 0) continue;
    const whole = await failure(engine, slice, "true");
    if (whole === undefined) continue;
    const { rowGroup, problem } = (await damagedRowGroup(engine, slice)) ?? { rowGroup: -1, problem: whole };
    const where = rowGroup < 0 ? "" : `, row group ${String(rowGroup)}`;
    const { uri, bytes } = slice.slice;
    const bad = { file: uri, bytes, problem };
    const error = new GoldpanError("INPUT_UNREADABLE", `${uri}${where} can't be read: ${problem}`, {
      details: { files: [bad], rowGroup, row: -1 },
      hint: "write the file again, or take it out of the input",
      cause,
    });
    return { bad, error };
  }
  return undefined;
}

async function damagedRowGroup(
  engine: Engine,
  slice: LocalSlice,
): Promise<{ readonly rowGroup: number; readonly problem: string } | undefined> {
  let first = 0;
  for (const group of slice.slice.rowGroups.toSorted((a, b) => a.index - b.index)) {
    const end = first + group.rows;
    const problem = await failure(engine, slice, `${rowNumber} >= ${String(first)} AND ${rowNumber} < ${String(end)}`);
    if (problem !== undefined) return { rowGroup: group.index, problem };
    first = end;
  }
  return undefined;
}

/** What the engine says when it decodes all columns of some rows; undefined when it can. */
async function failure(engine: Engine, slice: LocalSlice, condition: string): Promise<string | undefined> {
  const hashes = slice.columns.map((name) => `bit_xor(hash(${quoteIdentifier(name)}))`);
  const option = hidesRowNumber(slice.columns) ? "" : `, ${rowNumber} = true`;
  try {
    await engine.run(
      `SELECT ${hashes.join(", ")} FROM read_parquet(${quoteText(slice.path)}${option}) WHERE ${condition}`,
    );
    return undefined;
  } catch (error) {
    if (error instanceof EngineError && !notOfFiles.has(error.kind)) return error.message;
    throw error;
  }
}
