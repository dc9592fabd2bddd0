// Original file: proto/goldpan/v1/plan.proto


/**
 * One row per row and column of `values`, with the column's name and its value.
 */
export interface UnpivotInput {
  'ids'?: (string)[];
  /**
   * Empty: all columns but the ids.
   */
  'values'?: (string)[];
  'nameColumn'?: (string);
  'valueColumn'?: (string);
}

/**
 * One row per row and column of `values`, with the column's name and its value.
 */
export interface Unpivot {
  'ids': (string)[];
  /**
   * Empty: all columns but the ids.
   */
  'values': (string)[];
  'nameColumn': (string);
  'valueColumn': (string);
}
