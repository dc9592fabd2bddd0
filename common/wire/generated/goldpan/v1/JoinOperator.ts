// Original file: proto/goldpan/v1/task.proto

import type { JoinKindInput as _goldpan_v1_JoinKindInput, JoinKind as _goldpan_v1_JoinKind } from '../../goldpan/v1/JoinKind.js';
import type { OperatorInput as _goldpan_v1_OperatorInput, Operator as _goldpan_v1_Operator } from '../../goldpan/v1/Operator.js';
import type { JoinKeyInput as _goldpan_v1_JoinKeyInput, JoinKey as _goldpan_v1_JoinKey } from '../../goldpan/v1/JoinKey.js';
import type { TreeInput as _goldpan_v1_TreeInput, Tree as _goldpan_v1_Tree } from '../../goldpan/v1/Tree.js';
import type { SchemaInput as _goldpan_v1_SchemaInput, Schema as _goldpan_v1_Schema } from '../../goldpan/v1/Schema.js';

/**
 * The chain so far is the left side. Output: left columns, then right columns (left alone for LEFT_SEMI and LEFT_ANTI). The names of
 * both sides differ.
 */
export interface JoinOperatorInput {
  'kind'?: (_goldpan_v1_JoinKindInput);
  /**
   * Begins with a source.
   */
  'right'?: (_goldpan_v1_OperatorInput)[];
  'keys'?: (_goldpan_v1_JoinKeyInput)[];
  /**
   * Over the columns of both sides; belongs to the join's condition.
   */
  'residual'?: (_goldpan_v1_TreeInput | null);
  'rightColumns'?: (_goldpan_v1_SchemaInput | null);
}

/**
 * The chain so far is the left side. Output: left columns, then right columns (left alone for LEFT_SEMI and LEFT_ANTI). The names of
 * both sides differ.
 */
export interface JoinOperator {
  'kind': (_goldpan_v1_JoinKind);
  /**
   * Begins with a source.
   */
  'right': (_goldpan_v1_Operator)[];
  'keys': (_goldpan_v1_JoinKey)[];
  /**
   * Over the columns of both sides; belongs to the join's condition.
   */
  'residual': (_goldpan_v1_Tree | null);
  'rightColumns': (_goldpan_v1_Schema | null);
}
