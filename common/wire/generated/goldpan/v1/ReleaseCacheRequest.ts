// Original file: proto/goldpan/v1/application.proto

import type { ApplicationRefInput as _goldpan_v1_ApplicationRefInput, ApplicationRef as _goldpan_v1_ApplicationRef } from '../../goldpan/v1/ApplicationRef.js';
import type { Long } from '@grpc/proto-loader';

export interface ReleaseCacheRequestInput {
  'application'?: (_goldpan_v1_ApplicationRefInput | null);
  'cacheId'?: (number | string | Long);
}

export interface ReleaseCacheRequest {
  'application': (_goldpan_v1_ApplicationRef | null);
  'cacheId': (number);
}
