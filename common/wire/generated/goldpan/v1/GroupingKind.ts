// Original file: proto/goldpan/v1/plan.proto

export const GroupingKind = {
  GROUP_BY: 'GROUP_BY',
  ROLLUP: 'ROLLUP',
  CUBE: 'CUBE',
  GROUPING_SETS: 'GROUPING_SETS',
} as const;

export type GroupingKindInput =
  | 'GROUP_BY'
  | 0
  | 'ROLLUP'
  | 1
  | 'CUBE'
  | 2
  | 'GROUPING_SETS'
  | 3

export type GroupingKind = typeof GroupingKind[keyof typeof GroupingKind]
