// Original file: proto/goldpan/v1/plan.proto

import type { RelationInput as _goldpan_v1_RelationInput, Relation as _goldpan_v1_Relation } from '../../goldpan/v1/Relation.js';
import type { RowFunctionInput as _goldpan_v1_RowFunctionInput, RowFunction as _goldpan_v1_RowFunction } from '../../goldpan/v1/RowFunction.js';
import type { SchemaInput as _goldpan_v1_SchemaInput, Schema as _goldpan_v1_Schema } from '../../goldpan/v1/Schema.js';

/**
 * Batches of rows through a function of the script.
 */
export interface MapPartitionsInput {
  'input'?: (_goldpan_v1_RelationInput | null);
  'function'?: (_goldpan_v1_RowFunctionInput | null);
  'output'?: (_goldpan_v1_SchemaInput | null);
}

/**
 * Batches of rows through a function of the script.
 */
export interface MapPartitions {
  'input': (_goldpan_v1_Relation | null);
  'function': (_goldpan_v1_RowFunction | null);
  'output': (_goldpan_v1_Schema | null);
}
