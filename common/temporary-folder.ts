/** Temporary folders that a kill does not leave for ever: whoever makes the next one removes those whose owner is dead. */
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { FolderOwner } from "./folder-owner.js";

/** Named after the host: process ids of other hosts and containers, which may see the same folder, say nothing here. */
const ownerFile = `owner-${hostname()}.pid`;

/**
 * @param prefix  of its name, e.g. `goldpan-worker-`
 * @returns a new folder in `parent`; the caller removes it
 */
export function makeTemporaryFolder(parent: string, prefix: string): string {
  for (const name of readdirSync(parent)) {
    if (name.startsWith(prefix)) removeIfLeft(join(parent, name));
  }
  const folder = mkdtempSync(join(parent, prefix));
  FolderOwner.take(join(folder, ownerFile));
  return folder;
}

function removeIfLeft(folder: string): void {
  try {
    if (FolderOwner.isLeft(join(folder, ownerFile))) rmSync(folder, { recursive: true, force: true });
  } catch {
    // Another user's, or being removed by another process: not ours to mind.
  }
}
