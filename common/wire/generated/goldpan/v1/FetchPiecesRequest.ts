// Original file: proto/goldpan/v1/worker.proto

import type { AttemptKeyInput as _goldpan_v1_AttemptKeyInput, AttemptKey as _goldpan_v1_AttemptKey } from '../../goldpan/v1/AttemptKey.js';

export interface FetchPiecesRequestInput {
  'keys'?: (_goldpan_v1_AttemptKeyInput)[];
}

export interface FetchPiecesRequest {
  'keys': (_goldpan_v1_AttemptKey)[];
}
