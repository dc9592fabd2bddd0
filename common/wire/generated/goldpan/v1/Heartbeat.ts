// Original file: proto/goldpan/v1/worker.proto

import type { Long } from '@grpc/proto-loader';

export interface HeartbeatInput {
  'memoryUsedBytes'?: (number | string | Long);
  'executors'?: (number);
  /**
   * Disk that pieces take, and may take: goldpan.worker.pieces.maxBytes.
   */
  'pieceBytes'?: (number | string | Long);
  'pieceBytesMax'?: (number | string | Long);
}

export interface Heartbeat {
  'memoryUsedBytes': (number);
  'executors': (number);
  /**
   * Disk that pieces take, and may take: goldpan.worker.pieces.maxBytes.
   */
  'pieceBytes': (number);
  'pieceBytesMax': (number);
}
