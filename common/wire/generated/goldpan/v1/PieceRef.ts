// Original file: proto/goldpan/v1/task.proto

import type { AttemptKeyInput as _goldpan_v1_AttemptKeyInput, AttemptKey as _goldpan_v1_AttemptKey } from '../../goldpan/v1/AttemptKey.js';
import type { Long } from '@grpc/proto-loader';

/**
 * Partitions `partition_from` to before `partition_to` of a map output.
 */
export interface PieceRefInput {
  'key'?: (_goldpan_v1_AttemptKeyInput | null);
  'workerId'?: (string);
  'address'?: (string);
  'bytes'?: (number | string | Long);
  'rows'?: (number | string | Long);
  'partitionFrom'?: (number);
  'partitionTo'?: (number);
}

/**
 * Partitions `partition_from` to before `partition_to` of a map output.
 */
export interface PieceRef {
  'key': (_goldpan_v1_AttemptKey | null);
  'workerId': (string);
  'address': (string);
  'bytes': (number);
  'rows': (number);
  'partitionFrom': (number);
  'partitionTo': (number);
}
