// Original file: proto/goldpan/v1/plan.proto

import type { Long } from '@grpc/proto-loader';

/**
 * How many rows there are; one of both at least.
 */
export interface RowBoundsInput {
  'min'?: (number | string | Long);
  'max'?: (number | string | Long);
  '_min'?: "min";
  '_max'?: "max";
}

/**
 * How many rows there are; one of both at least.
 */
export interface RowBounds {
  'min'?: (number);
  'max'?: (number);
  '_min'?: "min";
  '_max'?: "max";
}
