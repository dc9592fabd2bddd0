/** One LIST of a folder tells its data objects, the commits of its log and which of them are applied. */
import type { ObjectInfo, ObjectStore } from "../object-store.js";
import { commitAt, isFolderMarker, logFolder, successName } from "./table-path.js";

/** What lies in a folder; paths are relative to it. */
export interface TableListing {
  /** Everything but the log, folder markers and the `_SUCCESS` at the top, in ascending order of paths. */
  readonly objects: readonly { readonly path: string; readonly info: ObjectInfo }[];
  /** Greatest number of a commit; 0 for none. */
  readonly latest: number;
  /** Nothing of the latest commit is left to do. True without commits. */
  readonly applied: boolean;
  readonly hasSuccess: boolean;
}

/** @param folder  ends in `/` */
export async function listTable(store: ObjectStore, folder: string): Promise<TableListing> {
  const objects: { path: string; info: ObjectInfo }[] = [];
  const log = new LogPosition();
  let hasSuccess = false;
  for await (const info of store.list(folder)) {
    const path = info.uri.slice(folder.length);
    if (path.startsWith(logFolder)) log.see(path);
    else if (path === successName) hasSuccess = true;
    else if (path !== "" && !isFolderMarker(info)) objects.push({ path, info });
  }
  return { objects, latest: log.latest, applied: log.applied, hasSuccess };
}

/** The latest commit and whether it is applied, from the names in `_goldpan/`. */
export class LogPosition {
  latest = 0;
  private latestApplied = 0;

  /** @param path  relative to the table; names that are not the log's are ignored */
  see(path: string): void {
    const found = commitAt(path);
    if (found?.kind === "record") this.latest = Math.max(this.latest, found.commit);
    if (found?.kind === "applied") this.latestApplied = Math.max(this.latestApplied, found.commit);
  }

  get applied(): boolean {
    return this.latestApplied >= this.latest;
  }
}
