/** Where the rows of a DataFrame go. */
import type { CallSite, JobSummary, RelationInput, WriteMode } from "../../common/wire/types.js";
import { captureCallSite, planRefused } from "./call-site.js";
import type { Execution } from "./execution.js";

/** What happens to a table that is there already. */
export type SaveMode = "error" | "errorifexists" | "overwrite";

/** Value of an option, as Spark takes them. */
export type OptionValue = string | number | boolean;

const wireMode: Readonly<Record<SaveMode, WriteMode>> = {
  error: "ERROR_IF_EXISTS",
  errorifexists: "ERROR_IF_EXISTS",
  overwrite: "OVERWRITE",
};

/** Writes a DataFrame. Its methods return the writer itself, as in Spark. */
export class DataFrameWriter {
  private readonly execution: Execution;
  private readonly relation: RelationInput;
  private writeMode: WriteMode = "ERROR_IF_EXISTS";
  private readonly writeOptions: Record<string, string> = {};

  /** @internal */
  constructor(execution: Execution, relation: RelationInput) {
    this.execution = execution;
    this.relation = relation;
  }

  /**
   * - `error` (the default, also `errorifexists`): fail if the table has rows or commits,
   * - `overwrite`: replace all of it, in one commit. Zero rows over a table that has some are refused unless the option
   *   `allowEmpty` is true.
   */
  mode(mode: SaveMode): this {
    const at = captureCallSite("mode");
    const name: string = mode.toLowerCase();
    if (!isSaveMode(name)) throw planRefused(`mode '${mode}' is not there`, at, 'use "error" or "overwrite"');
    this.writeMode = wireMode[name];
    return this;
  }

  /**
   * One option, such as `compression` ("zstd", "snappy", "gzip", "uncompressed", …) or `parquetVersion` ("v1", "v2"). An option
   * that is not known fails the write.
   */
  option(name: string, value: OptionValue): this {
    this.writeOptions[name] = String(value);
    return this;
  }

  /** Several options at once. */
  options(options: Readonly<Record<string, OptionValue>>): this {
    for (const [name, value] of Object.entries(options)) this.option(name, value);
    return this;
  }

  /**
   * Action: writes the table at `path`, a folder, as Parquet. All of it appears at once, or nothing.
   * @returns rows, files, bytes, expectations' counts, and where the gold is
   */
  parquet(path: string): Promise<JobSummary> {
    const at = captureCallSite("write.parquet");
    return this.start("parquet", path, this.writeMode, { ...this.writeOptions }, at);
  }

  private start(
    format: string,
    path: string,
    mode: WriteMode,
    options: Record<string, string>,
    at: CallSite | null,
  ): Promise<JobSummary> {
    return this.execution.startAction({
      name: `write.${format}`,
      callSite: at,
      build: () => ({
        relation: this.relation,
        kind: { write: { format, path: this.execution.resolvePath(path, at), mode, options } },
      }),
      finish: ({ summary }) => summary,
    });
  }
}

function isSaveMode(name: string): name is SaveMode {
  return Object.hasOwn(wireMode, name);
}
