// Original file: proto/goldpan/v1/plan.proto


export interface ColumnInput {
  'name'?: (string);
  /**
   * DuckDB's spelling, e.g. `DECIMAL(18,3)`, `STRUCT(a INTEGER)[]`.
   */
  'type'?: (string);
}

export interface Column {
  'name': (string);
  /**
   * DuckDB's spelling, e.g. `DECIMAL(18,3)`, `STRUCT(a INTEGER)[]`.
   */
  'type': (string);
}
