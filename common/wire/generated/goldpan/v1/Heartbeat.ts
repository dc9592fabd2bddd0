// Original file: proto/goldpan/v1/worker.proto

import type { Long } from '@grpc/proto-loader';

export interface HeartbeatInput {
  'memoryUsedBytes'?: (number | string | Long);
  'executors'?: (number);
}

export interface Heartbeat {
  'memoryUsedBytes': (number);
  'executors': (number);
}
