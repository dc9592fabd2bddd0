/** Where this package lies, whether it runs from source (tests) or from dist/. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

function findRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, "proto", "goldpan"))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error("goldpan is installed without its proto folder: install it again");
    folder = parent;
  }
  return folder;
}

export const packageRoot = findRoot();

export const packageVersion = (
  JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8")) as { version: string }
).version;

/** The processes that others start. Each is one bundle in dist/. */
export type EntryPoint =
  | "cli"
  | "driver"
  | "cluster-driver"
  | "analyser"
  | "executor"
  | "function-thread"
  | "function-check"
  | "piece-server"
  | "types-check";

export function entryPointPath(entry: EntryPoint): string {
  const path = join(packageRoot, "dist", `${entry}.js`);
  if (!existsSync(path)) throw new Error(`${path} is missing: run npm run build`);
  return path;
}
