// Original file: proto/goldpan/v1/task.proto

import type { TreeInput as _goldpan_v1_TreeInput, Tree as _goldpan_v1_Tree } from '../../goldpan/v1/Tree.js';
import type { ColumnInput as _goldpan_v1_ColumnInput, Column as _goldpan_v1_Column } from '../../goldpan/v1/Column.js';

/**
 * Appends columns: [element], [key, value] for maps, each with the position before it when asked for.
 */
export interface UnnestOperatorInput {
  'tree'?: (_goldpan_v1_TreeInput | null);
  'columns'?: (_goldpan_v1_ColumnInput)[];
  'withPosition'?: (boolean);
  'outer'?: (boolean);
}

/**
 * Appends columns: [element], [key, value] for maps, each with the position before it when asked for.
 */
export interface UnnestOperator {
  'tree': (_goldpan_v1_Tree | null);
  'columns': (_goldpan_v1_Column)[];
  'withPosition': (boolean);
  'outer': (boolean);
}
