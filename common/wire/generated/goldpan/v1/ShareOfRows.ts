// Original file: proto/goldpan/v1/plan.proto

import type { Long } from '@grpc/proto-loader';

/**
 * Rows whose hash over all columns and the seed lies in a range of [0, 1): equal rows stay together, and ranges side by side part all
 * rows.
 */
export interface ShareOfRowsInput {
  'lower'?: (number | string);
  'upper'?: (number | string);
  'seed'?: (number | string | Long);
}

/**
 * Rows whose hash over all columns and the seed lies in a range of [0, 1): equal rows stay together, and ranges side by side part all
 * rows.
 */
export interface ShareOfRows {
  'lower': (number);
  'upper': (number);
  'seed': (number);
}
