// Original file: proto/goldpan/v1/task.proto

import type { Long } from '@grpc/proto-loader';

export interface RowGroupRefInput {
  'index'?: (number);
  'rows'?: (number | string | Long);
  /**
   * Position of its first row in the file, from 0.
   */
  'firstRow'?: (number | string | Long);
}

export interface RowGroupRef {
  'index': (number);
  'rows': (number);
  /**
   * Position of its first row in the file, from 0.
   */
  'firstRow': (number);
}
