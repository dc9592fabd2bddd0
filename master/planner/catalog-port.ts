/** What planning needs to know of a scan's files; the catalog answers from listings and footers. */
import type { BoundColumn, SchemaSample } from "./analysed-plan.js";
import type { ReadOptions } from "./read-options.js";
import type { ReadFormat } from "./read-format.js";
import type { ColumnBounds } from "../../storage/parquet/statistics.js";

export interface CatalogRowGroup {
  readonly index: number;
  readonly rows: number;
  /** Position of its first row in the file, from 0. */
  readonly firstRow: number;
  /** Compressed bytes of a top-level column; 0 for one that the file lacks. */
  readonly columnBytes: (column: string) => number;
  /** Only what can be trusted; undefined is unknown. */
  readonly bounds: (column: string) => ColumnBounds;
}

export interface CatalogFile {
  readonly uri: string;
  readonly etag: string;
  readonly bytes: number;
  /** Known to be bad, and why: it is not read. */
  readonly problem?: string;
  /** 0 of text. */
  readonly footerBytes: number;
  /** Empty of text, which is cut anywhere: lines are counted by nobody. */
  readonly rowGroups: readonly CatalogRowGroup[];
  /** By partition column; null is NULL. */
  readonly partitionValues: ReadonlyMap<string, string | null>;
  /** Top-level columns that the file has. */
  readonly columns: readonly string[];
}

export interface CatalogScan {
  readonly format: ReadFormat;
  readonly read: ReadOptions;
  /** Of csv and json: what records have, in their order. */
  readonly fields?: readonly string[];
  /** In the order of the paths, then ascending by key: the order of the rows. */
  readonly files: readonly CatalogFile[];
  /** One per distinct schema, or the schema of a table without files. */
  readonly samples: readonly SchemaSample[];
  readonly partitionColumns: readonly BoundColumn[];
  /** For names of stages: `flights`. */
  readonly label: string;
}
