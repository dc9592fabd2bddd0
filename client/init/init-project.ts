/** `goldpan init`: makes the folder of a new project. */
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import { packageRoot, packageVersion } from "../../common/package-root.js";
import { projectFiles, type ProjectVersions } from "./project-files.js";

/** Names in a message. */
const namedMax = 3;

/**
 * @param folder  made if it is missing
 * @returns the paths that were written, relative to the folder
 * @throws USAGE for a folder that holds anything, and for what is none
 */
export async function initProject(folder: string): Promise<readonly string[]> {
  const root = resolve(folder);
  const held = await entriesOf(root, folder);
  if (held.length > 0) {
    const named = held.slice(0, namedMax).join(", ");
    const more = held.length > namedMax ? ` and ${held.length - namedMax} more` : "";
    throw new GoldpanError("USAGE", `${folder} is not empty: it holds ${named}${more}`, {
      hint: "name a new folder, or an empty one",
    });
  }
  const files = projectFiles(packageName(basename(root)), await versions());
  for (const [path, contents] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    // Never over a file that came meanwhile.
    await writeFile(join(root, path), contents, { flag: "wx" });
  }
  return Object.keys(files);
}

async function entriesOf(root: string, named: string): Promise<string[]> {
  try {
    return (await readdir(root)).sort();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return [];
    if (code === "ENOTDIR") throw new GoldpanError("USAGE", `${named} is a file`, { hint: "name a folder" });
    throw error;
  }
}

/** As npm takes names: lower case, without spaces; a project of no usable name is `jobs`. */
function packageName(folderName: string): string {
  const name = folderName
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, "-")
    .replace(/^[._-]+|[._-]+$/g, "");
  return name === "" || name === "goldpan" ? "jobs" : name;
}

/** A new project takes what this release was tested with. */
async function versions(): Promise<ProjectVersions> {
  const text = await readFile(join(packageRoot, "package.json"), "utf8");
  const { dependencies, devDependencies } = JSON.parse(text) as Record<
    "dependencies" | "devDependencies",
    Record<string, string>
  >;
  const known = { ...devDependencies, ...dependencies };
  const versionOf = (name: string) => known[name] ?? "latest";
  // A checkout is of no release that the registry has: the project takes the checkout itself.
  const installed = basename(dirname(packageRoot)) === "node_modules";
  return {
    goldpan: installed ? `^${packageVersion}` : `file:${packageRoot}`,
    typescript: versionOf("typescript"),
    vitest: versionOf("vitest"),
    nodeTypes: versionOf("@types/node"),
  };
}
