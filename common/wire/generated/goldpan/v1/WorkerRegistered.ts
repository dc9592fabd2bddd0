// Original file: proto/goldpan/v1/worker.proto

import type { AttemptKeyInput as _goldpan_v1_AttemptKeyInput, AttemptKey as _goldpan_v1_AttemptKey } from '../../goldpan/v1/AttemptKey.js';
import type { DriverKeyInput as _goldpan_v1_DriverKeyInput, DriverKey as _goldpan_v1_DriverKey } from '../../goldpan/v1/DriverKey.js';
import type { Long } from '@grpc/proto-loader';

export interface WorkerRegisteredInput {
  'workerEpoch'?: (number | string | Long);
  'keepRunning'?: (_goldpan_v1_AttemptKeyInput)[];
  'keepPieces'?: (_goldpan_v1_AttemptKeyInput)[];
  'keepDrivers'?: (_goldpan_v1_DriverKeyInput)[];
}

export interface WorkerRegistered {
  'workerEpoch': (number);
  'keepRunning': (_goldpan_v1_AttemptKey)[];
  'keepPieces': (_goldpan_v1_AttemptKey)[];
  'keepDrivers': (_goldpan_v1_DriverKey)[];
}
