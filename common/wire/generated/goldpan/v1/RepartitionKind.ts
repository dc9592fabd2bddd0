// Original file: proto/goldpan/v1/plan.proto

export const RepartitionKind = {
  ROUND_ROBIN: 'ROUND_ROBIN',
  HASH: 'HASH',
  RANGE: 'RANGE',
  /**
   * At most so many partitions, without moving rows.
   */
  COALESCE: 'COALESCE',
} as const;

export type RepartitionKindInput =
  | 'ROUND_ROBIN'
  | 0
  | 'HASH'
  | 1
  | 'RANGE'
  | 2
  /**
   * At most so many partitions, without moving rows.
   */
  | 'COALESCE'
  | 3

export type RepartitionKind = typeof RepartitionKind[keyof typeof RepartitionKind]
