// Original file: proto/goldpan/v1/plan.proto

export const SetOperationKind = {
  INTERSECT: 'INTERSECT',
  EXCEPT: 'EXCEPT',
} as const;

export type SetOperationKindInput =
  | 'INTERSECT'
  | 0
  | 'EXCEPT'
  | 1

export type SetOperationKind = typeof SetOperationKind[keyof typeof SetOperationKind]
