// Original file: proto/goldpan/v1/plan.proto

import type { RelationInput as _goldpan_v1_RelationInput, Relation as _goldpan_v1_Relation } from '../../goldpan/v1/Relation.js';

/**
 * UNION ALL, by position, or by name.
 */
export interface UnionInput {
  'inputs'?: (_goldpan_v1_RelationInput)[];
  'byName'?: (boolean);
  'allowMissingColumns'?: (boolean);
}

/**
 * UNION ALL, by position, or by name.
 */
export interface Union {
  'inputs': (_goldpan_v1_Relation)[];
  'byName': (boolean);
  'allowMissingColumns': (boolean);
}
