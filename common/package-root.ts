/** Where this package lies, whether it runs from source (tests) or from dist/. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { GoldpanError } from "./errors/goldpan-error.js";

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

/** Of what lies in dist/; undefined where nothing does, or is just being replaced. */
function buildId(): string | undefined {
  try {
    return readFileSync(join(packageRoot, "dist", "build-id"), "utf8");
  } catch {
    return undefined;
  }
}

const ownBuildId = buildId();

const startedBy: Readonly<Partial<Record<EntryPoint, string>>> = {
  analyser: "the master",
  executor: "the worker",
  "function-check": "the worker",
  "cluster-driver": "the worker",
};

/** @throws VERSION_MISMATCH when another build has come since this process began: its processes would not understand this one */
export function entryPointPath(entry: EntryPoint): string {
  const path = join(packageRoot, "dist", `${entry}.js`);
  if (ownBuildId === undefined) throw new Error(`${path} is missing: run npm run build`);
  if (buildId() === ownBuildId) return path;
  const who = startedBy[entry] ?? "this process";
  throw new GoldpanError("VERSION_MISMATCH", `goldpan in ${packageRoot} was replaced while ${who} ran`, {
    hint: `start ${who} again`,
    retry: "other-worker",
  });
}
