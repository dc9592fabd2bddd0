/**
 * All that a worker needs to run a script: the script with everything it imports, its arguments and settings. It travels as one file named
 * by its hash, in which the master does not look: arguments may hold what nobody else should see.
 */
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { packageRoot } from "../../common/package-root.js";
import { bundleBytesMax } from "../../common/bundle-limit.js";
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import { formatBytes } from "../../common/units.js";
import type { Bundle } from "../grpc/upload-bundle.js";
import type { ScriptBundle } from "./bundle-script.js";

export interface DriverBundle {
  readonly applicationName: string;
  /** Absolute, where it was submitted: for messages. */
  readonly scriptPath: string;
  /** Of submit: bare paths of tables are taken from there. */
  readonly baseFolder: string;
  readonly args: readonly string[];
  /** `goldpan.*` settings of the user, none secret. */
  readonly settings: Readonly<Record<string, string>>;
  readonly rowFunctionsSha256: string;
  readonly verbose: boolean;
  /** Nothing but the script's own output and errors is printed. */
  readonly quiet: boolean;
  readonly code: string;
  /** Source map; its sources are absolute paths. */
  readonly map: string;
}

/** @throws LIMIT_EXCEEDED beyond 64 MiB */
export function packDriver(
  script: ScriptBundle,
  rest: Omit<DriverBundle, "code" | "map" | "rowFunctionsSha256">,
): Bundle {
  const code = readFileSync(script.path, "utf8");
  const map = absoluteSources(readFileSync(script.sourceMapPath, "utf8"), dirname(script.sourceMapPath));
  const bundle: DriverBundle = { ...rest, code, map, rowFunctionsSha256: script.rowFunctions?.sha256 ?? "" };
  const data = Buffer.from(JSON.stringify(bundle));
  if (data.byteLength > bundleBytesMax) {
    throw new GoldpanError(
      "LIMIT_EXCEEDED",
      `the script with what it imports has ${formatBytes(data.byteLength)}, ${formatBytes(bundleBytesMax)} are allowed`,
      { hint: "import less, or use --deploy-mode client" },
    );
  }
  return { sha256: createHash("sha256").update(data).digest("hex"), data };
}

/** @param folder  gets the script's files, and a link by which it finds this package */
export function unpackDriver(path: string, folder: string): { bundle: DriverBundle; script: ScriptBundle } {
  const bundle = JSON.parse(readFileSync(path, "utf8")) as DriverBundle;
  const script = { path: join(folder, "script.mjs"), sourceMapPath: join(folder, "script.mjs.map") };
  mkdirSync(join(folder, "node_modules"), { recursive: true });
  symlinkSync(packageRoot, join(folder, "node_modules", "goldpan"), "dir");
  writeFileSync(script.path, bundle.code);
  writeFileSync(script.sourceMapPath, bundle.map);
  const { rowFunctionsSha256: sha256 } = bundle;
  const rowFunctions = sha256 === "" ? undefined : { sha256, data: Buffer.alloc(0) };
  return { bundle, script: { ...script, rowFunctions, leftBehind: [] } };
}

function absoluteSources(map: string, folder: string): string {
  const parsed = JSON.parse(map) as { sources: string[] };
  return JSON.stringify({ ...parsed, sources: parsed.sources.map((source) => resolve(folder, source)) });
}
