// Original file: proto/goldpan/v1/worker.proto

import type { AttemptKeyInput as _goldpan_v1_AttemptKeyInput, AttemptKey as _goldpan_v1_AttemptKey } from '../../goldpan/v1/AttemptKey.js';

export interface AttemptStartedInput {
  'key'?: (_goldpan_v1_AttemptKeyInput | null);
}

export interface AttemptStarted {
  'key': (_goldpan_v1_AttemptKey | null);
}
