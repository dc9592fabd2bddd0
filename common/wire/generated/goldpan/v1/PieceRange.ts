// Original file: proto/goldpan/v1/worker.proto

import type { AttemptKeyInput as _goldpan_v1_AttemptKeyInput, AttemptKey as _goldpan_v1_AttemptKey } from '../../goldpan/v1/AttemptKey.js';

/**
 * Partitions `from` to before `to` of an attempt's pieces.
 */
export interface PieceRangeInput {
  'key'?: (_goldpan_v1_AttemptKeyInput | null);
  'from'?: (number);
  'to'?: (number);
}

/**
 * Partitions `from` to before `to` of an attempt's pieces.
 */
export interface PieceRange {
  'key': (_goldpan_v1_AttemptKey | null);
  'from': (number);
  'to': (number);
}
