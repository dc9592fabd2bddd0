// Original file: proto/goldpan/v1/plan.proto

import type { RelationInput as _goldpan_v1_RelationInput, Relation as _goldpan_v1_Relation } from '../../goldpan/v1/Relation.js';
import type { NamedExpressionInput as _goldpan_v1_NamedExpressionInput, NamedExpression as _goldpan_v1_NamedExpression } from '../../goldpan/v1/NamedExpression.js';

/**
 * Adds columns, or replaces in place those that exist. All expressions see the input, not each other.
 */
export interface WithColumnsInput {
  'input'?: (_goldpan_v1_RelationInput | null);
  'columns'?: (_goldpan_v1_NamedExpressionInput)[];
}

/**
 * Adds columns, or replaces in place those that exist. All expressions see the input, not each other.
 */
export interface WithColumns {
  'input': (_goldpan_v1_Relation | null);
  'columns': (_goldpan_v1_NamedExpression)[];
}
