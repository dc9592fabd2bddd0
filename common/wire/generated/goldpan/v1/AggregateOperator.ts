// Original file: proto/goldpan/v1/task.proto

import type { NamedTreeInput as _goldpan_v1_NamedTreeInput, NamedTree as _goldpan_v1_NamedTree } from '../../goldpan/v1/NamedTree.js';

/**
 * With keys one row per group, keys first; without, exactly one row.
 */
export interface AggregateOperatorInput {
  'aggregates'?: (_goldpan_v1_NamedTreeInput)[];
  /**
   * Over the input; the output has them by name.
   */
  'keys'?: (_goldpan_v1_NamedTreeInput)[];
}

/**
 * With keys one row per group, keys first; without, exactly one row.
 */
export interface AggregateOperator {
  'aggregates': (_goldpan_v1_NamedTree)[];
  /**
   * Over the input; the output has them by name.
   */
  'keys': (_goldpan_v1_NamedTree)[];
}
