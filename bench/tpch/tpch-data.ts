/** The tables of TPC-H as Parquet, made by PyPI's tpchgen-cli in a virtual environment of its own and kept between runs. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../common/package-root.js";
import { tableNames, type TableName } from "../../jobs/tpch/tables.js";

/** Wheels for Linux, macOS and Windows, without dependencies. */
const generator = "tpchgen-cli==4.0.0";
const cacheFolder = join(packageRoot, "node_modules", ".cache", "goldpan-tpch");
/** Files per table, so that a scan of any table can be shared. */
const partsPerTable = 4;

export type TableFiles = Readonly<Record<TableName, readonly string[]>>;

/**
 * @param scaleFactor  1 is 1 GB of text, 6 million lines of orders
 * @returns absolute paths of each table's files
 */
export function makeTables(scaleFactor: number): TableFiles {
  const folder = join(cacheFolder, `sf${scaleFactor}`);
  if (!existsSync(folder)) {
    const unfinished = `${folder}.${process.pid}`;
    const options = ["--quiet", "--scale-factor", String(scaleFactor), "--parts", String(partsPerTable)];
    execFileSync(generatorPath(), ["parquet", ...options, "--output-dir", unfinished], { stdio: ["ignore", 2, 2] });
    renameSync(unfinished, folder);
  }
  const files = tableNames.map((name) => [
    name,
    readdirSync(join(folder, name))
      .sort()
      .map((file) => join(folder, name, file)),
  ]);
  return Object.fromEntries(files) as TableFiles;
}

/** Installs it with the first use. */
function generatorPath(): string {
  const environment = join(cacheFolder, `venv-${generator}`);
  const path = join(environment, "bin", "tpchgen-cli");
  if (existsSync(path)) return path;
  process.stderr.write(`installing ${generator} from PyPI\n`);
  mkdirSync(cacheFolder, { recursive: true });
  try {
    execFileSync("python3", ["-m", "venv", environment], { stdio: ["ignore", 2, 2] });
    execFileSync(join(environment, "bin", "pip"), ["install", "--quiet", generator], { stdio: ["ignore", 2, 2] });
  } catch (error) {
    rmSync(environment, { recursive: true, force: true });
    throw error;
  }
  return path;
}
