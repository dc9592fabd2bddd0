// Original file: proto/goldpan/v1/plan.proto

import type { ExpressionInput as _goldpan_v1_ExpressionInput, Expression as _goldpan_v1_Expression } from '../../goldpan/v1/Expression.js';
import type { NamedExpressionInput as _goldpan_v1_NamedExpressionInput, NamedExpression as _goldpan_v1_NamedExpression } from '../../goldpan/v1/NamedExpression.js';

/**
 * Each aggregate once per value, over the rows with that value.
 */
export interface PivotInput {
  'column'?: (_goldpan_v1_ExpressionInput | null);
  /**
   * Constants, each with the name of its columns.
   */
  'values'?: (_goldpan_v1_NamedExpressionInput)[];
}

/**
 * Each aggregate once per value, over the rows with that value.
 */
export interface Pivot {
  'column': (_goldpan_v1_Expression | null);
  /**
   * Constants, each with the name of its columns.
   */
  'values': (_goldpan_v1_NamedExpression)[];
}
