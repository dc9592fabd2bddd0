/** The master's folder: journal, term, plans and bundles, and the analyser's scratch space. One master has it at a time. */
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import { FolderOwner } from "../../common/folder-owner.js";

export class StateFolder {
  readonly journalPath: string;
  readonly filesFolder: string;
  /** How applications ended. */
  readonly endedFolder: string;
  /** For the life of one master: empty when it is taken. */
  readonly analyserFolder: string;

  private constructor(
    readonly path: string,
    private readonly owner: FolderOwner,
  ) {
    this.journalPath = join(path, "journal.jsonl");
    this.filesFolder = join(path, "files");
    this.endedFolder = join(path, "ended");
    this.analyserFolder = join(path, "analyser");
    this.removeScratch();
  }

  /** Makes it if it is missing. @throws CONFIG_INVALID when it cannot be written or a living master has it */
  static take(path: string): StateFolder {
    let owner: FolderOwner | number;
    try {
      mkdirSync(path, { recursive: true });
      owner = FolderOwner.take(join(path, "master.pid"));
    } catch (cause) {
      throw new GoldpanError("CONFIG_INVALID", `the state folder ${path} cannot be used: ${(cause as Error).message}`, {
        hint: "set --state-dir to a folder that this user may write",
        cause,
      });
    }
    if (typeof owner === "number") {
      throw new GoldpanError(
        "CONFIG_INVALID",
        `the state folder ${path} is in use by the master with process id ${owner}`,
        {
          hint: "stop that master, or give this one a folder of its own: set --state-dir",
        },
      );
    }
    return new StateFolder(path, owner);
  }

  release(): void {
    this.removeScratch();
    this.owner.release();
  }

  private removeScratch(): void {
    rmSync(this.analyserFolder, { recursive: true, force: true, maxRetries: 2 });
  }
}
