// Original file: proto/goldpan/v1/task.proto

import type { Long } from '@grpc/proto-loader';

export interface UploadPartInput {
  'number'?: (number);
  'etag'?: (string);
  'bytes'?: (number | string | Long);
}

export interface UploadPart {
  'number': (number);
  'etag': (string);
  'bytes': (number);
}
