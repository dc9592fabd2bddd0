// Original file: proto/goldpan/v1/plan.proto

import type { ExpressionInput as _goldpan_v1_ExpressionInput, Expression as _goldpan_v1_Expression } from '../../goldpan/v1/Expression.js';

/**
 * `name` is empty where the expression names itself (`a + 1 AS b`, `b`, `*`).
 */
export interface NamedExpressionInput {
  'name'?: (string);
  'expression'?: (_goldpan_v1_ExpressionInput | null);
  /**
   * Where DuckDB gives it the type HUGEINT, it is cast to BIGINT, and a value beyond that fails the job: what Spark's sum of
   * integers means.
   */
  'hugeintAsBigint'?: (boolean);
}

/**
 * `name` is empty where the expression names itself (`a + 1 AS b`, `b`, `*`).
 */
export interface NamedExpression {
  'name': (string);
  'expression': (_goldpan_v1_Expression | null);
  /**
   * Where DuckDB gives it the type HUGEINT, it is cast to BIGINT, and a value beyond that fails the job: what Spark's sum of
   * integers means.
   */
  'hugeintAsBigint': (boolean);
}
