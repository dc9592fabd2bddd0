// Original file: proto/goldpan/v1/task.proto

import type { OperatorInput as _goldpan_v1_OperatorInput, Operator as _goldpan_v1_Operator } from '../../goldpan/v1/Operator.js';
import type { SchemaInput as _goldpan_v1_SchemaInput, Schema as _goldpan_v1_Schema } from '../../goldpan/v1/Schema.js';
import type { DeliveryInput as _goldpan_v1_DeliveryInput, Delivery as _goldpan_v1_Delivery } from '../../goldpan/v1/Delivery.js';

/**
 * What every task of a stage runs over its own input: a chain of operators, the source first, then the delivery. A join and a set
 * operation have a chain of their own for their other side.
 */
export interface FragmentInput {
  'operators'?: (_goldpan_v1_OperatorInput)[];
  'output'?: (_goldpan_v1_SchemaInput | null);
  'delivery'?: (_goldpan_v1_DeliveryInput | null);
}

/**
 * What every task of a stage runs over its own input: a chain of operators, the source first, then the delivery. A join and a set
 * operation have a chain of their own for their other side.
 */
export interface Fragment {
  'operators': (_goldpan_v1_Operator)[];
  'output': (_goldpan_v1_Schema | null);
  'delivery': (_goldpan_v1_Delivery | null);
}
