// Original file: proto/goldpan/v1/worker.proto

import type { AttemptKeyInput as _goldpan_v1_AttemptKeyInput, AttemptKey as _goldpan_v1_AttemptKey } from '../../goldpan/v1/AttemptKey.js';
import type { Long } from '@grpc/proto-loader';

export interface WorkerRegisteredInput {
  'workerEpoch'?: (number | string | Long);
  'keepRunning'?: (_goldpan_v1_AttemptKeyInput)[];
  'keepPieces'?: (_goldpan_v1_AttemptKeyInput)[];
}

export interface WorkerRegistered {
  'workerEpoch': (number);
  'keepRunning': (_goldpan_v1_AttemptKey)[];
  'keepPieces': (_goldpan_v1_AttemptKey)[];
}
