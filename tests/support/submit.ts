/** Runs `goldpan submit` as a user would: a process with its own environment, its output and its exit code. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../common/package-root.js";
import { outputOf } from "./output-of.js";
import { temporaryFolder } from "./temporary-folder.js";

export interface SubmitOutcome {
  /** The exit code; 128 + the signal's number is the shell's business, here a signal gives -1. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly durationMs: number;
}

export interface SubmitOptions {
  /** TypeScript source of the script, or `path` of one. */
  readonly script?: string;
  readonly path?: string;
  readonly args?: readonly string[];
  readonly master?: string;
  readonly options?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** The environment of this machine without anything that would configure Goldpan or an object store. */
export function bareEnvironment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      (entry): entry is [string, string] => entry[1] !== undefined && !/^(GOLDPAN|AWS|SPARK)_/.test(entry[0]),
    ),
  );
}

export interface RunningSubmit {
  readonly child: ChildProcess;
  readonly stderr: () => string;
  /** Resolves when stderr holds the text. */
  untilSaid(text: string | RegExp, timeoutMs?: number): Promise<void>;
  readonly outcome: Promise<SubmitOutcome>;
}

export function startSubmit(options: SubmitOptions): RunningSubmit {
  const folder = temporaryFolder();
  const path = options.path ?? join(folder, "job.ts");
  if (options.script !== undefined) writeFileSync(path, options.script);
  const startedAtMs = performance.now();
  const child = spawn(
    process.execPath,
    [
      join(packageRoot, "bin/goldpan.js"),
      "submit",
      ...(options.master === undefined ? [] : ["--master", options.master]),
      ...(options.options ?? []),
      path,
      ...(options.args ?? []),
    ],
    {
      // What a killed one leaves goes with the test.
      env: { ...bareEnvironment(), TMPDIR: folder, ...options.environment },
      stdio: ["ignore", "pipe", "pipe"],
      cwd: options.cwd ?? folder,
    },
  );
  const output = outputOf(child);
  const outcome = once(child, "close").then(([code]) => ({
    ...{ code: (code as number | null) ?? -1, ...output },
    durationMs: performance.now() - startedAtMs,
  }));
  return {
    child,
    stderr: () => output.stderr,
    outcome,
    async untilSaid(text, timeoutMs = 60_000) {
      const deadline = Date.now() + timeoutMs;
      const said = () => (typeof text === "string" ? output.stderr.includes(text) : text.test(output.stderr));
      while (!said()) {
        if (Date.now() > deadline || child.exitCode !== null)
          throw new Error(`'${text}' was not said:\n${output.stderr}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
  };
}

export async function submit(options: SubmitOptions): Promise<SubmitOutcome> {
  return startSubmit(options).outcome;
}

/** Wraps statements into a script: `body` may use `goldpan`, `args`, and what `imports` names. */
export function script(body: string, imports = "col, expr, lit, udf, when"): string {
  return `import { ${imports}, type GoldpanSession } from "goldpan";
export default async function main(goldpan: GoldpanSession, args: string[]) {
${body}
}
void [${imports}];
`;
}
