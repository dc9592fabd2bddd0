// Original file: proto/goldpan/v1/application.proto

import type { Long } from '@grpc/proto-loader';

export interface InputPlanInput {
  'paths'?: (string)[];
  'format'?: (string);
  'files'?: (number);
  'bytes'?: (number | string | Long);
  /**
   * By footers; only where rows_known.
   */
  'rows'?: (number | string | Long);
  'rowsKnown'?: (boolean);
  /**
   * What is left of files and rows after pruning.
   */
  'filesRead'?: (number);
  'rowsRead'?: (number | string | Long);
}

export interface InputPlan {
  'paths': (string)[];
  'format': (string);
  'files': (number);
  'bytes': (number);
  /**
   * By footers; only where rows_known.
   */
  'rows': (number);
  'rowsKnown': (boolean);
  /**
   * What is left of files and rows after pruning.
   */
  'filesRead': (number);
  'rowsRead': (number);
}
