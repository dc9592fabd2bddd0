// Original file: proto/goldpan/v1/plan.proto

import type { RelationInput as _goldpan_v1_RelationInput, Relation as _goldpan_v1_Relation } from '../../goldpan/v1/Relation.js';

/**
 * Names that the input does not have are ignored, as in Spark.
 */
export interface DropInput {
  'input'?: (_goldpan_v1_RelationInput | null);
  'columns'?: (string)[];
}

/**
 * Names that the input does not have are ignored, as in Spark.
 */
export interface Drop {
  'input': (_goldpan_v1_Relation | null);
  'columns': (string)[];
}
