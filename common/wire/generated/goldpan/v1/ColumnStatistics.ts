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
  /**
   * All values but NULL, each once and ascending, where they are few: a JSON array of their SQL texts.
   */
  'valuesJson'?: (string);
  '_min'?: "min";
  '_max'?: "max";
  '_valuesJson'?: "valuesJson";
}

export interface ColumnStatistics {
  'column': (string);
  /**
   * As SQL text; absent where unknown.
   */
  'min'?: (string);
  'max'?: (string);
  'nulls': (number);
  /**
   * All values but NULL, each once and ascending, where they are few: a JSON array of their SQL texts.
   */
  'valuesJson'?: (string);
  '_min'?: "min";
  '_max'?: "max";
  '_valuesJson'?: "valuesJson";
}
