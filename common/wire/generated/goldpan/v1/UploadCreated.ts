// Original file: proto/goldpan/v1/worker.proto

import type { AttemptKeyInput as _goldpan_v1_AttemptKeyInput, AttemptKey as _goldpan_v1_AttemptKey } from '../../goldpan/v1/AttemptKey.js';
import type { UploadInput as _goldpan_v1_UploadInput, Upload as _goldpan_v1_Upload } from '../../goldpan/v1/Upload.js';

/**
 * Sent before the first part; the parts wait for UploadRecorded.
 */
export interface UploadCreatedInput {
  'key'?: (_goldpan_v1_AttemptKeyInput | null);
  'upload'?: (_goldpan_v1_UploadInput | null);
}

/**
 * Sent before the first part; the parts wait for UploadRecorded.
 */
export interface UploadCreated {
  'key': (_goldpan_v1_AttemptKey | null);
  'upload': (_goldpan_v1_Upload | null);
}
