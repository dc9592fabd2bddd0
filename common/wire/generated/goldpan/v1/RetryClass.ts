// Original file: proto/goldpan/v1/errors.proto

export const RetryClass = {
  RETRY_CLASS_UNSPECIFIED: 'RETRY_CLASS_UNSPECIFIED',
  NEVER: 'NEVER',
  SAME_WORKER: 'SAME_WORKER',
  OTHER_WORKER: 'OTHER_WORKER',
  RERUN_UPSTREAM: 'RERUN_UPSTREAM',
} as const;

export type RetryClassInput =
  | 'RETRY_CLASS_UNSPECIFIED'
  | 0
  | 'NEVER'
  | 1
  | 'SAME_WORKER'
  | 2
  | 'OTHER_WORKER'
  | 3
  | 'RERUN_UPSTREAM'
  | 4

export type RetryClass = typeof RetryClass[keyof typeof RetryClass]
