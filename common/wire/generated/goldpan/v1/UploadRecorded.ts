// Original file: proto/goldpan/v1/worker.proto

import type { AttemptKeyInput as _goldpan_v1_AttemptKeyInput, AttemptKey as _goldpan_v1_AttemptKey } from '../../goldpan/v1/AttemptKey.js';

export interface UploadRecordedInput {
  'key'?: (_goldpan_v1_AttemptKeyInput | null);
  'uploadId'?: (string);
}

export interface UploadRecorded {
  'key': (_goldpan_v1_AttemptKey | null);
  'uploadId': (string);
}
