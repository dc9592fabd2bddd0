// Original file: proto/goldpan/v1/task.proto

import type { CallSiteInput as _goldpan_v1_CallSiteInput, CallSite as _goldpan_v1_CallSite } from '../../goldpan/v1/CallSite.js';
import type { ScanSourceInput as _goldpan_v1_ScanSourceInput, ScanSource as _goldpan_v1_ScanSource } from '../../goldpan/v1/ScanSource.js';
import type { PieceSourceInput as _goldpan_v1_PieceSourceInput, PieceSource as _goldpan_v1_PieceSource } from '../../goldpan/v1/PieceSource.js';
import type { ValuesSourceInput as _goldpan_v1_ValuesSourceInput, ValuesSource as _goldpan_v1_ValuesSource } from '../../goldpan/v1/ValuesSource.js';
import type { ProjectOperatorInput as _goldpan_v1_ProjectOperatorInput, ProjectOperator as _goldpan_v1_ProjectOperator } from '../../goldpan/v1/ProjectOperator.js';
import type { TreeInput as _goldpan_v1_TreeInput, Tree as _goldpan_v1_Tree } from '../../goldpan/v1/Tree.js';
import type { ExpectOperatorInput as _goldpan_v1_ExpectOperatorInput, ExpectOperator as _goldpan_v1_ExpectOperator } from '../../goldpan/v1/ExpectOperator.js';
import type { MapFunctionOperatorInput as _goldpan_v1_MapFunctionOperatorInput, MapFunctionOperator as _goldpan_v1_MapFunctionOperator } from '../../goldpan/v1/MapFunctionOperator.js';
import type { LimitOperatorInput as _goldpan_v1_LimitOperatorInput, LimitOperator as _goldpan_v1_LimitOperator } from '../../goldpan/v1/LimitOperator.js';
import type { AggregateOperatorInput as _goldpan_v1_AggregateOperatorInput, AggregateOperator as _goldpan_v1_AggregateOperator } from '../../goldpan/v1/AggregateOperator.js';
import type { JoinOperatorInput as _goldpan_v1_JoinOperatorInput, JoinOperator as _goldpan_v1_JoinOperator } from '../../goldpan/v1/JoinOperator.js';
import type { SetOperatorInput as _goldpan_v1_SetOperatorInput, SetOperator as _goldpan_v1_SetOperator } from '../../goldpan/v1/SetOperator.js';
import type { DeduplicateOperatorInput as _goldpan_v1_DeduplicateOperatorInput, DeduplicateOperator as _goldpan_v1_DeduplicateOperator } from '../../goldpan/v1/DeduplicateOperator.js';
import type { SortOperatorInput as _goldpan_v1_SortOperatorInput, SortOperator as _goldpan_v1_SortOperator } from '../../goldpan/v1/SortOperator.js';
import type { UnnestOperatorInput as _goldpan_v1_UnnestOperatorInput, UnnestOperator as _goldpan_v1_UnnestOperator } from '../../goldpan/v1/UnnestOperator.js';
import type { SampleOperatorInput as _goldpan_v1_SampleOperatorInput, SampleOperator as _goldpan_v1_SampleOperator } from '../../goldpan/v1/SampleOperator.js';
import type { MapPartitionsOperatorInput as _goldpan_v1_MapPartitionsOperatorInput, MapPartitionsOperator as _goldpan_v1_MapPartitionsOperator } from '../../goldpan/v1/MapPartitionsOperator.js';
import type { SampleKeysOperatorInput as _goldpan_v1_SampleKeysOperatorInput, SampleKeysOperator as _goldpan_v1_SampleKeysOperator } from '../../goldpan/v1/SampleKeysOperator.js';
import type { BoundsOperatorInput as _goldpan_v1_BoundsOperatorInput, BoundsOperator as _goldpan_v1_BoundsOperator } from '../../goldpan/v1/BoundsOperator.js';
import type { AggregateFunctionOperatorInput as _goldpan_v1_AggregateFunctionOperatorInput, AggregateFunctionOperator as _goldpan_v1_AggregateFunctionOperator } from '../../goldpan/v1/AggregateFunctionOperator.js';

export interface OperatorInput {
  'callSite'?: (_goldpan_v1_CallSiteInput | null);
  'scan'?: (_goldpan_v1_ScanSourceInput | null);
  'pieces'?: (_goldpan_v1_PieceSourceInput | null);
  'values'?: (_goldpan_v1_ValuesSourceInput | null);
  'project'?: (_goldpan_v1_ProjectOperatorInput | null);
  'filter'?: (_goldpan_v1_TreeInput | null);
  'expect'?: (_goldpan_v1_ExpectOperatorInput | null);
  'mapFunction'?: (_goldpan_v1_MapFunctionOperatorInput | null);
  'limit'?: (_goldpan_v1_LimitOperatorInput | null);
  'aggregate'?: (_goldpan_v1_AggregateOperatorInput | null);
  'join'?: (_goldpan_v1_JoinOperatorInput | null);
  'setOperation'?: (_goldpan_v1_SetOperatorInput | null);
  'deduplicate'?: (_goldpan_v1_DeduplicateOperatorInput | null);
  'sort'?: (_goldpan_v1_SortOperatorInput | null);
  /**
   * Appends columns: trees with window functions over the whole of the task's rows.
   */
  'window'?: (_goldpan_v1_ProjectOperatorInput | null);
  'unnest'?: (_goldpan_v1_UnnestOperatorInput | null);
  'sample'?: (_goldpan_v1_SampleOperatorInput | null);
  'mapPartitions'?: (_goldpan_v1_MapPartitionsOperatorInput | null);
  'sampleKeys'?: (_goldpan_v1_SampleKeysOperatorInput | null);
  'bounds'?: (_goldpan_v1_BoundsOperatorInput | null);
  'aggregateFunction'?: (_goldpan_v1_AggregateFunctionOperatorInput | null);
  'operator'?: "scan"|"pieces"|"values"|"project"|"filter"|"expect"|"mapFunction"|"limit"|"aggregate"|"join"|"setOperation"|"deduplicate"|"sort"|"window"|"unnest"|"sample"|"mapPartitions"|"sampleKeys"|"bounds"|"aggregateFunction";
}

export interface Operator {
  'callSite': (_goldpan_v1_CallSite | null);
  'scan'?: (_goldpan_v1_ScanSource | null);
  'pieces'?: (_goldpan_v1_PieceSource | null);
  'values'?: (_goldpan_v1_ValuesSource | null);
  'project'?: (_goldpan_v1_ProjectOperator | null);
  'filter'?: (_goldpan_v1_Tree | null);
  'expect'?: (_goldpan_v1_ExpectOperator | null);
  'mapFunction'?: (_goldpan_v1_MapFunctionOperator | null);
  'limit'?: (_goldpan_v1_LimitOperator | null);
  'aggregate'?: (_goldpan_v1_AggregateOperator | null);
  'join'?: (_goldpan_v1_JoinOperator | null);
  'setOperation'?: (_goldpan_v1_SetOperator | null);
  'deduplicate'?: (_goldpan_v1_DeduplicateOperator | null);
  'sort'?: (_goldpan_v1_SortOperator | null);
  /**
   * Appends columns: trees with window functions over the whole of the task's rows.
   */
  'window'?: (_goldpan_v1_ProjectOperator | null);
  'unnest'?: (_goldpan_v1_UnnestOperator | null);
  'sample'?: (_goldpan_v1_SampleOperator | null);
  'mapPartitions'?: (_goldpan_v1_MapPartitionsOperator | null);
  'sampleKeys'?: (_goldpan_v1_SampleKeysOperator | null);
  'bounds'?: (_goldpan_v1_BoundsOperator | null);
  'aggregateFunction'?: (_goldpan_v1_AggregateFunctionOperator | null);
  'operator'?: "scan"|"pieces"|"values"|"project"|"filter"|"expect"|"mapFunction"|"limit"|"aggregate"|"join"|"setOperation"|"deduplicate"|"sort"|"window"|"unnest"|"sample"|"mapPartitions"|"sampleKeys"|"bounds"|"aggregateFunction";
}
