/**
 * The worker's folder: applications' slices and spill, pieces, bundles. One worker has it at a time, and finds it empty but for what
 * is not ours: everything in it serves one life of a worker.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { GoldpanError } from "../../common/errors/goldpan-error.js";

const parts = ["applications", "pieces", "bundles"];
const ownerFile = "worker.pid";

export class WorkFolder {
  private constructor(readonly path: string) {}

  /** Makes it, or empties it. @throws CONFIG_INVALID when it cannot be written or a living worker has it */
  static take(path: string): WorkFolder {
    const owner = join(path, ownerFile);
    try {
      mkdirSync(path, { recursive: true });
      const other = readOwner(owner);
      if (other !== undefined) throw taken(path, other);
      writeFileSync(owner, `${process.pid} ${startTime(process.pid) ?? ""}`);
    } catch (error) {
      if (error instanceof GoldpanError) throw error;
      throw new GoldpanError(
        "CONFIG_INVALID",
        `the worker's folder ${path} cannot be used: ${(error as Error).message}`,
        {
          hint: "set goldpan.local.dir, or --work-dir, to a folder that this user may write",
          cause: error,
        },
      );
    }
    const folder = new WorkFolder(path);
    folder.empty();
    return folder;
  }

  release(): void {
    this.empty();
    rmSync(join(this.path, ownerFile), { force: true });
  }

  private empty(): void {
    for (const part of parts) rmSync(join(this.path, part), { recursive: true, force: true, maxRetries: 2 });
  }
}

/** Pid of the living process that took the folder, if there is one. In a container every life has the same pid, so time counts. */
function readOwner(path: string): number | undefined {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
  const [pid = "", since = ""] = text.split(" ");
  const now = startTime(Number(pid));
  return now !== undefined && now === since ? Number(pid) : undefined;
}

/** Clock ticks since boot at which a process began; undefined when there is no such process, or no /proc. */
function startTime(pid: number): string | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    return text.slice(text.lastIndexOf(")") + 2).split(" ")[19];
  } catch {
    return undefined;
  }
}

function taken(path: string, pid: number): GoldpanError {
  return new GoldpanError("CONFIG_INVALID", `the folder ${path} is in use by the worker with process id ${pid}`, {
    hint: "give each worker a folder of its own: set goldpan.local.dir, or --work-dir",
  });
}
