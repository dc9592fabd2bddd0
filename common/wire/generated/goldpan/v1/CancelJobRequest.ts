// Original file: proto/goldpan/v1/application.proto

import type { ApplicationRefInput as _goldpan_v1_ApplicationRefInput, ApplicationRef as _goldpan_v1_ApplicationRef } from '../../goldpan/v1/ApplicationRef.js';

export interface CancelJobRequestInput {
  'application'?: (_goldpan_v1_ApplicationRefInput | null);
  'jobId'?: (number);
  'reason'?: (string);
}

export interface CancelJobRequest {
  'application': (_goldpan_v1_ApplicationRef | null);
  'jobId': (number);
  'reason': (string);
}
