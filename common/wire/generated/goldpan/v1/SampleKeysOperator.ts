// Original file: proto/goldpan/v1/task.proto

import type { SortKeyInput as _goldpan_v1_SortKeyInput, SortKey as _goldpan_v1_SortKey } from '../../goldpan/v1/SortKey.js';

/**
 * A sample of at most `rows_max` sort keys as one BLOB column, `__goldpan_sort_key`, that compares as the keys sort.
 */
export interface SampleKeysOperatorInput {
  'keys'?: (_goldpan_v1_SortKeyInput)[];
  'rowsMax'?: (number);
}

/**
 * A sample of at most `rows_max` sort keys as one BLOB column, `__goldpan_sort_key`, that compares as the keys sort.
 */
export interface SampleKeysOperator {
  'keys': (_goldpan_v1_SortKey)[];
  'rowsMax': (number);
}
