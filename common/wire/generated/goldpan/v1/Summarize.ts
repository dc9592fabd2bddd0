// Original file: proto/goldpan/v1/plan.proto


/**
 * One row per statistic, with its name in a column `summary`, all as text: Spark's describe and summary.
 */
export interface SummarizeInput {
  /**
   * Empty: all columns of numbers and texts.
   */
  'columns'?: (string)[];
  /**
   * `count`, `mean`, `stddev`, `min`, `max`, `count_distinct`, `approx_count_distinct`, or a percentile: `25%`.
   */
  'statistics'?: (string)[];
}

/**
 * One row per statistic, with its name in a column `summary`, all as text: Spark's describe and summary.
 */
export interface Summarize {
  /**
   * Empty: all columns of numbers and texts.
   */
  'columns': (string)[];
  /**
   * `count`, `mean`, `stddev`, `min`, `max`, `count_distinct`, `approx_count_distinct`, or a percentile: `25%`.
   */
  'statistics': (string)[];
}
