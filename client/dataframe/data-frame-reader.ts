/** Where the rows of a DataFrame come from. */
import { quoteText } from "../../common/sql-text.js";
import type { CallSite, Column as SchemaColumn } from "../../common/wire/types.js";
import { captureCallSite, planRefused } from "./call-site.js";
import { DataFrame } from "./data-frame.js";
import { fileColumns, type FileSchema } from "./files/file-schema.js";
import { isRecord } from "./rows/encode-value.js";
import { shownValue } from "./arguments/shown-value.js";
import { optionTexts, type Options, type OptionValue } from "./files/option-values.js";
import { readerReplacements, refuseSparkNames } from "./spark-names.js";
import type { Execution } from "./execution.js";

/** One path or several, and options for this read alone after them. */
export type PathsAndOptions = readonly (string | readonly string[] | Options)[];

/** Reads tables. Its methods return the reader itself, as in Spark. */
export class DataFrameReader {
  private readonly execution: Execution;
  private readonly readOptions: Record<string, string> = {};
  private readFormat = "parquet";
  private columns: SchemaColumn[] | undefined;

  /** @internal */
  constructor(execution: Execution) {
    this.execution = execution;
  }

  /** One option. One that is not known is refused when the plan is analysed. */
  option(name: string, value: OptionValue): this {
    this.readOptions[name] = String(value);
    return this;
  }

  /** Several options at once. */
  options(options: Options): this {
    for (const [name, value] of Object.entries(options)) this.option(name, value);
    return this;
  }

  /**
   * The columns of the files, in Spark's DDL or as fields, with Spark's names of types or DuckDB's. Of CSV they are the fields in their
   * order, whatever the header calls them unless it says otherwise; of JSON and Parquet those to read, by name. A column
   * `_corrupt_record STRING` gets the text of malformed records.
   * @example goldpan.read.schema("id INT, name STRING, born DATE").option("header", true).csv("s3a://rawzone/people/")
   */
  schema(schema: FileSchema): this {
    this.columns = fileColumns(schema, captureCallSite("schema"));
    return this;
  }

  /** `parquet`, `csv`, `json` or `text`, for `load`. */
  format(format: "parquet" | "csv" | "json" | "text"): this {
    const name = typeof format === "string" ? format.toLowerCase() : "";
    if (!["parquet", "csv", "json", "text"].includes(name)) {
      const what = `the format ${shownValue(format)} cannot be read`;
      throw planRefused(what, captureCallSite("format"), 'take "parquet", "csv", "json" or "text"');
    }
    this.readFormat = name;
    return this;
  }

  /** The files' rows, by `format`. */
  load(...paths: PathsAndOptions): DataFrame {
    return this.scan(this.readFormat, paths, captureCallSite("read.load"));
  }

  /**
   * Records of CSV: plain, `.gz` or `.zst`. Without `schema` every column is a VARCHAR, named by the header with `option("header", true)`,
   * else `_c0`, `_c1`, …; `option("inferSchema", true)` finds the types over all files first. Malformed records are kept with NULLs and
   * counted; docs/DATAFRAMES.md has all options.
   * @param paths  as for `parquet`
   * @example goldpan.read.csv("s3a://rawzone/orders/", { header: true, sep: ";" })
   */
  csv(...paths: PathsAndOptions): DataFrame {
    return this.scan("csv", paths, captureCallSite("read.csv"));
  }

  /**
   * Objects of JSON, one a line unless `option("multiLine", true)`: plain, `.gz` or `.zst`. Without `schema` the columns are found over all
   * files first.
   * @param paths  as for `parquet`
   */
  json(...paths: PathsAndOptions): DataFrame {
    return this.scan("json", paths, captureCallSite("read.json"));
  }

  /**
   * Rows of Parquet: a table of ours (read by its last commit), files, folders, or globs. Every folder named `key=value` in the path
   * of a file becomes a column, also where a script names that folder (unlike in Spark).
   * Files whose schemas differ are read as one where types widen (INTEGER to BIGINT, FLOAT to DOUBLE) or columns are missing.
   * @param paths  `s3a://bucket/key`, `file:///…`, or relative to the folder that you submit from; options may follow
   * @throws PATH_REFUSED for another scheme
   */
  parquet(...paths: PathsAndOptions): DataFrame {
    return this.scan("parquet", paths, captureCallSite("read.parquet"));
  }

  /**
   * The lines of texts in UTF-8, plain, `.gz` or `.zst`, one row each, in a column `value` of type VARCHAR, without their ends (`\n` or
   * `\r\n`). Large plain files are read by several tasks. With `option("wholetext", true)` a file is a row, with the ends of its lines.
   * @param paths  as for `parquet`
   * @example goldpan.read.text("s3a://rawzone/books/").flatMap(words("value"), "word")
   */
  text(...paths: PathsAndOptions): DataFrame {
    return this.scan("text", paths, captureCallSite("read.text"));
  }

  /**
   * What writes to a table have quarantined: the rows as they were before the expectation, with `_violations` (names of expectations),
   * `_source_file`, `_source_row_group`, `_source_row` and `_application`. An overwrite of the table replaces them, an append adds to
   * them. `option("application", id)` takes those of one application.
   * @param table  the table's path, not that of its quarantine
   * @throws QUARANTINE_NOT_FOUND when a job starts, for a table whose writes never quarantined
   * @example goldpan.read.quarantine("s3a://gold/flights/").filter("list_contains(_violations, 'delay is plausible')")
   */
  quarantine(table: string): DataFrame {
    const at = captureCallSite("read.quarantine");
    const isApplication = (name: string): boolean => name.toLowerCase() === "application";
    const given = Object.entries(this.readOptions);
    const options = Object.fromEntries(given.filter(([name]) => !isApplication(name)));
    const paths = [this.execution.resolvePath(table, at)];
    const rows = { callSite: at, scan: { format: "parquet", paths, options, quarantine: true } };
    const application = given.findLast(([name]) => isApplication(name))?.[1];
    if (application === undefined) return new DataFrame(this.execution, rows);
    const condition = { sql: `_application = ${quoteText(application)}`, callSite: at };
    return new DataFrame(this.execution, { callSite: at, filter: { input: rows, condition } });
  }

  private scan(format: string, given: PathsAndOptions, at: CallSite | null): DataFrame {
    const last = given.at(-1);
    const further = typeof last === "object" && isRecord(last) ? last : undefined;
    const paths = (further === undefined ? given : given.slice(0, -1)).flat() as readonly string[];
    if (paths.length === 0) throw planRefused(`read.${format} without a path`, at, "name a file, a folder or a glob");
    const absolute = paths.map((path) => this.execution.resolvePath(path, at));
    const schema = this.columns === undefined ? {} : { schema: { columns: this.columns } };
    const options = { ...this.readOptions, ...optionTexts(further ?? {}, at) };
    const scan = { format, paths: absolute, options, ...schema };
    return new DataFrame(this.execution, { callSite: at, scan });
  }
}

refuseSparkNames(DataFrameReader.prototype, "read", readerReplacements);
