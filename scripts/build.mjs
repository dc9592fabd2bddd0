// Bundles every process into dist/ (one file each, shared code in chunks) and writes the types that scripts import.
// Usage: node scripts/build.mjs [--no-types]
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const entryPoints = {
  index: "client/index.ts",
  cli: "client/cli/main.ts",
  driver: "client/submit/driver.ts",
  "cluster-driver": "client/submit/cluster-driver.ts",
  analyser: "master/analyser/main.ts",
  executor: "worker/executor/main.ts",
  "function-thread": "worker/executor/function-thread.ts",
  "function-check": "worker/executor/function-check.ts",
  "piece-server": "worker/grpc/piece-server.ts",
  "types-check": "client/check/types-check.ts",
};
// Node takes half a second of CPU to import libraries of a hundred files each, so that even DuckDB's and Arrow's are bundled.
// Where users get Arrow's objects, the classes are those that they import themselves.
const arrow = {
  name: "arrow",
  setup: (hooks) =>
    void hooks.onResolve({ filter: /^apache-arrow$/ }, ({ path, importer }) =>
      importer === join(root, "client/dataframe/result-table.ts") ? { path, external: true } : undefined,
    ),
};

// Built beside dist/ and put in its place at the end: a build that fails leaves the one before it.
const fresh = `dist.${process.pid}`;
await build({
  absWorkingDir: root,
  entryPoints: Object.fromEntries(Object.entries(entryPoints).filter(([, file]) => existsSync(join(root, file)))),
  outdir: fresh,
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20",
  // Half the time of starting up is reading JavaScript; names stay for stack traces.
  minifyWhitespace: true,
  minifySyntax: true,
  sourcemap: "linked",
  sourcesContent: false,
  chunkNames: "chunks/[name]-[hash]",
  // Native code, a binary, and what is too large to be read twice stay outside.
  external: ["@duckdb/node-bindings", "esbuild", "goldpan", "typescript"],
  plugins: [arrow],
  // Libraries in CommonJS ask for `require` and `__dirname`.
  banner: {
    js: "import { createRequire as goldpanCreateRequire } from 'node:module'; const require = goldpanCreateRequire(import.meta.url);",
  },
  logLevel: "warning",
}).catch(() => {
  // esbuild has said why.
  rmSync(join(root, fresh), { recursive: true, force: true });
  process.exit(1);
});
// Without types it is somebody's work in progress: chunks that running processes may still load stay until the next full build.
// So do the types of the last one, which `goldpan check` compares scripts with.
for (const kept of process.argv.includes("--no-types") ? ["chunks", "types"] : []) {
  const before = join(root, "dist", kept);
  if (existsSync(before)) cpSync(before, join(root, fresh, kept), { recursive: true, force: false });
}
rmSync(join(root, "dist"), { recursive: true, force: true });
renameSync(join(root, fresh), join(root, "dist"));
if (!process.argv.includes("--no-types")) {
  execFileSync(
    process.execPath,
    [join(root, "node_modules/typescript/bin/tsc"), "-p", join(root, "tsconfig.types.json")],
    { stdio: "inherit" },
  );
}
