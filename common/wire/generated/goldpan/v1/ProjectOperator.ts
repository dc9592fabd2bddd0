// Original file: proto/goldpan/v1/task.proto

import type { NamedTreeInput as _goldpan_v1_NamedTreeInput, NamedTree as _goldpan_v1_NamedTree } from '../../goldpan/v1/NamedTree.js';

export interface ProjectOperatorInput {
  'columns'?: (_goldpan_v1_NamedTreeInput)[];
}

export interface ProjectOperator {
  'columns': (_goldpan_v1_NamedTree)[];
}
