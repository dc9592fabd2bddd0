// Original file: proto/goldpan/v1/plan.proto

import type { RelationInput as _goldpan_v1_RelationInput, Relation as _goldpan_v1_Relation } from '../../goldpan/v1/Relation.js';
import type { NamedExpressionInput as _goldpan_v1_NamedExpressionInput, NamedExpression as _goldpan_v1_NamedExpression } from '../../goldpan/v1/NamedExpression.js';
import type { GroupingKindInput as _goldpan_v1_GroupingKindInput, GroupingKind as _goldpan_v1_GroupingKind } from '../../goldpan/v1/GroupingKind.js';
import type { GroupingSetInput as _goldpan_v1_GroupingSetInput, GroupingSet as _goldpan_v1_GroupingSet } from '../../goldpan/v1/GroupingSet.js';
import type { PivotInput as _goldpan_v1_PivotInput, Pivot as _goldpan_v1_Pivot } from '../../goldpan/v1/Pivot.js';

/**
 * One row per group, the keys first; without keys one row in all.
 */
export interface AggregateInput {
  'input'?: (_goldpan_v1_RelationInput | null);
  'grouping'?: (_goldpan_v1_NamedExpressionInput)[];
  'aggregates'?: (_goldpan_v1_NamedExpressionInput)[];
  'kind'?: (_goldpan_v1_GroupingKindInput);
  /**
   * With GROUPING_SETS: positions in `grouping`.
   */
  'sets'?: (_goldpan_v1_GroupingSetInput)[];
  'pivot'?: (_goldpan_v1_PivotInput | null);
}

/**
 * One row per group, the keys first; without keys one row in all.
 */
export interface Aggregate {
  'input': (_goldpan_v1_Relation | null);
  'grouping': (_goldpan_v1_NamedExpression)[];
  'aggregates': (_goldpan_v1_NamedExpression)[];
  'kind': (_goldpan_v1_GroupingKind);
  /**
   * With GROUPING_SETS: positions in `grouping`.
   */
  'sets': (_goldpan_v1_GroupingSet)[];
  'pivot': (_goldpan_v1_Pivot | null);
}
