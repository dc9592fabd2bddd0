// Original file: proto/goldpan/v1/plan.proto

import type { ExpressionInput as _goldpan_v1_ExpressionInput, Expression as _goldpan_v1_Expression } from '../../goldpan/v1/Expression.js';

/**
 * NULL equals nothing, and may be put in place of a value.
 */
export interface ReplacementInput {
  'from'?: (_goldpan_v1_ExpressionInput | null);
  'to'?: (_goldpan_v1_ExpressionInput | null);
}

/**
 * NULL equals nothing, and may be put in place of a value.
 */
export interface Replacement {
  'from': (_goldpan_v1_Expression | null);
  'to': (_goldpan_v1_Expression | null);
}
