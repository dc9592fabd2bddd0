// Original file: proto/goldpan/v1/task.proto

import type { Long } from '@grpc/proto-loader';

export interface ByteRangeInput {
  'from'?: (number | string | Long);
  'to'?: (number | string | Long);
}

export interface ByteRange {
  'from': (number);
  'to': (number);
}
