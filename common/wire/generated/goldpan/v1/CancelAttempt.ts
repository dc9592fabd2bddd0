// Original file: proto/goldpan/v1/worker.proto

import type { AttemptKeyInput as _goldpan_v1_AttemptKeyInput, AttemptKey as _goldpan_v1_AttemptKey } from '../../goldpan/v1/AttemptKey.js';

export interface CancelAttemptInput {
  'key'?: (_goldpan_v1_AttemptKeyInput | null);
  'reason'?: (string);
}

export interface CancelAttempt {
  'key': (_goldpan_v1_AttemptKey | null);
  'reason': (string);
}
