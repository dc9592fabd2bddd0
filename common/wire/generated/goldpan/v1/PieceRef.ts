// Original file: proto/goldpan/v1/task.proto

import type { AttemptKeyInput as _goldpan_v1_AttemptKeyInput, AttemptKey as _goldpan_v1_AttemptKey } from '../../goldpan/v1/AttemptKey.js';
import type { Long } from '@grpc/proto-loader';

/**
 * A map output that a reader consumes.
 */
export interface PieceRefInput {
  'key'?: (_goldpan_v1_AttemptKeyInput | null);
  'workerId'?: (string);
  'address'?: (string);
  'bytes'?: (number | string | Long);
  'rows'?: (number | string | Long);
}

/**
 * A map output that a reader consumes.
 */
export interface PieceRef {
  'key': (_goldpan_v1_AttemptKey | null);
  'workerId': (string);
  'address': (string);
  'bytes': (number);
  'rows': (number);
}
