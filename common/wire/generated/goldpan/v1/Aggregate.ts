// Original file: proto/goldpan/v1/plan.proto

import type { RelationInput as _goldpan_v1_RelationInput, Relation as _goldpan_v1_Relation } from '../../goldpan/v1/Relation.js';
import type { ExpressionInput as _goldpan_v1_ExpressionInput, Expression as _goldpan_v1_Expression } from '../../goldpan/v1/Expression.js';
import type { NamedExpressionInput as _goldpan_v1_NamedExpressionInput, NamedExpression as _goldpan_v1_NamedExpression } from '../../goldpan/v1/NamedExpression.js';

export interface AggregateInput {
  'input'?: (_goldpan_v1_RelationInput | null);
  'grouping'?: (_goldpan_v1_ExpressionInput)[];
  'aggregates'?: (_goldpan_v1_NamedExpressionInput)[];
}

export interface Aggregate {
  'input': (_goldpan_v1_Relation | null);
  'grouping': (_goldpan_v1_Expression)[];
  'aggregates': (_goldpan_v1_NamedExpression)[];
}
