// Original file: proto/goldpan/v1/task.proto

import type { TreeInput as _goldpan_v1_TreeInput, Tree as _goldpan_v1_Tree } from '../../goldpan/v1/Tree.js';
import type { ExpectationActionInput as _goldpan_v1_ExpectationActionInput, ExpectationAction as _goldpan_v1_ExpectationAction } from '../../goldpan/v1/ExpectationAction.js';

export interface ExpectOperatorInput {
  /**
   * Index of the expectation within the job, for its counts.
   */
  'expectation'?: (number);
  'name'?: (string);
  /**
   * Absent where rows are only counted: the scheduler judges them together.
   */
  'predicate'?: (_goldpan_v1_TreeInput | null);
  'action'?: (_goldpan_v1_ExpectationActionInput);
  'nullsPass'?: (boolean);
  /**
   * Columns of the row that the expectation sees, in order: what quarantine keeps of it. Others in the chain are helpers.
   */
  'columns'?: (string)[];
  /**
   * A DATE or timestamp whose greatest value is reported.
   */
  'newest'?: (_goldpan_v1_TreeInput | null);
}

export interface ExpectOperator {
  /**
   * Index of the expectation within the job, for its counts.
   */
  'expectation': (number);
  'name': (string);
  /**
   * Absent where rows are only counted: the scheduler judges them together.
   */
  'predicate': (_goldpan_v1_Tree | null);
  'action': (_goldpan_v1_ExpectationAction);
  'nullsPass': (boolean);
  /**
   * Columns of the row that the expectation sees, in order: what quarantine keeps of it. Others in the chain are helpers.
   */
  'columns': (string)[];
  /**
   * A DATE or timestamp whose greatest value is reported.
   */
  'newest': (_goldpan_v1_Tree | null);
}
