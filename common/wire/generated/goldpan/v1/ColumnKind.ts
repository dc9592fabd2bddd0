// Original file: proto/goldpan/v1/plan.proto

/**
 * Which columns a value is for.
 */
export const ColumnKind = {
  ANY_KIND: 'ANY_KIND',
  NUMBERS: 'NUMBERS',
  TEXTS: 'TEXTS',
  BOOLEANS: 'BOOLEANS',
} as const;

/**
 * Which columns a value is for.
 */
export type ColumnKindInput =
  | 'ANY_KIND'
  | 0
  | 'NUMBERS'
  | 1
  | 'TEXTS'
  | 2
  | 'BOOLEANS'
  | 3

/**
 * Which columns a value is for.
 */
export type ColumnKind = typeof ColumnKind[keyof typeof ColumnKind]
