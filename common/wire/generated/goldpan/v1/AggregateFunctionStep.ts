// Original file: proto/goldpan/v1/task.proto

export const AggregateFunctionStep = {
  /**
   * Arguments in, states out.
   */
  PARTIAL: 'PARTIAL',
  /**
   * States in, values out.
   */
  FINAL: 'FINAL',
  /**
   * Arguments in, values out.
   */
  WHOLE: 'WHOLE',
} as const;

export type AggregateFunctionStepInput =
  /**
   * Arguments in, states out.
   */
  | 'PARTIAL'
  | 0
  /**
   * States in, values out.
   */
  | 'FINAL'
  | 1
  /**
   * Arguments in, values out.
   */
  | 'WHOLE'
  | 2

export type AggregateFunctionStep = typeof AggregateFunctionStep[keyof typeof AggregateFunctionStep]
