// Original file: proto/goldpan/v1/task.proto

import type { SortKeyInput as _goldpan_v1_SortKeyInput, SortKey as _goldpan_v1_SortKey } from '../../goldpan/v1/SortKey.js';

export interface DeduplicateOperatorInput {
  'keys'?: (string)[];
  /**
   * The first by this order stays; without one, the first as consumed.
   */
  'keep'?: (_goldpan_v1_SortKeyInput)[];
  /**
   * Not empty: all rows stay, and this BOOLEAN column, the last, says which would.
   */
  'mark'?: (string);
}

export interface DeduplicateOperator {
  'keys': (string)[];
  /**
   * The first by this order stays; without one, the first as consumed.
   */
  'keep': (_goldpan_v1_SortKey)[];
  /**
   * Not empty: all rows stay, and this BOOLEAN column, the last, says which would.
   */
  'mark': (string);
}
