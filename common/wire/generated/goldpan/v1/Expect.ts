// Original file: proto/goldpan/v1/plan.proto

import type { RelationInput as _goldpan_v1_RelationInput, Relation as _goldpan_v1_Relation } from '../../goldpan/v1/Relation.js';
import type { ExpressionInput as _goldpan_v1_ExpressionInput, Expression as _goldpan_v1_Expression } from '../../goldpan/v1/Expression.js';
import type { ExpectationActionInput as _goldpan_v1_ExpectationActionInput, ExpectationAction as _goldpan_v1_ExpectationAction } from '../../goldpan/v1/ExpectationAction.js';
import type { RowBoundsInput as _goldpan_v1_RowBoundsInput, RowBounds as _goldpan_v1_RowBounds } from '../../goldpan/v1/RowBounds.js';
import type { FreshnessInput as _goldpan_v1_FreshnessInput, Freshness as _goldpan_v1_Freshness } from '../../goldpan/v1/Freshness.js';
import type { Long } from '@grpc/proto-loader';

export interface ExpectInput {
  'input'?: (_goldpan_v1_RelationInput | null);
  'name'?: (string);
  /**
   * Of each row. Absent where the rows are judged together.
   */
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
  'rowBounds'?: (_goldpan_v1_RowBoundsInput | null);
  'freshness'?: (_goldpan_v1_FreshnessInput | null);
  /**
   * Columns of the input that are there for the predicate alone: quarantine leaves them out.
   */
  'helpers'?: (string)[];
  'failAbove'?: "share"|"rows";
  /**
   * What is asked of all rows together, with WARN or FAIL, and known once the last of them was seen.
   */
  'together'?: "rowBounds"|"freshness";
}

export interface Expect {
  'input': (_goldpan_v1_Relation | null);
  'name': (string);
  /**
   * Of each row. Absent where the rows are judged together.
   */
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
  'rowBounds'?: (_goldpan_v1_RowBounds | null);
  'freshness'?: (_goldpan_v1_Freshness | null);
  /**
   * Columns of the input that are there for the predicate alone: quarantine leaves them out.
   */
  'helpers': (string)[];
  'failAbove'?: "share"|"rows";
  /**
   * What is asked of all rows together, with WARN or FAIL, and known once the last of them was seen.
   */
  'together'?: "rowBounds"|"freshness";
}
