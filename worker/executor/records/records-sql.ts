/** Records of a local file as a query. */
export interface RecordsSql {
  /** A SELECT: values by position as `v0`, `v1`, …, then `malformed BOOLEAN`, and `text VARCHAR`, NULL where only the file knows it. */
  readonly sql: string;
}
