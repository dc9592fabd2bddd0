/** Files below a folder, as an object store would list them. */
import type { BigIntStats, Dirent } from "node:fs";
import { readdir, realpath, stat } from "node:fs/promises";
import { join } from "node:path";
import { isMissing } from "./file-errors.js";

export interface ListedFile {
  readonly path: string;
  readonly stats: BigIntStats;
}

interface Entry {
  readonly path: string;
  /** What it sorts by: a folder's name ends in `/`, as its keys do. */
  readonly sortKey: Buffer;
  readonly stats: BigIntStats;
}

const statsAtOnce = 64;

/**
 * In ascending byte order of their paths. Links are followed, but not into a folder that they lie in. A missing folder has no
 * files; neither has what vanishes meanwhile.
 * @param wants  decides by name which entries count
 */
export async function* listFiles(folder: string, wants: (name: string) => boolean): AsyncIterable<ListedFile> {
  yield* walk(folder, wants, []);
}

async function* walk(
  folder: string,
  wants: (name: string) => boolean,
  above: readonly string[],
): AsyncIterable<ListedFile> {
  const real = await present(realpath(folder));
  const entries = await present(readdir(folder, { withFileTypes: true }));
  if (real === undefined || entries === undefined || above.includes(real)) return;
  for (const entry of await statAll(
    folder,
    entries.filter(({ name }) => wants(name)),
  )) {
    if (entry.stats.isDirectory()) yield* walk(entry.path, wants, [...above, real]);
    else if (entry.stats.isFile()) yield { path: entry.path, stats: entry.stats };
  }
}

async function statAll(folder: string, entries: readonly Dirent[]): Promise<Entry[]> {
  const found: Entry[] = [];
  for (let from = 0; from < entries.length; from += statsAtOnce) {
    const batch = entries.slice(from, from + statsAtOnce).map(async ({ name }) => {
      const path = join(folder, name);
      const stats = await present(stat(path, { bigint: true }));
      if (stats === undefined) return undefined;
      return { path, stats, sortKey: Buffer.from(stats.isDirectory() ? `${name}/` : name) };
    });
    for (const entry of await Promise.all(batch)) if (entry !== undefined) found.push(entry);
  }
  return found.sort((a, b) => Buffer.compare(a.sortKey, b.sortKey));
}

async function present<T>(pending: Promise<T>): Promise<T | undefined> {
  try {
    return await pending;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
