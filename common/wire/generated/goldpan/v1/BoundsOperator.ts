// Original file: proto/goldpan/v1/task.proto


/**
 * `partitions` − 1 quantiles of the column `__goldpan_sort_key`, ascending; a heavy key may be there several times.
 */
export interface BoundsOperatorInput {
  'partitions'?: (number);
}

/**
 * `partitions` − 1 quantiles of the column `__goldpan_sort_key`, ascending; a heavy key may be there several times.
 */
export interface BoundsOperator {
  'partitions': (number);
}
