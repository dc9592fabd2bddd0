/** Python tools from PyPI, in a virtual environment of this repository. */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../common/package-root.js";

/**
 * Installs what a requirements file names, once, into .goldpan/ of this repository.
 * @param folderName  below .goldpan/
 * @param skipped  says aloud what cannot run, and why
 * @returns the path of its Python; undefined where there is no Python or PyPI cannot be reached
 */
export function pythonEnvironment(
  folderName: string,
  requirements: string,
  skipped: (why: string) => void,
): string | undefined {
  if (spawnSync("python3", ["-c", "import venv, ensurepip"]).status !== 0) {
    skipped("python3 with venv is not there");
    return undefined;
  }
  const folder = join(packageRoot, ".goldpan", folderName);
  const mark = join(folder, createHash("sha256").update(readFileSync(requirements)).digest("hex").slice(0, 16));
  const python = join(folder, "bin", "python");
  if (existsSync(mark)) return python;
  process.stderr.write(`installing what ${requirements} names from PyPI (once)\n`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const made = spawnSync("python3", ["-m", "venv", folder], { stdio: ["ignore", 2, 2] });
  const installed = spawnSync(python, ["-m", "pip", "install", "-q", "-r", requirements], { stdio: ["ignore", 2, 2] });
  if (made.status !== 0 || installed.status !== 0) {
    skipped("the tools cannot be installed from PyPI");
    return undefined;
  }
  writeFileSync(mark, "");
  return python;
}

export function hasJava(): boolean {
  return spawnSync("java", ["-version"]).status === 0;
}
