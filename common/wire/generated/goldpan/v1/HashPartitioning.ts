// Original file: proto/goldpan/v1/task.proto

import type { TreeInput as _goldpan_v1_TreeInput, Tree as _goldpan_v1_Tree } from '../../goldpan/v1/Tree.js';

/**
 * (hash(keys) >> 32) % partitions
 */
export interface HashPartitioningInput {
  'keys'?: (_goldpan_v1_TreeInput)[];
  'partitions'?: (number);
}

/**
 * (hash(keys) >> 32) % partitions
 */
export interface HashPartitioning {
  'keys': (_goldpan_v1_Tree)[];
  'partitions': (number);
}
