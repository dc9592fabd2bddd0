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

export interface RelationInput {
  'callSite'?: (_goldpan_v1_CallSiteInput | null);
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
  'relation'?: "scan"|"values"|"project"|"withColumns"|"rename"|"drop"|"filter"|"union"|"limit"|"aggregate"|"expect";
}

export interface Relation {
  'callSite': (_goldpan_v1_CallSite | null);
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
  'relation'?: "scan"|"values"|"project"|"withColumns"|"rename"|"drop"|"filter"|"union"|"limit"|"aggregate"|"expect";
}
