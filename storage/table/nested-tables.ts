/** Tables never lie inside each other: what one commit replaces would be another's rows. */
import { GoldpanError, isGoldpanError } from "../../common/errors/goldpan-error.js";
import type { ObjectStore } from "../object-store.js";
import type { TableListing } from "./table-listing.js";
import { commitAt, logFolder, splitRoot } from "./table-path.js";

/**
 * Looks above a folder that is to be written. A folder that may not be listed counts as no table.
 * @throws TABLE_NESTED naming the table that it lies in
 */
export async function assertOutsideTables(store: ObjectStore, folder: string): Promise<void> {
  for (const outer of foldersAbove(folder)) {
    if (await isTable(store, outer)) throw nested(folder, `lies inside the table ${outer}`, outer);
  }
}

/** @throws TABLE_NESTED naming a table below the folder */
export function assertNoTablesBelow(folder: string, listing: TableListing): void {
  for (const { path } of listing.objects) {
    const log = path.indexOf(`/${logFolder}`) + 1;
    if (log === 0 || commitAt(path.slice(log))?.kind !== "record") continue;
    const inner = folder + path.slice(0, log);
    throw nested(folder, `holds the table ${inner}`, inner);
  }
}

/** Outermost first, without the root: that is never a table. */
function foldersAbove(folder: string): string[] {
  const { root, path } = splitRoot(folder);
  const names = path.split("/").slice(0, -2);
  return names.map((_name, index) => `${root}${names.slice(0, index + 1).join("/")}/`);
}

async function isTable(store: ObjectStore, folder: string): Promise<boolean> {
  try {
    for await (const { uri } of store.list(folder + logFolder)) {
      if (commitAt(uri.slice(folder.length))?.kind === "record") return true;
    }
  } catch (error) {
    if (!isGoldpanError(error, "STORE_ACCESS_DENIED")) throw error;
  }
  return false;
}

function nested(folder: string, problem: string, other: string): GoldpanError {
  return new GoldpanError("TABLE_NESTED", `${folder} ${problem}`, {
    details: { table: other },
    hint: "write to a folder of its own beside it, or remove the other table's folder if nobody needs it",
  });
}
