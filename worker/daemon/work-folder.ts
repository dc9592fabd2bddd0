/**
 * The worker's folder: applications' slices and spill, pieces, bundles. One worker has it at a time, and finds it empty but for what
 * is not ours: everything in it serves one life of a worker.
 */
import { randomUUID } from "node:crypto";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { GoldpanError, isGoldpanError } from "../../common/errors/goldpan-error.js";
import { FolderOwner } from "../../common/folder-owner.js";

const parts = ["applications", "pieces", "bundles", "drivers", "landmark"];
const ownerFile = "worker.pid";

export class WorkFolder {
  /** Path of an empty file that nobody guesses: a worker that finds it there sees the same disk. */
  readonly landmark: string;

  private constructor(
    readonly path: string,
    private readonly owner: FolderOwner,
  ) {
    this.landmark = join(path, "landmark", randomUUID());
  }

  /** Makes it, or empties it. @throws CONFIG_INVALID when it cannot be written or a living worker has it */
  static take(path: string): WorkFolder {
    let owner: FolderOwner | number | undefined;
    try {
      mkdirSync(path, { recursive: true });
      owner = FolderOwner.take(join(path, ownerFile));
      if (typeof owner === "number") throw taken(path, owner);
      const folder = new WorkFolder(path, owner);
      folder.empty();
      mkdirSync(dirname(folder.landmark));
      writeFileSync(folder.landmark, "");
      return folder;
    } catch (error) {
      if (typeof owner === "object") owner.release();
      throw isGoldpanError(error) ? error : unusable(path, error as Error);
    }
  }

  release(): void {
    this.empty();
    this.owner.release();
  }

  private empty(): void {
    for (const part of parts) rmSync(join(this.path, part), { recursive: true, force: true, maxRetries: 2 });
  }
}

function unusable(path: string, cause: Error): GoldpanError {
  return new GoldpanError("CONFIG_INVALID", `the worker's folder ${path} cannot be used: ${cause.message}`, {
    hint: "set goldpan.local.dir, or --work-dir, to a folder that this user may write",
    cause,
  });
}

function taken(path: string, pid: number): GoldpanError {
  return new GoldpanError("CONFIG_INVALID", `the folder ${path} is in use by the worker with process id ${pid}`, {
    hint: "give each worker a folder of its own: set goldpan.local.dir, or --work-dir",
  });
}
