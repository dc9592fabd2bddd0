// Original file: proto/goldpan/v1/task.proto

import type { Long } from '@grpc/proto-loader';

export interface SampleOperatorInput {
  'fraction'?: (number | string);
  'withReplacement'?: (boolean);
  'seed'?: (number | string | Long);
  /**
   * Drawn by where a row comes from: the same rows in every plan. Otherwise by its place among those of the task.
   */
  'byOrigin'?: (boolean);
}

export interface SampleOperator {
  'fraction': (number);
  'withReplacement': (boolean);
  'seed': (number);
  /**
   * Drawn by where a row comes from: the same rows in every plan. Otherwise by its place among those of the task.
   */
  'byOrigin': (boolean);
}
