// Original file: proto/goldpan/v1/worker.proto

import type { DriverKeyInput as _goldpan_v1_DriverKeyInput, DriverKey as _goldpan_v1_DriverKey } from '../../goldpan/v1/DriverKey.js';

export interface DriverStartedInput {
  'driver'?: (_goldpan_v1_DriverKeyInput | null);
}

export interface DriverStarted {
  'driver': (_goldpan_v1_DriverKey | null);
}
