// Original file: proto/goldpan/v1/plan.proto

import type { SchemaInput as _goldpan_v1_SchemaInput, Schema as _goldpan_v1_Schema } from '../../goldpan/v1/Schema.js';

export interface ScanInput {
  /**
   * `parquet`; `csv` and `json`: records of UTF-8 text, one a line unless multiLine; `text`: lines of UTF-8, or with wholetext files, in one VARCHAR column `value`.
   */
  'format'?: (string);
  /**
   * Absolute: `s3a://bucket/key`, `s3://…`, `file:///…`; a file, a folder, or a glob.
   */
  'paths'?: (string)[];
  'options'?: ({[key: string]: string});
  /**
   * What writes to the tables at the paths have quarantined, instead of their rows.
   */
  'quarantine'?: (boolean);
  /**
   * Of csv: the fields in the records' order, of json and parquet: those to read, by name. Absent: what the files say; csv is all text.
   */
  'schema'?: (_goldpan_v1_SchemaInput | null);
}

export interface Scan {
  /**
   * `parquet`; `csv` and `json`: records of UTF-8 text, one a line unless multiLine; `text`: lines of UTF-8, or with wholetext files, in one VARCHAR column `value`.
   */
  'format': (string);
  /**
   * Absolute: `s3a://bucket/key`, `s3://…`, `file:///…`; a file, a folder, or a glob.
   */
  'paths': (string)[];
  'options': ({[key: string]: string});
  /**
   * What writes to the tables at the paths have quarantined, instead of their rows.
   */
  'quarantine': (boolean);
  /**
   * Of csv: the fields in the records' order, of json and parquet: those to read, by name. Absent: what the files say; csv is all text.
   */
  'schema': (_goldpan_v1_Schema | null);
}
