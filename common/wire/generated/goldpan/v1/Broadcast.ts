// Original file: proto/goldpan/v1/plan.proto

import type { RelationInput as _goldpan_v1_RelationInput, Relation as _goldpan_v1_Relation } from '../../goldpan/v1/Relation.js';

/**
 * A join that this is a side of sends all of it to every task.
 */
export interface BroadcastInput {
  'input'?: (_goldpan_v1_RelationInput | null);
}

/**
 * A join that this is a side of sends all of it to every task.
 */
export interface Broadcast {
  'input': (_goldpan_v1_Relation | null);
}
