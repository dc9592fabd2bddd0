// Original file: proto/goldpan/v1/plan.proto

import type { RelationInput as _goldpan_v1_RelationInput, Relation as _goldpan_v1_Relation } from '../../goldpan/v1/Relation.js';

/**
 * A qualifier for its columns: `alias.name`.
 */
export interface AliasInput {
  'input'?: (_goldpan_v1_RelationInput | null);
  'name'?: (string);
}

/**
 * A qualifier for its columns: `alias.name`.
 */
export interface Alias {
  'input': (_goldpan_v1_Relation | null);
  'name': (string);
}
