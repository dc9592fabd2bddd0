// Original file: proto/goldpan/v1/task.proto

import type { RowFunctionCallInput as _goldpan_v1_RowFunctionCallInput, RowFunctionCall as _goldpan_v1_RowFunctionCall } from '../../goldpan/v1/RowFunctionCall.js';

/**
 * Appends one column per call: the function over columns of the input.
 */
export interface MapFunctionOperatorInput {
  'calls'?: (_goldpan_v1_RowFunctionCallInput)[];
}

/**
 * Appends one column per call: the function over columns of the input.
 */
export interface MapFunctionOperator {
  'calls': (_goldpan_v1_RowFunctionCall)[];
}
