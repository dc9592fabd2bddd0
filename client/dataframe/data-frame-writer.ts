/** Where the rows of a DataFrame go. */
import type { CallSite, JobSummary, RelationInput, WriteMode } from "../../common/wire/types.js";
import { captureCallSite, planRefused } from "./call-site.js";
import { nearest } from "../../common/nearest.js";
import { spread } from "./arguments/column-arguments.js";
import type { Execution } from "./execution.js";
import { existingName } from "./arguments/name-arguments.js";
import { optionTexts, type Options, type OptionValue } from "./files/option-values.js";
import { refuseSparkNames, writerReplacements } from "./spark-names.js";
import { shownValue } from "./arguments/shown-value.js";

/** What happens to a table that is there already. */
export type SaveMode = "error" | "errorifexists" | "overwrite" | "append" | "ignore";

/** What `format` takes. */
export type WriteFormat = (typeof writeFormats)[number];
const writeFormats = ["parquet", "csv", "json", "text", "noop"] as const;

/** Spark's formats that are not written here: what to write instead. */
const formatReplacements: Readonly<Record<string, string>> = {
  orc: 'write format("parquet")',
  avro: 'write format("parquet")',
  delta: 'write format("parquet"): a table of ours has commits',
  iceberg: 'write format("parquet"): a table of ours has commits',
  jdbc: 'write format("parquet") and load it from there',
};

const wireMode: Readonly<Record<SaveMode, WriteMode>> = {
  error: "ERROR_IF_EXISTS",
  errorifexists: "ERROR_IF_EXISTS",
  overwrite: "OVERWRITE",
  append: "APPEND",
  ignore: "IGNORE",
};

/** Writes a DataFrame. Its methods return the writer itself, as in Spark. */
export class DataFrameWriter {
  private readonly execution: Execution;
  private readonly relation: RelationInput;
  private writeMode: WriteMode = "ERROR_IF_EXISTS";
  private writeFormat: WriteFormat = "parquet";
  private partitionColumns: readonly string[] = [];
  private readonly writeOptions: Record<string, string> = {};

  /** @internal */
  constructor(execution: Execution, relation: RelationInput) {
    this.execution = execution;
    this.relation = relation;
  }

  /**
   * - `error` (the default, also `errorifexists`): fail if the table has rows or commits,
   * - `overwrite`: replace all of it, in one commit. Zero rows over a table that has some are refused unless the option
   *   `allowEmpty` is true. With `partitionBy` and the option `partitionOverwriteMode` = `dynamic` only the partitions that get rows,
   * - `append`: add to what is there,
   * - `ignore`: do nothing if the table has data.
   */
  mode(mode: SaveMode): this {
    const at = captureCallSite("mode");
    const name = typeof mode === "string" ? mode.toLowerCase() : "";
    if (!isSaveMode(name)) {
      const [best] = nearest(name, Object.keys(wireMode), 1);
      const hint = best === undefined ? `use ${Object.keys(wireMode).join(", ")}` : `did you mean "${best}"?`;
      throw planRefused(`mode ${shownValue(mode)} is not there`, at, hint);
    }
    this.writeMode = wireMode[name];
    return this;
  }

  /**
   * A folder `key=value/` for every value of these columns, which leave the files. NULL and '' go to `__HIVE_DEFAULT_PARTITION__`.
   * @example flights.write.partitionBy("year", "month").parquet("s3a://gold/flights/")
   */
  partitionBy(...columns: readonly string[] | readonly [readonly string[]]): this {
    const at = captureCallSite("partitionBy");
    const names = spread<string>(columns).map((column) => existingName(column, at));
    const again = names.find(
      (name, index) => names.findIndex((other) => other.toLowerCase() === name.toLowerCase()) < index,
    );
    if (again !== undefined) throw planRefused(`partitionBy names ${again} twice`, at, "name each column once");
    this.partitionColumns = names;
    return this;
  }

  /** For `save`: `parquet`, the default, `csv`, `json`, `text`, or `noop`, where rows are made and go nowhere. */
  format(format: WriteFormat): this {
    const at = captureCallSite("format");
    const given = typeof format === "string" ? format.toLowerCase() : "";
    const known = writeFormats.find((name) => name === given);
    if (known === undefined) {
      const hint = formatReplacements[given] ?? `use ${writeFormats.join(", ")}`;
      throw planRefused(`format ${shownValue(format)} is not there`, at, hint);
    }
    this.writeFormat = known;
    return this;
  }

  /** Action: writes as `format` said; see `parquet`. @param path  a table's folder; none with `noop` */
  save(path?: string, options: Options = {}): Promise<JobSummary> {
    const at = captureCallSite("save");
    if (this.writeFormat === "noop") {
      return this.execution.startAction({
        name: "write.noop",
        callSite: at,
        build: () => ({ relation: this.relation, kind: { discard: {} } }),
        finish: ({ summary }) => summary,
        finishPlanned: ({ summary }) => summary,
      });
    }
    if (path === undefined) throw planRefused("save without a path", at, 'write save("s3a://gold/flights/")');
    return this.start(this.writeFormat, path, options, at);
  }

  /**
   * One option, such as `compression` ("zstd", "snappy", "gzip", "none", …), `maxRecordsPerFile` or `targetFileBytes` ("256m"). An
   * option that is not known fails the write. docs/DATAFRAMES.md lists them.
   */
  option(name: string, value: OptionValue): this {
    this.writeOptions[name] = String(value);
    return this;
  }

  /** Several options at once. */
  options(options: Options): this {
    for (const [name, value] of Object.entries(options)) this.option(name, value);
    return this;
  }

  /**
   * Action: writes the table at `path`, a folder, as Parquet. All of it appears at once, or nothing.
   * @param options  for this write alone, as those of `option`
   * @returns rows, files, bytes, expectations' counts, and where the gold is
   */
  parquet(path: string, options: Options = {}): Promise<JobSummary> {
    const at = captureCallSite("write.parquet");
    return this.start("parquet", path, options, at);
  }

  /**
   * Action: writes the table at `path`, a folder, as CSV in UTF-8, by the same commits as Parquet. Options as Spark's: `header`, `sep`,
   * `quote`, `escape`, `quoteAll`, `nullValue`, `emptyValue`, `dateFormat`, `timestampFormat`, `compression` ("none", "gzip", "zstd"), ….
   * Columns of lists, structs, maps and bytes are refused.
   */
  csv(path: string, options: Options = {}): Promise<JobSummary> {
    const at = captureCallSite("write.csv");
    return this.start("csv", path, options, at);
  }

  /** Action: writes the table at `path`, a folder, as JSON, an object a line. Options as Spark's: `ignoreNullFields`, `compression`, …. */
  json(path: string, options: Options = {}): Promise<JobSummary> {
    const at = captureCallSite("write.json");
    return this.start("json", path, options, at);
  }

  /** Action: writes the one column, which is text, line by line; NULL is an empty line. A value with a line break fails the job. */
  text(path: string, options: Options = {}): Promise<JobSummary> {
    const at = captureCallSite("write.text");
    return this.start("text", path, options, at);
  }

  /**
   * Action: the small files of the table at `path` become few, in a commit that changes no rows.
   * @internal  for `goldpan table PATH --compact`; the DataFrame is the table itself
   */
  compact(path: string): Promise<JobSummary> {
    this.writeMode = "COMPACT";
    return this.start("parquet", path, {}, captureCallSite("compact"));
  }

  private start(format: string, path: string, further: Options, at: CallSite | null): Promise<JobSummary> {
    // As they are now: the writer may be used again with others.
    const mode = this.writeMode;
    const options = { ...this.writeOptions, ...optionTexts(further, at) };
    const partitionBy = this.partitionColumns.length === 0 ? {} : { partitionBy: [...this.partitionColumns] };
    return this.execution.startAction({
      name: `write.${format}`,
      callSite: at,
      build: () => ({
        relation: this.relation,
        kind: { write: { format, path: this.execution.resolvePath(path, at), mode, options, ...partitionBy } },
      }),
      finish: ({ summary }) => summary,
      finishPlanned: ({ summary }) => summary,
    });
  }
}

function isSaveMode(name: string): name is SaveMode {
  return Object.hasOwn(wireMode, name);
}

refuseSparkNames(DataFrameWriter.prototype, "write", writerReplacements);
