// Original file: proto/goldpan/v1/task.proto

import type { NamedTreeInput as _goldpan_v1_NamedTreeInput, NamedTree as _goldpan_v1_NamedTree } from '../../goldpan/v1/NamedTree.js';

export interface AggregateOperatorInput {
  'aggregates'?: (_goldpan_v1_NamedTreeInput)[];
}

export interface AggregateOperator {
  'aggregates': (_goldpan_v1_NamedTree)[];
}
