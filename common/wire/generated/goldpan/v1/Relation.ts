// Original file: proto/goldpan/v1/plan.proto

import type { CallSiteInput as _goldpan_v1_CallSiteInput, CallSite as _goldpan_v1_CallSite } from '../../goldpan/v1/CallSite.js';
import type { ScanInput as _goldpan_v1_ScanInput, Scan as _goldpan_v1_Scan } from '../../goldpan/v1/Scan.js';
import type { ValuesInput as _goldpan_v1_ValuesInput, Values as _goldpan_v1_Values } from '../../goldpan/v1/Values.js';
import type { ProjectInput as _goldpan_v1_ProjectInput, Project as _goldpan_v1_Project } from '../../goldpan/v1/Project.js';
import type { WithColumnsInput as _goldpan_v1_WithColumnsInput, WithColumns as _goldpan_v1_WithColumns } from '../../goldpan/v1/WithColumns.js';
import type { RenameInput as _goldpan_v1_RenameInput, Rename as _goldpan_v1_Rename } from '../../goldpan/v1/Rename.js';
import type { DropInput as _goldpan_v1_DropInput, Drop as _goldpan_v1_Drop } from '../../goldpan/v1/Drop.js';
import type { FilterInput as _goldpan_v1_FilterInput, Filter as _goldpan_v1_Filter } from '../../goldpan/v1/Filter.js';
import type { UnionInput as _goldpan_v1_UnionInput, Union as _goldpan_v1_Union } from '../../goldpan/v1/Union.js';
import type { LimitInput as _goldpan_v1_LimitInput, Limit as _goldpan_v1_Limit } from '../../goldpan/v1/Limit.js';
import type { AggregateInput as _goldpan_v1_AggregateInput, Aggregate as _goldpan_v1_Aggregate } from '../../goldpan/v1/Aggregate.js';
import type { ExpectInput as _goldpan_v1_ExpectInput, Expect as _goldpan_v1_Expect } from '../../goldpan/v1/Expect.js';
import type { JoinInput as _goldpan_v1_JoinInput, Join as _goldpan_v1_Join } from '../../goldpan/v1/Join.js';
import type { SetOperationInput as _goldpan_v1_SetOperationInput, SetOperation as _goldpan_v1_SetOperation } from '../../goldpan/v1/SetOperation.js';
import type { DeduplicateInput as _goldpan_v1_DeduplicateInput, Deduplicate as _goldpan_v1_Deduplicate } from '../../goldpan/v1/Deduplicate.js';
import type { SortInput as _goldpan_v1_SortInput, Sort as _goldpan_v1_Sort } from '../../goldpan/v1/Sort.js';
import type { UnnestInput as _goldpan_v1_UnnestInput, Unnest as _goldpan_v1_Unnest } from '../../goldpan/v1/Unnest.js';
import type { RepartitionInput as _goldpan_v1_RepartitionInput, Repartition as _goldpan_v1_Repartition } from '../../goldpan/v1/Repartition.js';
import type { SampleInput as _goldpan_v1_SampleInput, Sample as _goldpan_v1_Sample } from '../../goldpan/v1/Sample.js';
import type { CacheInput as _goldpan_v1_CacheInput, Cache as _goldpan_v1_Cache } from '../../goldpan/v1/Cache.js';
import type { AliasInput as _goldpan_v1_AliasInput, Alias as _goldpan_v1_Alias } from '../../goldpan/v1/Alias.js';
import type { BroadcastInput as _goldpan_v1_BroadcastInput, Broadcast as _goldpan_v1_Broadcast } from '../../goldpan/v1/Broadcast.js';
import type { MapPartitionsInput as _goldpan_v1_MapPartitionsInput, MapPartitions as _goldpan_v1_MapPartitions } from '../../goldpan/v1/MapPartitions.js';
import type { SqlInput as _goldpan_v1_SqlInput, Sql as _goldpan_v1_Sql } from '../../goldpan/v1/Sql.js';
import type { BySchemaInput as _goldpan_v1_BySchemaInput, BySchema as _goldpan_v1_BySchema } from '../../goldpan/v1/BySchema.js';
import type { Long } from '@grpc/proto-loader';

export interface RelationInput {
  'callSite'?: (_goldpan_v1_CallSiteInput | null);
  /**
   * Names the columns of one DataFrame: `df.col("id")` is written `"__goldpan_plan_<plan_id>"."id"` in expressions. 0 is none.
   */
  'planId'?: (number | string | Long);
  'scan'?: (_goldpan_v1_ScanInput | null);
  'values'?: (_goldpan_v1_ValuesInput | null);
  'project'?: (_goldpan_v1_ProjectInput | null);
  'withColumns'?: (_goldpan_v1_WithColumnsInput | null);
  'rename'?: (_goldpan_v1_RenameInput | null);
  'drop'?: (_goldpan_v1_DropInput | null);
  'filter'?: (_goldpan_v1_FilterInput | null);
  'union'?: (_goldpan_v1_UnionInput | null);
  'limit'?: (_goldpan_v1_LimitInput | null);
  'aggregate'?: (_goldpan_v1_AggregateInput | null);
  'expect'?: (_goldpan_v1_ExpectInput | null);
  'join'?: (_goldpan_v1_JoinInput | null);
  'setOperation'?: (_goldpan_v1_SetOperationInput | null);
  'deduplicate'?: (_goldpan_v1_DeduplicateInput | null);
  'sort'?: (_goldpan_v1_SortInput | null);
  'unnest'?: (_goldpan_v1_UnnestInput | null);
  'repartition'?: (_goldpan_v1_RepartitionInput | null);
  'sample'?: (_goldpan_v1_SampleInput | null);
  'cache'?: (_goldpan_v1_CacheInput | null);
  'alias'?: (_goldpan_v1_AliasInput | null);
  'broadcast'?: (_goldpan_v1_BroadcastInput | null);
  'mapPartitions'?: (_goldpan_v1_MapPartitionsInput | null);
  'sql'?: (_goldpan_v1_SqlInput | null);
  'bySchema'?: (_goldpan_v1_BySchemaInput | null);
  /**
   * The relation at this place in the plan's `shared`.
   */
  'shared'?: (number);
  'relation'?: "scan"|"values"|"project"|"withColumns"|"rename"|"drop"|"filter"|"union"|"limit"|"aggregate"|"expect"|"join"|"setOperation"|"deduplicate"|"sort"|"unnest"|"repartition"|"sample"|"cache"|"alias"|"broadcast"|"mapPartitions"|"sql"|"bySchema"|"shared";
}

export interface Relation {
  'callSite': (_goldpan_v1_CallSite | null);
  /**
   * Names the columns of one DataFrame: `df.col("id")` is written `"__goldpan_plan_<plan_id>"."id"` in expressions. 0 is none.
   */
  'planId': (number);
  'scan'?: (_goldpan_v1_Scan | null);
  'values'?: (_goldpan_v1_Values | null);
  'project'?: (_goldpan_v1_Project | null);
  'withColumns'?: (_goldpan_v1_WithColumns | null);
  'rename'?: (_goldpan_v1_Rename | null);
  'drop'?: (_goldpan_v1_Drop | null);
  'filter'?: (_goldpan_v1_Filter | null);
  'union'?: (_goldpan_v1_Union | null);
  'limit'?: (_goldpan_v1_Limit | null);
  'aggregate'?: (_goldpan_v1_Aggregate | null);
  'expect'?: (_goldpan_v1_Expect | null);
  'join'?: (_goldpan_v1_Join | null);
  'setOperation'?: (_goldpan_v1_SetOperation | null);
  'deduplicate'?: (_goldpan_v1_Deduplicate | null);
  'sort'?: (_goldpan_v1_Sort | null);
  'unnest'?: (_goldpan_v1_Unnest | null);
  'repartition'?: (_goldpan_v1_Repartition | null);
  'sample'?: (_goldpan_v1_Sample | null);
  'cache'?: (_goldpan_v1_Cache | null);
  'alias'?: (_goldpan_v1_Alias | null);
  'broadcast'?: (_goldpan_v1_Broadcast | null);
  'mapPartitions'?: (_goldpan_v1_MapPartitions | null);
  'sql'?: (_goldpan_v1_Sql | null);
  'bySchema'?: (_goldpan_v1_BySchema | null);
  /**
   * The relation at this place in the plan's `shared`.
   */
  'shared'?: (number);
  'relation'?: "scan"|"values"|"project"|"withColumns"|"rename"|"drop"|"filter"|"union"|"limit"|"aggregate"|"expect"|"join"|"setOperation"|"deduplicate"|"sort"|"unnest"|"repartition"|"sample"|"cache"|"alias"|"broadcast"|"mapPartitions"|"sql"|"bySchema"|"shared";
}
