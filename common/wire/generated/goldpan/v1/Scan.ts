// Original file: proto/goldpan/v1/plan.proto


export interface ScanInput {
  /**
   * `parquet`, or `text`: lines of UTF-8 in one VARCHAR column `value`.
   */
  'format'?: (string);
  /**
   * Absolute: `s3a://bucket/key`, `s3://…`, `file:///…`; a file, a folder, or a glob.
   */
  'paths'?: (string)[];
  'options'?: ({[key: string]: string});
}

export interface Scan {
  /**
   * `parquet`, or `text`: lines of UTF-8 in one VARCHAR column `value`.
   */
  'format': (string);
  /**
   * Absolute: `s3a://bucket/key`, `s3://…`, `file:///…`; a file, a folder, or a glob.
   */
  'paths': (string)[];
  'options': ({[key: string]: string});
}
