// Original file: proto/goldpan/v1/plan.proto

import type { RelationInput as _goldpan_v1_RelationInput, Relation as _goldpan_v1_Relation } from '../../goldpan/v1/Relation.js';
import type { NamedExpressionInput as _goldpan_v1_NamedExpressionInput, NamedExpression as _goldpan_v1_NamedExpression } from '../../goldpan/v1/NamedExpression.js';

export interface ProjectInput {
  'input'?: (_goldpan_v1_RelationInput | null);
  'columns'?: (_goldpan_v1_NamedExpressionInput)[];
}

export interface Project {
  'input': (_goldpan_v1_Relation | null);
  'columns': (_goldpan_v1_NamedExpression)[];
}
