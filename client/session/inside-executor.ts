/** Whether this process runs tasks. There a script's modules are loaded for their row functions alone: sessions cannot be made. */
import { scriptError } from "../dataframe/call-site.js";
import { findFilesIn } from "./goldpan-files.js";
import type { CallSite } from "../../common/wire/types.js";

let isExecutor = false;

/**
 * From now on sessions are refused in this process. Called before a script's bundle is loaded.
 * @param filesFolder  where the application's files lie
 * @internal
 */
export function enterExecutor(filesFolder: string): void {
  isExecutor = true;
  findFilesIn(filesFolder);
}

/** @throws SCRIPT_NOT_LOADED in an executor */
export function refuseInExecutor(at: CallSite | null): void {
  if (!isExecutor) return;
  throw scriptError(
    "SCRIPT_NOT_LOADED",
    "getOrCreate() was called while an executor loaded the module for its row functions",
    at,
    "make sessions inside main, or in a module that declares no row function and is imported by none that does",
  );
}
