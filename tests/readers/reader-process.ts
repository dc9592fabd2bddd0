/** DuckDB, Polars, pandas and Spark, as one Python process that reads what it is told. */
import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { MinioAccess } from "../support/minio.js";
import { hasJava, pythonEnvironment } from "../support/python-environment.js";
import type { Tool } from "./tables.js";

/** DuckDB, Polars, pandas and Spark. */
export const readersRequirements = join(import.meta.dirname, "requirements.txt");

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
  const skipped = (why: string) => {
    process.stderr.write(`\nSKIPPED: readers' tests: ${why}\n`);
  };
  if (hasJava()) return pythonEnvironment("readers", readersRequirements, skipped);
  skipped("Spark needs java");
  return undefined;
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
