// Original file: proto/goldpan/v1/plan.proto

export const ExpectationAction = {
  EXPECTATION_ACTION_UNSPECIFIED: 'EXPECTATION_ACTION_UNSPECIFIED',
  WARN: 'WARN',
  DROP: 'DROP',
  QUARANTINE: 'QUARANTINE',
  FAIL: 'FAIL',
} as const;

export type ExpectationActionInput =
  | 'EXPECTATION_ACTION_UNSPECIFIED'
  | 0
  | 'WARN'
  | 1
  | 'DROP'
  | 2
  | 'QUARANTINE'
  | 3
  | 'FAIL'
  | 4

export type ExpectationAction = typeof ExpectationAction[keyof typeof ExpectationAction]
