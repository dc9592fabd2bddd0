// Original file: proto/goldpan/v1/plan.proto


/**
 * Rows with too few values go; NULL and NaN are none.
 */
export interface DropNullsInput {
  /**
   * Empty: all columns.
   */
  'columns'?: (string)[];
  /**
   * Absent: a value in each of the columns.
   */
  'valuesMin'?: (number);
  '_valuesMin'?: "valuesMin";
}

/**
 * Rows with too few values go; NULL and NaN are none.
 */
export interface DropNulls {
  /**
   * Empty: all columns.
   */
  'columns': (string)[];
  /**
   * Absent: a value in each of the columns.
   */
  'valuesMin'?: (number);
  '_valuesMin'?: "valuesMin";
}
