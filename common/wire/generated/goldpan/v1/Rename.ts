// Original file: proto/goldpan/v1/plan.proto

import type { RelationInput as _goldpan_v1_RelationInput, Relation as _goldpan_v1_Relation } from '../../goldpan/v1/Relation.js';

/**
 * A name that the input does not have is ignored, as in Spark.
 */
export interface RenameInput {
  'input'?: (_goldpan_v1_RelationInput | null);
  'from'?: (string);
  'to'?: (string);
}

/**
 * A name that the input does not have is ignored, as in Spark.
 */
export interface Rename {
  'input': (_goldpan_v1_Relation | null);
  'from': (string);
  'to': (string);
}
