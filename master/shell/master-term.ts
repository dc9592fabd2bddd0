/** Counts the lives of a master over one state folder: what a worker says to an earlier life is told from what it says to this. */
import { open, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { GoldpanError } from "../../common/errors/goldpan-error.js";

/** The next term, from 1; on disk when this resolves. @throws STATE_DAMAGED when the file holds something else */
export async function nextMasterTerm(stateFolder: string): Promise<number> {
  const path = join(stateFolder, "term");
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "0";
    throw error;
  });
  const term = Number(text) + 1;
  if (!Number.isSafeInteger(term)) {
    throw new GoldpanError("STATE_DAMAGED", `${path} does not hold a number`, {
      hint: "restore it, or start with an empty state folder: applications that ran are then lost, tables are not",
    });
  }
  const file = await open(`${path}.new`, "w");
  try {
    await file.writeFile(String(term));
    await file.datasync();
  } finally {
    await file.close();
  }
  await rename(`${path}.new`, path);
  return term;
}
