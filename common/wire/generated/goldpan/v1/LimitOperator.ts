// Original file: proto/goldpan/v1/task.proto

import type { Long } from '@grpc/proto-loader';

export interface LimitOperatorInput {
  'count'?: (number | string | Long);
  'offset'?: (number | string | Long);
  '_count'?: "count";
}

export interface LimitOperator {
  'count'?: (number);
  'offset': (number);
  '_count'?: "count";
}
