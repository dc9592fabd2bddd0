// Original file: proto/goldpan/v1/application.proto

import type { Long } from '@grpc/proto-loader';

export interface VolumeInput {
  'rowsRead'?: (number | string | Long);
  'bytesRead'?: (number | string | Long);
  'rowsWritten'?: (number | string | Long);
  'bytesWritten'?: (number | string | Long);
}

export interface Volume {
  'rowsRead': (number);
  'bytesRead': (number);
  'rowsWritten': (number);
  'bytesWritten': (number);
}
