// Original file: proto/goldpan/v1/task.proto

import type { Long } from '@grpc/proto-loader';

export interface ColumnStatisticsInput {
  'column'?: (string);
  /**
   * As SQL text; absent where unknown.
   */
  'min'?: (string);
  'max'?: (string);
  'nulls'?: (number | string | Long);
  '_min'?: "min";
  '_max'?: "max";
}

export interface ColumnStatistics {
  'column': (string);
  /**
   * As SQL text; absent where unknown.
   */
  'min'?: (string);
  'max'?: (string);
  'nulls': (number);
  '_min'?: "min";
  '_max'?: "max";
}
