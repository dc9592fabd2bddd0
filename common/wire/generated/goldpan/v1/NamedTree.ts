// Original file: proto/goldpan/v1/task.proto

import type { TreeInput as _goldpan_v1_TreeInput, Tree as _goldpan_v1_Tree } from '../../goldpan/v1/Tree.js';

export interface NamedTreeInput {
  'name'?: (string);
  'type'?: (string);
  'tree'?: (_goldpan_v1_TreeInput | null);
}

export interface NamedTree {
  'name': (string);
  'type': (string);
  'tree': (_goldpan_v1_Tree | null);
}
