// Original file: proto/goldpan/v1/plan.proto

import type { RelationInput as _goldpan_v1_RelationInput, Relation as _goldpan_v1_Relation } from '../../goldpan/v1/Relation.js';
import type { SortOrderInput as _goldpan_v1_SortOrderInput, SortOrder as _goldpan_v1_SortOrder } from '../../goldpan/v1/SortOrder.js';

export interface SortInput {
  'input'?: (_goldpan_v1_RelationInput | null);
  'orders'?: (_goldpan_v1_SortOrderInput)[];
  /**
   * Each partition by itself.
   */
  'withinPartitions'?: (boolean);
}

export interface Sort {
  'input': (_goldpan_v1_Relation | null);
  'orders': (_goldpan_v1_SortOrder)[];
  /**
   * Each partition by itself.
   */
  'withinPartitions': (boolean);
}
