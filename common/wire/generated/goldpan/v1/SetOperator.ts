// Original file: proto/goldpan/v1/task.proto

import type { SetOperationKindInput as _goldpan_v1_SetOperationKindInput, SetOperationKind as _goldpan_v1_SetOperationKind } from '../../goldpan/v1/SetOperationKind.js';
import type { OperatorInput as _goldpan_v1_OperatorInput, Operator as _goldpan_v1_Operator } from '../../goldpan/v1/Operator.js';

export interface SetOperatorInput {
  'kind'?: (_goldpan_v1_SetOperationKindInput);
  'all'?: (boolean);
  /**
   * Begins with a source; same columns in the same order.
   */
  'right'?: (_goldpan_v1_OperatorInput)[];
}

export interface SetOperator {
  'kind': (_goldpan_v1_SetOperationKind);
  'all': (boolean);
  /**
   * Begins with a source; same columns in the same order.
   */
  'right': (_goldpan_v1_Operator)[];
}
