// Original file: proto/goldpan/v1/task.proto

import type { RowFunctionCallInput as _goldpan_v1_RowFunctionCallInput, RowFunctionCall as _goldpan_v1_RowFunctionCall } from '../../goldpan/v1/RowFunctionCall.js';
import type { AggregateFunctionStepInput as _goldpan_v1_AggregateFunctionStepInput, AggregateFunctionStep as _goldpan_v1_AggregateFunctionStep } from '../../goldpan/v1/AggregateFunctionStep.js';

/**
 * A udaf over groups. `keys` are columns of the input; the output is keys, then one column per call.
 */
export interface AggregateFunctionOperatorInput {
  'keys'?: (string)[];
  'calls'?: (_goldpan_v1_RowFunctionCallInput)[];
  'step'?: (_goldpan_v1_AggregateFunctionStepInput);
}

/**
 * A udaf over groups. `keys` are columns of the input; the output is keys, then one column per call.
 */
export interface AggregateFunctionOperator {
  'keys': (string)[];
  'calls': (_goldpan_v1_RowFunctionCall)[];
  'step': (_goldpan_v1_AggregateFunctionStep);
}
