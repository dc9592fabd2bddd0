// Original file: proto/goldpan/v1/plan.proto

import type { ExpressionInput as _goldpan_v1_ExpressionInput, Expression as _goldpan_v1_Expression } from '../../goldpan/v1/Expression.js';
import type { NullOrderInput as _goldpan_v1_NullOrderInput, NullOrder as _goldpan_v1_NullOrder } from '../../goldpan/v1/NullOrder.js';

export interface SortOrderInput {
  'expression'?: (_goldpan_v1_ExpressionInput | null);
  'descending'?: (boolean);
  'nulls'?: (_goldpan_v1_NullOrderInput);
}

export interface SortOrder {
  'expression': (_goldpan_v1_Expression | null);
  'descending': (boolean);
  'nulls': (_goldpan_v1_NullOrder);
}
