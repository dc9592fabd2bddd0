// Original file: proto/goldpan/v1/worker.proto

import type { AttemptKeyInput as _goldpan_v1_AttemptKeyInput, AttemptKey as _goldpan_v1_AttemptKey } from '../../goldpan/v1/AttemptKey.js';
import type { ErrorInput as _goldpan_v1_ErrorInput, Error as _goldpan_v1_Error } from '../../goldpan/v1/Error.js';

export interface AttemptFailedInput {
  'key'?: (_goldpan_v1_AttemptKeyInput | null);
  'error'?: (_goldpan_v1_ErrorInput | null);
}

export interface AttemptFailed {
  'key': (_goldpan_v1_AttemptKey | null);
  'error': (_goldpan_v1_Error | null);
}
