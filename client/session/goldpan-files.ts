/** The files that travel with an application (`--files`), wherever the script runs: in `main`, and in row functions on the workers. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import { nearest } from "../../common/nearest.js";

/** Paths by name; undefined before anything is known. */
let places: ReadonlyMap<string, string> | undefined;
let folder: string | undefined;

/**
 * They lie at these paths: in client mode, where they were.
 * @internal
 */
export function findFilesAt(paths: ReadonlyMap<string, string>): void {
  places = paths;
}

/**
 * They lie in this folder: on a worker.
 * @internal
 */
export function findFilesIn(path: string): void {
  folder = path;
}

export const GoldpanFiles = {
  /**
   * Path of a file that travels with the application, as Spark's `SparkFiles.get`.
   * @example
   * // goldpan submit --files lists/carriers.csv job.ts
   * const carriers = readFileSync(GoldpanFiles.get("carriers.csv"), "utf8");
   * @param name  without a folder
   * @throws INPUT_NOT_FOUND for a file that was not given to --files
   */
  get(name: string): string {
    const place = places?.get(name) ?? (folder === undefined ? undefined : join(folder, name));
    if (place !== undefined && existsSync(place)) return place;
    const [best] = nearest(name, known(), 1);
    throw new GoldpanError("INPUT_NOT_FOUND", `no file '${name}' travels with this application`, {
      hint: best === undefined ? `goldpan submit --files path/to/${name} … sends it along` : `did you mean ${best}?`,
    });
  },
} as const;

function known(): string[] {
  if (places !== undefined) return [...places.keys()];
  return folder !== undefined && existsSync(folder) ? readdirSync(folder) : [];
}
