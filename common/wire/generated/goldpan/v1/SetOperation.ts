// Original file: proto/goldpan/v1/plan.proto

import type { RelationInput as _goldpan_v1_RelationInput, Relation as _goldpan_v1_Relation } from '../../goldpan/v1/Relation.js';
import type { SetOperationKindInput as _goldpan_v1_SetOperationKindInput, SetOperationKind as _goldpan_v1_SetOperationKind } from '../../goldpan/v1/SetOperationKind.js';

/**
 * INTERSECT and EXCEPT. By position, as in SQL.
 */
export interface SetOperationInput {
  'left'?: (_goldpan_v1_RelationInput | null);
  'right'?: (_goldpan_v1_RelationInput | null);
  'kind'?: (_goldpan_v1_SetOperationKindInput);
  'all'?: (boolean);
}

/**
 * INTERSECT and EXCEPT. By position, as in SQL.
 */
export interface SetOperation {
  'left': (_goldpan_v1_Relation | null);
  'right': (_goldpan_v1_Relation | null);
  'kind': (_goldpan_v1_SetOperationKind);
  'all': (boolean);
}
