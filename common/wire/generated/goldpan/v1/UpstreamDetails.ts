// Original file: proto/goldpan/v1/errors.proto

import type { AttemptKeyInput as _goldpan_v1_AttemptKeyInput, AttemptKey as _goldpan_v1_AttemptKey } from '../../goldpan/v1/AttemptKey.js';

export interface UpstreamDetailsInput {
  'missing'?: (_goldpan_v1_AttemptKeyInput)[];
}

export interface UpstreamDetails {
  'missing': (_goldpan_v1_AttemptKey)[];
}
