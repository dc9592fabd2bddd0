/** How messages name a file. */
import { isAbsolute, relative } from "node:path";

/** `jobs/clean.ts` rather than `/home/me/project/jobs/clean.ts`, where that is below `folder`. */
export function shownPath(file: string, folder: string): string {
  const path = relative(folder, file);
  return path === "" || path.startsWith("..") || isAbsolute(path) ? file : path;
}
