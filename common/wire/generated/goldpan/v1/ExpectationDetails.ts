// Original file: proto/goldpan/v1/errors.proto

import type { Long } from '@grpc/proto-loader';

export interface ExpectationDetailsInput {
  'name'?: (string);
  'violations'?: (number | string | Long);
  'rows'?: (number | string | Long);
}

export interface ExpectationDetails {
  'name': (string);
  'violations': (number);
  'rows': (number);
}
