// Original file: proto/goldpan/v1/plan.proto

import type { RelationInput as _goldpan_v1_RelationInput, Relation as _goldpan_v1_Relation } from '../../goldpan/v1/Relation.js';
import type { ExpressionInput as _goldpan_v1_ExpressionInput, Expression as _goldpan_v1_Expression } from '../../goldpan/v1/Expression.js';
import type { ExpectationActionInput as _goldpan_v1_ExpectationActionInput, ExpectationAction as _goldpan_v1_ExpectationAction } from '../../goldpan/v1/ExpectationAction.js';
import type { Long } from '@grpc/proto-loader';

export interface ExpectInput {
  'input'?: (_goldpan_v1_RelationInput | null);
  'name'?: (string);
  'predicate'?: (_goldpan_v1_ExpressionInput | null);
  'action'?: (_goldpan_v1_ExpectationActionInput);
  /**
   * Share of the rows that the expectation saw, 0 ≤ share ≤ 1.
   */
  'share'?: (number | string);
  'rows'?: (number | string | Long);
  /**
   * A NULL predicate violates unless this is set.
   */
  'nullsPass'?: (boolean);
  'failAbove'?: "share"|"rows";
}

export interface Expect {
  'input': (_goldpan_v1_Relation | null);
  'name': (string);
  'predicate': (_goldpan_v1_Expression | null);
  'action': (_goldpan_v1_ExpectationAction);
  /**
   * Share of the rows that the expectation saw, 0 ≤ share ≤ 1.
   */
  'share'?: (number);
  'rows'?: (number);
  /**
   * A NULL predicate violates unless this is set.
   */
  'nullsPass': (boolean);
  'failAbove'?: "share"|"rows";
}
