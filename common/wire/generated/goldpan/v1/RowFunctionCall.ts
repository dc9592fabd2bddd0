// Original file: proto/goldpan/v1/task.proto

import type { RowFunctionInput as _goldpan_v1_RowFunctionInput, RowFunction as _goldpan_v1_RowFunction } from '../../goldpan/v1/RowFunction.js';

export interface RowFunctionCallInput {
  'function'?: (_goldpan_v1_RowFunctionInput | null);
  'arguments'?: (string)[];
  'output'?: (string);
}

export interface RowFunctionCall {
  'function': (_goldpan_v1_RowFunction | null);
  'arguments': (string)[];
  'output': (string);
}
