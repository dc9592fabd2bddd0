// Original file: proto/goldpan/v1/worker.proto

import type { AttemptKeyInput as _goldpan_v1_AttemptKeyInput, AttemptKey as _goldpan_v1_AttemptKey } from '../../goldpan/v1/AttemptKey.js';
import type { Long } from '@grpc/proto-loader';

export interface AttemptProgressInput {
  'key'?: (_goldpan_v1_AttemptKeyInput | null);
  'rowsRead'?: (number | string | Long);
  'bytesRead'?: (number | string | Long);
  'rowsWritten'?: (number | string | Long);
  'bytesWritten'?: (number | string | Long);
}

export interface AttemptProgress {
  'key': (_goldpan_v1_AttemptKey | null);
  'rowsRead': (number);
  'bytesRead': (number);
  'rowsWritten': (number);
  'bytesWritten': (number);
}
