// Original file: proto/goldpan/v1/errors.proto

import type { Long } from '@grpc/proto-loader';

/**
 * A limit that was reached, and the setting that moves it.
 */
export interface LimitDetailsInput {
  'setting'?: (string);
  'limit'?: (number | string | Long);
  'actual'?: (number | string | Long);
}

/**
 * A limit that was reached, and the setting that moves it.
 */
export interface LimitDetails {
  'setting': (string);
  'limit': (number);
  'actual': (number);
}
