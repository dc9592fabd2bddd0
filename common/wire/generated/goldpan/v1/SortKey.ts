// Original file: proto/goldpan/v1/task.proto

import type { TreeInput as _goldpan_v1_TreeInput, Tree as _goldpan_v1_Tree } from '../../goldpan/v1/Tree.js';

export interface SortKeyInput {
  'tree'?: (_goldpan_v1_TreeInput | null);
  'descending'?: (boolean);
  'nullsFirst'?: (boolean);
}

export interface SortKey {
  'tree': (_goldpan_v1_Tree | null);
  'descending': (boolean);
  'nullsFirst': (boolean);
}
