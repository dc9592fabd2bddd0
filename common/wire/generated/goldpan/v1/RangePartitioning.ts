// Original file: proto/goldpan/v1/task.proto

import type { SortKeyInput as _goldpan_v1_SortKeyInput, SortKey as _goldpan_v1_SortKey } from '../../goldpan/v1/SortKey.js';

export interface RangePartitioningInput {
  'keys'?: (_goldpan_v1_SortKeyInput)[];
  'partitions'?: (number);
  /**
   * Position in the task's `inputs` of the bounds, rows of `__goldpan_bound BLOB`.
   */
  'boundsInput'?: (number);
}

export interface RangePartitioning {
  'keys': (_goldpan_v1_SortKey)[];
  'partitions': (number);
  /**
   * Position in the task's `inputs` of the bounds, rows of `__goldpan_bound BLOB`.
   */
  'boundsInput': (number);
}
