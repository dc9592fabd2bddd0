/** Input of a task as it lies here, for the engine to read. */
import type { CsvFormat } from "../../common/csv/csv-format.js";
import type { FileSlice } from "../../common/wire/types.js";

/** An object's wanted row groups and columns, as a Parquet file here. */
export interface LocalSlice {
  readonly slice: FileSlice;
  /** Of CSV that came as values alone: there is nothing yet. */
  readonly path: string;
  /** Top-level columns that the file has, in its spelling. */
  readonly columns: readonly string[];
  /** Columns that hold INT96: moments in UTC, which DuckDB reads as timestamps without a zone. */
  readonly int96Columns: readonly string[];
  /** Of lines of text; the file has them as they are. */
  readonly text?: LocalText;
  /** The text is not cut into lines. */
  readonly wholeText?: boolean;
  readonly csv?: LocalCsv;
}

export interface LocalText {
  readonly lines: number;
  readonly longestLineBytes: number;
  readonly ends: "\n" | "\r\n";
  /** A character that the text does not have. */
  readonly delimiter: string;
  /** Of its first byte, in the file; undefined where its bytes have moved. */
  readonly start: number | undefined;
}

/** What the source needs to know of a local CSV file. */
export interface LocalCsv {
  readonly format: CsvFormat;
  readonly dialect: CsvDialect;
  /** In the original; undefined without one. */
  readonly headerStart: number | undefined;
  /** The engine leaves out the first line. */
  readonly skipsHeader: boolean;
  readonly ends: "\n" | "\r\n";
  readonly longestRecordBytes: number;
  readonly records: number;
  /** Records with too few or too many fields: they have one more than the others, which is their text. */
  readonly malformed: number;
  /** By field, without `values`: whether each text has a form that the engine's reader takes as Spark does, if it takes it at all. */
  readonly typed: readonly boolean[];
  /** The same records as values, where all of them could be taken apart. */
  readonly values: LocalValues | undefined;
  /** The path of the text as it came: for the texts of records that turn out malformed. Where only values came, it is fetched. */
  readonly original: () => Promise<string>;
  /** Of the original's first byte, in the file; undefined where its bytes have moved. */
  readonly originalStart: number | undefined;
}

/** A Parquet file with a column for each field that is read, `c0` and so on. */
export interface LocalValues {
  readonly path: string;
  /** By field: undefined where there is no column, as none asks for it. */
  readonly columns: readonly ("value" | "text" | undefined)[];
}

/** What the engine is told of a CSV file: its own, or what stands for it in the records that are written anew. */
export interface CsvDialect {
  readonly delimiter: string;
  readonly quote: string;
}
