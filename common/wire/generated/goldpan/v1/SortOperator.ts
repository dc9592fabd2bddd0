// Original file: proto/goldpan/v1/task.proto

import type { SortKeyInput as _goldpan_v1_SortKeyInput, SortKey as _goldpan_v1_SortKey } from '../../goldpan/v1/SortKey.js';

/**
 * The rows leave in this order; ties as consumed.
 */
export interface SortOperatorInput {
  'keys'?: (_goldpan_v1_SortKeyInput)[];
}

/**
 * The rows leave in this order; ties as consumed.
 */
export interface SortOperator {
  'keys': (_goldpan_v1_SortKey)[];
}
