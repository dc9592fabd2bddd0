/**
 * Makes two bundles of a script, each one file of ES modules:
 *
 * - what the driver runs: the script with the local modules that it imports. Packages stay where they are, in the script's own
 *   node_modules, imported by their path, unless the bundle has to travel to a worker; `goldpan` is this package.
 * - what executors load, if any row function is declared: the modules that declare them as entry points, with everything that they
 *   import but `goldpan`, so that it can travel. Its bytes depend on the sources alone, so that its SHA-256 names it.
 */
import { createHash } from "node:crypto";
import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { createRequire, isBuiltin } from "node:module";
import { basename, dirname, extname, isAbsolute, join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import type * as esbuild from "esbuild";
import type { BuildFailure, BuildOptions, ImportKind, Loader, OutputFile, Plugin } from "esbuild";
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import { packageRoot } from "../../common/package-root.js";
import type { Bundle } from "../grpc/upload-bundle.js";
import { findLeftBehind, type LeftBehind } from "./left-behind.js";
import { shownPath } from "./shown-path.js";

/** Required, not imported: Node would first search all of it for names to export, for as long as the bundling itself takes. */
const { build } = createRequire(import.meta.url)("esbuild") as typeof esbuild;

export interface ScriptBundle {
  /** The file that the driver imports. */
  readonly path: string;
  readonly sourceMapPath: string;
  /** Undefined when the script declares no row function. */
  readonly rowFunctions: Bundle | undefined;
  /** What of the script's own modules a portable bundle does not carry. */
  readonly leftBehind: readonly LeftBehind[];
}

export interface BundleOptions {
  /** For another machine: packages are bundled as well, native add-ons refused. @default false */
  readonly portable?: boolean;
}

const loaders: Record<string, Loader> = {
  ".ts": "ts",
  ".mts": "ts",
  ".cts": "ts",
  ".tsx": "tsx",
  ".js": "js",
  ".mjs": "js",
  ".cjs": "js",
  ".jsx": "jsx",
};

/**
 * @param scriptPath  absolute
 * @param folder  exists; gets the driver's bundle, and a link by which it finds this package
 * @throws SCRIPT_NOT_LOADED with file and line for a syntax error or an import that does not resolve, or that is a native add-on where
 *   the bundle has to travel
 */
export async function bundleScript(
  scriptPath: string,
  folder: string,
  { portable = false }: BundleOptions = {},
): Promise<ScriptBundle> {
  const declaring = new Set<string>();
  const leftBehind: LeftBehind[] = [];
  const path = join(folder, "script.mjs");
  const [[code, map]] = await Promise.all([
    bundle({
      entryPoints: [scriptPath],
      absWorkingDir: dirname(scriptPath),
      outfile: path,
      sourcemap: "linked",
      banner: { js: requireBanner(portable ? "import.meta.url" : JSON.stringify(pathToFileURL(scriptPath).href)) },
      plugins: [
        ...(portable
          ? [goldpanAt("goldpan"), nativeAddonsRefused]
          : [goldpanAt(join(packageRoot, "dist", "index.js")), packagesInPlace]),
        localModules(declaring, leftBehind),
      ],
    }),
    linkPackage(folder),
  ]);
  await Promise.all([code, map].map(async (file) => writeFile(file.path, file.contents)));
  const rowFunctions = declaring.size === 0 ? undefined : await bundleRowFunctions([...declaring], dirname(scriptPath));
  return { path, sourceMapPath: map.path, rowFunctions, leftBehind };
}

/**
 * The bundle that executors load.
 * @param modules  absolute paths of the modules that declare row functions
 * @param baseFolder  paths in the bundle are relative to it
 * @throws SCRIPT_NOT_LOADED
 */
export async function bundleRowFunctions(modules: readonly string[], baseFolder: string): Promise<Bundle> {
  const entry = modules
    .map((module) => `./${relative(baseFolder, module)}`)
    .sort()
    .map((module, index) => `export * as module${index} from ${JSON.stringify(module)};`)
    .join("\n");
  const [code] = await bundle({
    stdin: { contents: entry, resolveDir: baseFolder, sourcefile: "row-functions.mjs" },
    absWorkingDir: baseFolder,
    outfile: join(baseFolder, "row-functions.mjs"),
    sourcemap: "inline",
    banner: { js: requireBanner("import.meta.url") },
    plugins: [goldpanAt("goldpan")],
  });
  return { sha256: createHash("sha256").update(code.contents).digest("hex"), data: code.contents };
}

/** CommonJS that is bundled or written by hand finds `require`. */
function requireBanner(base: string): string {
  return `import { createRequire as goldpanCreateRequire } from "node:module"; const require = goldpanCreateRequire(${base});`;
}

async function bundle(options: BuildOptions): Promise<[OutputFile, OutputFile]> {
  try {
    const result = await build({
      bundle: true,
      write: false,
      format: "esm",
      platform: "node",
      target: "node20",
      // Node's own conditions, so that a package resolves to the file that Node would load.
      conditions: ["node"],
      sourcesContent: false,
      // `sideEffects: false` in the user's package would drop the modules that only declare.
      ignoreAnnotations: true,
      charset: "utf8",
      logLevel: "silent",
      ...options,
    });
    const files = [...(result.outputFiles ?? [])].sort((a, b) => a.path.length - b.path.length);
    return files as [OutputFile, OutputFile];
  } catch (error) {
    throw notLoaded(error as BuildFailure, options.absWorkingDir ?? "");
  }
}

function notLoaded(failure: BuildFailure, folder: string): GoldpanError {
  const [first] = (failure as Partial<BuildFailure>).errors ?? [];
  if (first === undefined) {
    return new GoldpanError("SCRIPT_NOT_LOADED", `the script cannot be bundled: ${failure.message}`, {
      cause: failure,
    });
  }
  const more = failure.errors.length > 1 ? ` (and ${failure.errors.length - 1} more)` : "";
  const { location } = first;
  const callSite =
    location === null
      ? undefined
      : {
          file: shownPath(join(folder, location.file), process.cwd()),
          line: location.line,
          column: location.column + 1,
          method: "",
        };
  return new GoldpanError("SCRIPT_NOT_LOADED", `${first.text}${more}`, {
    ...(callSite === undefined ? {} : { details: { callSite, expression: location?.lineText ?? "" } }),
    hint: hintOf(first.text),
  });
}

function hintOf(text: string): string {
  if (text.startsWith("Could not resolve")) return "npm install it beside the script, or mend the path";
  if (text.includes("is a native add-on")) return "use --deploy-mode client, or do without the package";
  return "";
}

function goldpanAt(path: string): Plugin {
  return {
    name: "goldpan",
    setup: (hooks) => {
      hooks.onResolve({ filter: /^goldpan$/ }, ({ kind }) => ({ path: specifierOf(path, kind), external: true }));
    },
  };
}

/** `import` takes URLs, `require` takes paths; a bare name is both. */
function specifierOf(path: string, kind: ImportKind): string {
  return isAbsolute(path) && kind !== "require-call" ? pathToFileURL(path).href : path;
}

/** @param folder  of a file in a package */
async function dependsOnGoldpan(folder: string): Promise<boolean> {
  try {
    const text = await readFile(join(folder, "package.json"), "utf8");
    const manifest = JSON.parse(text) as Record<"name" | "dependencies" | "peerDependencies", object | undefined>;
    // Folders inside a package may have manifests without a name, which only say what kind of modules they hold.
    if (manifest.name !== undefined) return "goldpan" in { ...manifest.dependencies, ...manifest.peerDependencies };
  } catch {
    // No manifest here.
  }
  const parent = dirname(folder);
  return parent !== folder && basename(parent) !== "node_modules" ? dependsOnGoldpan(parent) : false;
}

/** Machine code does not travel: another machine may be of another kind. */
const nativeAddonsRefused: Plugin = {
  name: "native-addons-refused",
  setup: (hooks) => {
    const loaders = /\.node$|^(bindings|node-gyp-build|node-gyp-build-optional-packages|@mapbox\/node-pre-gyp)$/;
    hooks.onResolve({ filter: loaders }, async ({ path, importer }) => {
      const [, owner] = /.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/.exec(importer) ?? [];
      const what = owner === undefined ? path : `${owner} (${path})`;
      const lines = (await readFile(importer, "utf8")).split("\n");
      const line = lines.findIndex((text) => text.includes(path)) + 1;
      const file = relative(hooks.initialOptions.absWorkingDir ?? "", importer);
      const text = `${what} is a native add-on, which does not travel to a worker`;
      return { errors: [{ text, location: { file, line, column: 0, lineText: lines[line - 1] ?? "" } }] };
    });
  },
};

/** Marks our own question to esbuild's resolver, which would come back to us. */
const asked = Symbol("asked");

/** Packages are imported by their path: not bundled, which is fast and keeps what they do with their own files intact. */
const packagesInPlace: Plugin = {
  name: "packages-in-place",
  setup: (hooks) => {
    hooks.onResolve({ filter: /^[^./]/ }, async (args) => {
      if (args.pluginData === asked || args.kind === "entry-point" || isBuiltin(args.path)) return undefined;
      const { importer, namespace, resolveDir, kind } = args;
      const found = await hooks.resolve(args.path, { importer, namespace, resolveDir, kind, pluginData: asked });
      if (found.errors.length > 0 || !/[\\/]node_modules[\\/].*\.([mc]?js|node)$/.test(found.path)) return undefined;
      // A package that itself uses goldpan must use this one, and may declare row functions: it is bundled.
      if (await dependsOnGoldpan(dirname(found.path))) return undefined;
      return { path: specifierOf(found.path, kind), external: true };
    });
  },
};

/**
 * Reads the script's own modules: notes which of them declare row functions, and fills in what `import.meta` says of a module,
 * since the bundle lies elsewhere.
 */
function localModules(declaring: Set<string>, leftBehind: LeftBehind[]): Plugin {
  return {
    name: "local-modules",
    setup: (hooks) => {
      hooks.onLoad({ filter: /\.[mc]?[jt]sx?$/, namespace: "file" }, async ({ path }) => {
        const text = await readFile(path, "utf8");
        if (declaresRowFunctions(text)) declaring.add(path);
        if (!/[\\/]node_modules[\\/]/.test(path)) {
          leftBehind.push(...findLeftBehind(text, shownPath(path, process.cwd())));
        }
        return {
          contents: withOwnPlace(text, path),
          loader: loaders[extname(path)] ?? "js",
          resolveDir: dirname(path),
        };
      });
    },
  };
}

/**
 * A module that calls `udf`, `udaf` or `mapPartitions`, or takes it from goldpan under another name: one too many only makes the
 * bundle larger.
 */
function declaresRowFunctions(text: string): boolean {
  // `frame.mapPartitions(clean)` declares nothing.
  const calls = /\b(?:udf|udaf)\s*\(|(?<!\.)\bmapPartitions\s*\(/;
  return calls.test(text) || (/\b(?:udf|udaf|mapPartitions)\b/.test(text) && /["']goldpan["']/.test(text));
}

function withOwnPlace(text: string, path: string): string {
  const own: Record<string, string> = { url: pathToFileURL(path).href, dirname: dirname(path), filename: path };
  return text.replace(/\bimport\.meta\.(url|dirname|filename)\b/g, (_match, key: string) => JSON.stringify(own[key]));
}

/** `import("goldpan")` by a name that esbuild does not see still finds this package. */
async function linkPackage(folder: string): Promise<void> {
  await mkdir(join(folder, "node_modules"), { recursive: true });
  await symlink(packageRoot, join(folder, "node_modules", "goldpan"), "dir");
}
