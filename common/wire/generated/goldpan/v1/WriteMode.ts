// Original file: proto/goldpan/v1/plan.proto

export const WriteMode = {
  WRITE_MODE_UNSPECIFIED: 'WRITE_MODE_UNSPECIFIED',
  ERROR_IF_EXISTS: 'ERROR_IF_EXISTS',
  OVERWRITE: 'OVERWRITE',
  APPEND: 'APPEND',
  /**
   * Nothing is done where the table has data.
   */
  IGNORE: 'IGNORE',
  /**
   * The plan is a scan of the table itself: its small files become few, its rows stay as they are.
   */
  COMPACT: 'COMPACT',
} as const;

export type WriteModeInput =
  | 'WRITE_MODE_UNSPECIFIED'
  | 0
  | 'ERROR_IF_EXISTS'
  | 1
  | 'OVERWRITE'
  | 2
  | 'APPEND'
  | 3
  /**
   * Nothing is done where the table has data.
   */
  | 'IGNORE'
  | 4
  /**
   * The plan is a scan of the table itself: its small files become few, its rows stay as they are.
   */
  | 'COMPACT'
  | 5

export type WriteMode = typeof WriteMode[keyof typeof WriteMode]
