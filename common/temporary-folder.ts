/**
 * Temporary folders that go with their process, however it ends: those that a kill leaves are removed by whoever makes the next one of
 * their kind.
 */
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { rm } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { FolderOwner } from "./folder-owner.js";

/** Named after the host: process ids of other hosts and containers, which may see the same folder, say nothing here. */
const ownerFile = `owner-${hostname()}.pid`;

export interface TemporaryFolder {
  readonly path: string;
  /** Removes it before the process ends. Idempotent. */
  remove(): Promise<void>;
}

/**
 * @param parent  exists
 * @param prefix  of its name, e.g. `goldpan-worker-`
 */
export function makeTemporaryFolder(parent: string, prefix: string): TemporaryFolder {
  for (const name of readdirSync(parent)) {
    if (name.startsWith(prefix)) removeIfLeft(join(parent, name));
  }
  const path = mkdtempSync(join(parent, prefix));
  FolderOwner.take(join(path, ownerFile));
  // A bundler that is interrupted, for one, writes on for a moment.
  const removal = { recursive: true, force: true, maxRetries: 5 };
  const removeAtExit = () => rmSync(path, removal);
  process.once("exit", removeAtExit);
  return {
    path,
    remove: async () => {
      await rm(path, removal);
      process.off("exit", removeAtExit);
    },
  };
}

function removeIfLeft(folder: string): void {
  try {
    if (FolderOwner.isLeft(join(folder, ownerFile))) rmSync(folder, { recursive: true, force: true });
  } catch {
    // Another user's, or being removed by another process: not ours to mind.
  }
}
