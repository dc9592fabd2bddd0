// Original file: proto/goldpan/v1/worker.proto

import type { DriverKeyInput as _goldpan_v1_DriverKeyInput, DriverKey as _goldpan_v1_DriverKey } from '../../goldpan/v1/DriverKey.js';
import type { Long } from '@grpc/proto-loader';

export interface FollowOutputRequestInput {
  'driver'?: (_goldpan_v1_DriverKeyInput | null);
  'stdoutFrom'?: (number | string | Long);
  'stderrFrom'?: (number | string | Long);
}

export interface FollowOutputRequest {
  'driver': (_goldpan_v1_DriverKey | null);
  'stdoutFrom': (number);
  'stderrFrom': (number);
}
