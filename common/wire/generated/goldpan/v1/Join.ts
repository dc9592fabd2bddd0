// Original file: proto/goldpan/v1/plan.proto

import type { RelationInput as _goldpan_v1_RelationInput, Relation as _goldpan_v1_Relation } from '../../goldpan/v1/Relation.js';
import type { JoinKindInput as _goldpan_v1_JoinKindInput, JoinKind as _goldpan_v1_JoinKind } from '../../goldpan/v1/JoinKind.js';
import type { ExpressionInput as _goldpan_v1_ExpressionInput, Expression as _goldpan_v1_Expression } from '../../goldpan/v1/Expression.js';

export interface JoinInput {
  'left'?: (_goldpan_v1_RelationInput | null);
  'right'?: (_goldpan_v1_RelationInput | null);
  'kind'?: (_goldpan_v1_JoinKindInput);
  /**
   * Columns of both sides that must be equal; the result has each of them once, first. Excludes `condition`.
   */
  'using'?: (string)[];
  /**
   * Over the columns of both sides, by name or by `alias.name`. Absent with CROSS and with `using`.
   */
  'condition'?: (_goldpan_v1_ExpressionInput | null);
}

export interface Join {
  'left': (_goldpan_v1_Relation | null);
  'right': (_goldpan_v1_Relation | null);
  'kind': (_goldpan_v1_JoinKind);
  /**
   * Columns of both sides that must be equal; the result has each of them once, first. Excludes `condition`.
   */
  'using': (string)[];
  /**
   * Over the columns of both sides, by name or by `alias.name`. Absent with CROSS and with `using`.
   */
  'condition': (_goldpan_v1_Expression | null);
}
