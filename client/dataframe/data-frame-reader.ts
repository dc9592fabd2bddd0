/** Where the rows of a DataFrame come from. */
import { quoteText } from "../../common/sql-text.js";
import type { CallSite } from "../../common/wire/types.js";
import { captureCallSite, planRefused } from "./call-site.js";
import { DataFrame } from "./data-frame.js";
import type { OptionValue } from "./data-frame-writer.js";
import { readerReplacements, refuseSparkNames } from "./spark-names.js";
import type { Execution } from "./execution.js";

/** Reads tables. Its methods return the reader itself, as in Spark. */
export class DataFrameReader {
  private readonly execution: Execution;
  private readonly readOptions: Record<string, string> = {};

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
  options(options: Readonly<Record<string, OptionValue>>): this {
    for (const [name, value] of Object.entries(options)) this.option(name, value);
    return this;
  }

  /**
   * Rows of Parquet: a table of ours (read by its last commit), files, folders, or globs. Every folder named `key=value` in the path
   * of a file becomes a column, also where a script names that folder (unlike in Spark).
   * Files whose schemas differ are read as one where types widen (INTEGER to BIGINT, FLOAT to DOUBLE) or columns are missing.
   * @param paths  `s3a://bucket/key`, `file:///…`, or relative to the folder that you submit from
   * @throws PATH_REFUSED for another scheme
   */
  parquet(...paths: readonly string[]): DataFrame {
    return this.scan("parquet", paths, captureCallSite("read.parquet"));
  }

  /**
   * The lines of texts in UTF-8, one row each, in a column `value` of type VARCHAR, without their ends (`\n` or `\r\n`). Large files are
   * read by several tasks.
   * @param paths  as for `parquet`
   * @example goldpan.read.text("s3a://rawzone/books/").flatMap(words("value"), "word")
   */
  text(...paths: readonly string[]): DataFrame {
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

  private scan(format: string, paths: readonly string[], at: CallSite | null): DataFrame {
    if (paths.length === 0) throw planRefused(`read.${format} without a path`, at, "name a file, a folder or a glob");
    const absolute = paths.map((path) => this.execution.resolvePath(path, at));
    const scan = { format, paths: absolute, options: { ...this.readOptions } };
    return new DataFrame(this.execution, { callSite: at, scan });
  }
}

refuseSparkNames(DataFrameReader.prototype, "read", readerReplacements);
