/** Runs attempts in this process against local files: a daemon that grants whatever is asked, and folders to look at after. */
import { build } from "esbuild";
import { mkdir, readdir, symlink, writeFile } from "node:fs/promises";
import { mkdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { temporaryFolder } from "../temporary-folder.js";
import { packageRoot } from "../../../common/package-root.js";
import type { AttemptReport, Task } from "../../../common/wire/types.js";
import type { PartGrant, PendingUpload, ReadGrant } from "../../../storage/object-store.js";
import type { ExecutorRequests, ExecutorStart, FromExecutor, LocalPiece } from "../../../worker/executor-protocol.js";
import { AttemptRun } from "../../../worker/executor/attempt-run.js";
import type { Daemon } from "../../../worker/executor/daemon-link.js";
import { makeTools, type ExecutorTools } from "../../../worker/executor/executor-tools.js";

type Asks = { [M in keyof ExecutorRequests]: (ask: ExecutorRequests[M]["ask"]) => ExecutorRequests[M]["answer"] };

/** Grants reads and writes of files; uploads become `<uri>.upload` at once, parts are written where they belong. */
export class FileDaemon implements Daemon {
  readonly uploads: PendingUpload[] = [];
  readonly told: FromExecutor[] = [];
  /** By input. */
  pieces: LocalPiece[][] = [];
  /** Where files are read by HTTP, for instance `http://127.0.0.1:80`; else they are read where they lie. */
  endpoint: string | undefined;

  private readonly answers: Asks = {
    grantReads: ({ objects }) =>
      objects.map(({ uri, etag }): ReadGrant => {
        const path = fileURLToPath(uri);
        if (this.endpoint === undefined) return { kind: "file", uri, etag, path };
        return { kind: "http", uri, etag, url: new URL(new URL(uri).pathname, this.endpoint).href };
      }),
    fetchPieces: () => this.pieces,
    createUpload: ({ uri }) => {
      const upload = { uri, uploadId: `upload-${String(this.uploads.length)}` };
      this.uploads.push(upload);
      mkdirSync(dirname(fileURLToPath(uri)), { recursive: true });
      writeFileSync(uploadPath(uri), "");
      return upload;
    },
    grantParts: ({ upload, parts }) =>
      parts.map(({ number, offset }): PartGrant => ({
        kind: "file",
        uri: upload.uri,
        number,
        offset,
        path: uploadPath(upload.uri),
      })),
  };

  ask<M extends keyof ExecutorRequests>(
    method: M,
    ask: ExecutorRequests[M]["ask"],
  ): Promise<ExecutorRequests[M]["answer"]> {
    return Promise.resolve(this.answers[method](ask));
  }

  tell(message: FromExecutor): void {
    this.told.push(message);
  }
}

export function uploadPath(uri: string): string {
  return `${fileURLToPath(uri)}.upload`;
}

export interface Bench {
  readonly folder: string;
  readonly start: ExecutorStart;
  readonly tools: ExecutorTools;
  readonly daemon: FileDaemon;
  run(task: Task, token?: string): Promise<AttemptReport>;
  attempt(task: Task, token?: string): AttemptRun;
  piecePath(token?: string): string;
  /** What attempts left in the executor's folder: nothing, if all is well. */
  leftovers(): Promise<string[]>;
}

export async function makeBench(
  options: { bundle?: string; memoryBytes?: number; threads?: number } = {},
): Promise<Bench> {
  const folder = temporaryFolder();
  const built = options.bundle === undefined ? undefined : await buildFunctionThread(folder, options.bundle);
  const start: ExecutorStart = {
    kind: "start",
    applicationId: "app-1",
    workerId: "worker-1",
    folder: join(folder, "executor"),
    pieceFolder: join(folder, "pieces"),
    threads: options.threads ?? 1,
    memoryBytes: options.memoryBytes ?? 1e9,
    bundlePath: built?.bundlePath,
    filesFolder: "",
    timeZone: "UTC",
  };
  await mkdir(start.folder, { recursive: true });
  await mkdir(start.pieceFolder, { recursive: true });
  const daemon = new FileDaemon();
  const tools = await makeTools(start, daemon, built?.program ?? "");
  const attempt = (task: Task, token = "attempt-1"): AttemptRun => new AttemptRun(token, task, start, tools);
  return {
    folder,
    start,
    tools,
    daemon,
    attempt,
    run: (task, token) => attempt(task, token).run(),
    piecePath: (token = "attempt-1") => join(start.pieceFolder, token),
    leftovers: () => readdir(join(start.folder, "attempts")),
  };
}

export interface BuiltProgram {
  readonly program: string;
  readonly bundlePath: string;
}

/** The thread's program and a bundle, with the package `goldpan`, built from source. */
export async function buildFunctionThread(folder: string, bundle: string): Promise<BuiltProgram> {
  const library = join(folder, "library");
  await mkdir(join(library, "dist"), { recursive: true });
  await writeFile(
    join(library, "package.json"),
    JSON.stringify({ name: "goldpan", type: "module", exports: { ".": "./dist/index.js" } }),
  );
  await symlink(join(packageRoot, "node_modules"), join(library, "node_modules"), "dir");
  await symlink(join(packageRoot, "proto"), join(library, "proto"), "dir");
  await build({
    absWorkingDir: packageRoot,
    entryPoints: {
      index: "client/index.ts",
      "function-thread": "worker/executor/function-thread.ts",
      "function-check": "worker/executor/function-check.ts",
      executor: "worker/executor/main.ts",
    },
    outdir: join(library, "dist"),
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20",
    external: ["@duckdb/node-api", "@duckdb/node-bindings", "apache-arrow", "esbuild", "goldpan"],
    banner: { js: "import { createRequire as r } from 'node:module'; const require = r(import.meta.url);" },
    logLevel: "warning",
  });
  await mkdir(join(folder, "bundle", "node_modules"), { recursive: true });
  await symlink(library, join(folder, "bundle", "node_modules", "goldpan"), "dir");
  const bundlePath = join(folder, "bundle", "bundle.mjs");
  await writeFile(bundlePath, bundle);
  return { program: join(library, "dist", "function-thread.js"), bundlePath };
}

export function bytesOf(path: string): number {
  return statSync(path).size;
}
