// Original file: proto/goldpan/v1/plan.proto

import type { RelationInput as _goldpan_v1_RelationInput, Relation as _goldpan_v1_Relation } from '../../goldpan/v1/Relation.js';
import type { ExpressionInput as _goldpan_v1_ExpressionInput, Expression as _goldpan_v1_Expression } from '../../goldpan/v1/Expression.js';

export interface FilterInput {
  'input'?: (_goldpan_v1_RelationInput | null);
  'condition'?: (_goldpan_v1_ExpressionInput | null);
}

export interface Filter {
  'input': (_goldpan_v1_Relation | null);
  'condition': (_goldpan_v1_Expression | null);
}
