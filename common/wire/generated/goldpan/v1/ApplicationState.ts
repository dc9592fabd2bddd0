// Original file: proto/goldpan/v1/application.proto

/**
 * Spark's words.
 */
export const ApplicationState = {
  APPLICATION_STATE_UNSPECIFIED: 'APPLICATION_STATE_UNSPECIFIED',
  /**
   * Its driver waits for a worker.
   */
  SUBMITTED: 'SUBMITTED',
  RUNNING: 'RUNNING',
  /**
   * Its driver was lost and waits for a worker again.
   */
  RELAUNCHING: 'RELAUNCHING',
  FINISHED: 'FINISHED',
  FAILED: 'FAILED',
  KILLED: 'KILLED',
} as const;

/**
 * Spark's words.
 */
export type ApplicationStateInput =
  | 'APPLICATION_STATE_UNSPECIFIED'
  | 0
  /**
   * Its driver waits for a worker.
   */
  | 'SUBMITTED'
  | 1
  | 'RUNNING'
  | 2
  /**
   * Its driver was lost and waits for a worker again.
   */
  | 'RELAUNCHING'
  | 3
  | 'FINISHED'
  | 4
  | 'FAILED'
  | 5
  | 'KILLED'
  | 6

/**
 * Spark's words.
 */
export type ApplicationState = typeof ApplicationState[keyof typeof ApplicationState]
