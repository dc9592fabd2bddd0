// Original file: proto/goldpan/v1/plan.proto

export const RowFunctionKind = {
  /**
   * One value per row.
   */
  SCALAR: 'SCALAR',
  /**
   * One value per group: init, add, merge, finish.
   */
  AGGREGATE: 'AGGREGATE',
  /**
   * Any number of rows per batch of rows.
   */
  PARTITIONS: 'PARTITIONS',
} as const;

export type RowFunctionKindInput =
  /**
   * One value per row.
   */
  | 'SCALAR'
  | 0
  /**
   * One value per group: init, add, merge, finish.
   */
  | 'AGGREGATE'
  | 1
  /**
   * Any number of rows per batch of rows.
   */
  | 'PARTITIONS'
  | 2

export type RowFunctionKind = typeof RowFunctionKind[keyof typeof RowFunctionKind]
