// Original file: proto/goldpan/v1/plan.proto

export const JoinKind = {
  INNER: 'INNER',
  LEFT: 'LEFT',
  RIGHT: 'RIGHT',
  FULL: 'FULL',
  LEFT_SEMI: 'LEFT_SEMI',
  LEFT_ANTI: 'LEFT_ANTI',
  CROSS: 'CROSS',
} as const;

export type JoinKindInput =
  | 'INNER'
  | 0
  | 'LEFT'
  | 1
  | 'RIGHT'
  | 2
  | 'FULL'
  | 3
  | 'LEFT_SEMI'
  | 4
  | 'LEFT_ANTI'
  | 5
  | 'CROSS'
  | 6

export type JoinKind = typeof JoinKind[keyof typeof JoinKind]
