/** DuckDB, Polars, pandas and Spark, as one Python process that reads what it is told. */
import { spawn, spawnSync, type ChildProcessWithoutNullStreams } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { packageRoot } from "../../common/package-root.js";
import type { MinioAccess } from "../support/minio.js";
import type { Tool } from "./tables.js";

const requirements = join(import.meta.dirname, "requirements.txt");

export interface ReadTable {
  readonly types: Readonly<Record<string, string>>;
  /** In no order. */
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

/**
 * Installs the tools once, in .goldpan/ of this repository.
 * @returns the path of its Python, or undefined, and says so aloud, where there is no Python or no Java, or PyPI cannot be reached
 */
export function readersPython(): string | undefined {
  const says = (text: string) => {
    process.stderr.write(`\nSKIPPED: readers' tests: ${text}\n`);
    return undefined;
  };
  if (spawnSync("python3", ["-c", "import venv, ensurepip"]).status !== 0)
    return says("python3 with venv is not there");
  if (spawnSync("java", ["-version"]).status !== 0) return says("Spark needs java");
  const folder = join(packageRoot, ".goldpan", "readers");
  const mark = join(folder, createHash("sha256").update(readFileSync(requirements)).digest("hex").slice(0, 16));
  const python = join(folder, "bin", "python");
  if (existsSync(mark)) return python;
  process.stderr.write("installing DuckDB, Polars, pandas and Spark from PyPI (once)\n");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const made = spawnSync("python3", ["-m", "venv", folder], { stdio: "inherit" });
  const installed = spawnSync(python, ["-m", "pip", "install", "-q", "-r", requirements], { stdio: "inherit" });
  if (made.status !== 0 || installed.status !== 0) return says("the tools cannot be installed from PyPI");
  writeFileSync(mark, "");
  return python;
}

export class ReaderProcess {
  private readonly child: ChildProcessWithoutNullStreams;
  private readonly answers: AsyncIterator<string>;

  /** In a time zone that is neither UTC nor any value's. */
  constructor(python: string, minio: MinioAccess | undefined) {
    const store =
      minio === undefined
        ? {}
        : {
            AWS_ENDPOINT_URL: minio.endpoint,
            AWS_ACCESS_KEY_ID: minio.accessKey,
            AWS_SECRET_ACCESS_KEY: minio.secretKey,
            AWS_REGION: "us-east-1",
            AWS_ALLOW_HTTP: "true",
          };
    this.child = spawn(python, [join(import.meta.dirname, "reader.py")], {
      env: { ...process.env, ...store, TZ: "Asia/Tokyo" },
    });
    this.child.stderr.pipe(process.stderr);
    this.answers = createInterface({ input: this.child.stdout })[Symbol.asyncIterator]();
  }

  /** @throws Error with what the tool said */
  async read(tool: Tool, code: string, maps: readonly string[] = []): Promise<ReadTable> {
    this.child.stdin.write(`${JSON.stringify({ tool, code, maps })}\n`);
    const { value, done } = await this.answers.next();
    if (done === true) throw new Error("the reader's process has ended");
    const answer = JSON.parse(value) as ReadTable | { readonly error: string };
    if ("error" in answer) throw new Error(`${tool}: ${answer.error}\n${code}`);
    return answer;
  }

  close(): void {
    this.child.stdin.end();
  }
}
