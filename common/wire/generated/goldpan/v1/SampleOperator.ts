// Original file: proto/goldpan/v1/task.proto

import type { Long } from '@grpc/proto-loader';

export interface SampleOperatorInput {
  'fraction'?: (number | string);
  'withReplacement'?: (boolean);
  'seed'?: (number | string | Long);
}

export interface SampleOperator {
  'fraction': (number);
  'withReplacement': (boolean);
  'seed': (number);
}
