// Original file: proto/goldpan/v1/task.proto

import type { TreeInput as _goldpan_v1_TreeInput, Tree as _goldpan_v1_Tree } from '../../goldpan/v1/Tree.js';

export interface JoinKeyInput {
  /**
   * Over the columns of its side, both of the agreed type.
   */
  'left'?: (_goldpan_v1_TreeInput | null);
  'right'?: (_goldpan_v1_TreeInput | null);
  /**
   * IS NOT DISTINCT FROM
   */
  'nullSafe'?: (boolean);
}

export interface JoinKey {
  /**
   * Over the columns of its side, both of the agreed type.
   */
  'left': (_goldpan_v1_Tree | null);
  'right': (_goldpan_v1_Tree | null);
  /**
   * IS NOT DISTINCT FROM
   */
  'nullSafe': (boolean);
}
