// Original file: proto/goldpan/v1/plan.proto

import type { RelationInput as _goldpan_v1_RelationInput, Relation as _goldpan_v1_Relation } from '../../goldpan/v1/Relation.js';
import type { SortOrderInput as _goldpan_v1_SortOrderInput, SortOrder as _goldpan_v1_SortOrder } from '../../goldpan/v1/SortOrder.js';

/**
 * One row per key: the first by `keep`, or any one, the same at every run.
 */
export interface DeduplicateInput {
  'input'?: (_goldpan_v1_RelationInput | null);
  /**
   * Empty: all columns.
   */
  'keys'?: (string)[];
  'keep'?: (_goldpan_v1_SortOrderInput)[];
  /**
   * Not empty: no row goes. This BOOLEAN column, the last, says which would stay.
   */
  'mark'?: (string);
}

/**
 * One row per key: the first by `keep`, or any one, the same at every run.
 */
export interface Deduplicate {
  'input': (_goldpan_v1_Relation | null);
  /**
   * Empty: all columns.
   */
  'keys': (string)[];
  'keep': (_goldpan_v1_SortOrder)[];
  /**
   * Not empty: no row goes. This BOOLEAN column, the last, says which would stay.
   */
  'mark': (string);
}
