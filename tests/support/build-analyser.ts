/** Bundles the analyser's process from source. */
import { build } from "esbuild";
import { join } from "node:path";
import { packageRoot } from "../../common/package-root.js";

/**
 * @param folder  below .goldpan, and so beside node_modules, which the bundle's imports are looked up from; each test file has its own
 * @returns path of the bundle
 */
export async function buildAnalyser(folder: string): Promise<string> {
  const outfile = join(packageRoot, ".goldpan", folder, "analyser.mjs");
  await build({
    entryPoints: [join(packageRoot, "master/analyser/main.ts")],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    external: ["@duckdb/node-api"],
    banner: { js: "import { createRequire as r } from 'node:module'; const require = r(import.meta.url);" },
  });
  return outfile;
}
