// Original file: proto/goldpan/v1/task.proto

import type { RowFunctionInput as _goldpan_v1_RowFunctionInput, RowFunction as _goldpan_v1_RowFunction } from '../../goldpan/v1/RowFunction.js';
import type { SchemaInput as _goldpan_v1_SchemaInput, Schema as _goldpan_v1_Schema } from '../../goldpan/v1/Schema.js';

/**
 * The function gets batches of rows and gives rows with the columns of `output`.
 */
export interface MapPartitionsOperatorInput {
  'function'?: (_goldpan_v1_RowFunctionInput | null);
  'output'?: (_goldpan_v1_SchemaInput | null);
}

/**
 * The function gets batches of rows and gives rows with the columns of `output`.
 */
export interface MapPartitionsOperator {
  'function': (_goldpan_v1_RowFunction | null);
  'output': (_goldpan_v1_Schema | null);
}
