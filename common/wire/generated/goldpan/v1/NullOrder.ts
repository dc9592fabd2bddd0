// Original file: proto/goldpan/v1/plan.proto

/**
 * As in Spark, the default is first when ascending and last when descending.
 */
export const NullOrder = {
  NULLS_DEFAULT: 'NULLS_DEFAULT',
  NULLS_FIRST: 'NULLS_FIRST',
  NULLS_LAST: 'NULLS_LAST',
} as const;

/**
 * As in Spark, the default is first when ascending and last when descending.
 */
export type NullOrderInput =
  | 'NULLS_DEFAULT'
  | 0
  | 'NULLS_FIRST'
  | 1
  | 'NULLS_LAST'
  | 2

/**
 * As in Spark, the default is first when ascending and last when descending.
 */
export type NullOrder = typeof NullOrder[keyof typeof NullOrder]
