// Bundles every process into dist/ (one file each, shared code in chunks) and writes the types that scripts import.
// Usage: node scripts/build.mjs [--no-types]
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
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
      importer === join(root, "client/dataframe/results/result-table.ts") ? { path, external: true } : undefined,
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
}).catch(giveUp);
// Names the build: who began with another one starts no process of this (common/package-root.ts).
const contents = createHash("sha256");
for (const name of readdirSync(join(root, fresh), { recursive: true }).sort()) {
  if (name.endsWith(".js")) contents.update(name).update(readFileSync(join(root, fresh, name)));
}
writeFileSync(join(root, fresh, "build-id"), contents.digest("hex"));
const withoutTypes = process.argv.includes("--no-types");
if (!withoutTypes) {
  const types = join(root, fresh, "types");
  const compiler = join(root, "node_modules/typescript/bin/tsc");
  const args = [compiler, "-p", join(root, "tsconfig.types.json"), "--outDir", types];
  if (spawnSync(process.execPath, args, { stdio: "inherit" }).status !== 0) giveUp();
  keepWhatScriptsSee(types);
}
// Without types it is somebody's work in progress: chunks that running processes may still load stay until the next full build.
// So do the types of the last one, which `goldpan check` compares scripts with.
for (const kept of withoutTypes ? ["chunks", "types"] : []) {
  const before = join(root, "dist", kept);
  if (existsSync(before)) cpSync(before, join(root, fresh, kept), { recursive: true, force: false });
}
rmSync(join(root, "dist"), { recursive: true, force: true });
renameSync(join(root, fresh), join(root, "dist"));

/** What failed has said why. */
function giveUp() {
  rmSync(join(root, fresh), { recursive: true, force: true });
  process.exit(1);
}

/**
 * Leaves the declarations that `import … from "goldpan"` comes to, since TypeScript reads them whenever it checks a script. What is sent
 * to the master, whole plans, no script sees: it is opaque there, or two hundred files of messages and protobufjs would be read with it.
 * Details of errors are sent as well, and seen.
 */
function keepWhatScriptsSee(types) {
  const messages = join(types, "common/wire/types.d.ts");
  const names = new Set();
  const kept = new Set();
  const keep = (file) => {
    if (kept.has(file)) return;
    kept.add(file);
    if (file === messages) return;
    const long = /import type \{ Long \} from '@grpc\/proto-loader';/;
    const text = readFileSync(file, "utf8").replace(long, "type Long = object;");
    writeFileSync(file, text);
    for (const [, imported] of text.matchAll(/\{([^{}]*)\} from "[^"]*\/wire\/types\.js"/g)) {
      for (const name of imported.split(",")) names.add(name.trim().split(" as ")[0]);
    }
    for (const [, path] of text.matchAll(/(?:from |import\()["'](\.[^"']+)\.js["']/g))
      keep(join(dirname(file), `${path}.d.ts`));
  };
  keep(join(types, "client/index.d.ts"));
  const told = [...names].sort().map((name) => {
    if (/(?<!Details)Input$/.test(name)) return `export type ${name} = object;`;
    const path = `generated/goldpan/v1/${name.replace(/Input$/, "")}`;
    keep(join(types, `common/wire/${path}.d.ts`));
    return `export type { ${name} } from "./${path}.js";`;
  });
  writeFileSync(messages, `${told.join("\n")}\n`);
  for (const entry of readdirSync(types, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (entry.isFile() && !kept.has(file)) rmSync(file);
  }
}
