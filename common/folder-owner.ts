/**
 * Which living process has a folder: a file in it names the owner's process id and the time it began, so that what a kill left
 * behind is told from an owner that lives. In a container every life has the same process id. Holds among processes that see
 * each other in /proc.
 */
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";

export class FolderOwner {
  private constructor(private readonly path: string) {}

  /**
   * @param path  the file that names the owner, in a folder that exists
   * @returns the ownership, or the process id of the living process that has the folder
   */
  static take(path: string): FolderOwner | number {
    const own = `${process.pid} ${startTime(process.pid) ?? ""}`;
    for (;;) {
      if (writeNew(path, own)) return new FolderOwner(path);
      const other = livingOwner(path);
      if (other !== undefined) return other;
      rmSync(path, { force: true });
    }
  }

  /** Whether a process that is dead has left its file there; false where the system does not tell who lives. */
  static isLeft(path: string): boolean {
    return startTime(process.pid) !== undefined && existsSync(path) && livingOwner(path) === undefined;
  }

  release(): void {
    rmSync(this.path, { force: true });
  }
}

function writeNew(path: string, text: string): boolean {
  try {
    writeFileSync(path, text, { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

function livingOwner(path: string): number | undefined {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    // Released since.
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  const [pid = "", since = ""] = text.split(" ");
  const now = startTime(Number(pid));
  return now !== undefined && now === since ? Number(pid) : undefined;
}

/** Clock ticks since boot at which a process began; undefined when it has ended, though nobody has noticed yet, or without /proc. */
function startTime(pid: number): string | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" ? undefined : fields[19];
  } catch {
    return undefined;
  }
}
