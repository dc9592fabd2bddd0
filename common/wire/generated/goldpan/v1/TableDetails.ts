// Original file: proto/goldpan/v1/errors.proto

import type { Long } from '@grpc/proto-loader';

export interface TableDetailsInput {
  'table'?: (string);
  'commit'?: (number | string | Long);
  'applicationId'?: (string);
}

export interface TableDetails {
  'table': (string);
  'commit': (number);
  'applicationId': (string);
}
