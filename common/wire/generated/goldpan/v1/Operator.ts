// Original file: proto/goldpan/v1/task.proto

import type { CallSiteInput as _goldpan_v1_CallSiteInput, CallSite as _goldpan_v1_CallSite } from '../../goldpan/v1/CallSite.js';
import type { ScanSourceInput as _goldpan_v1_ScanSourceInput, ScanSource as _goldpan_v1_ScanSource } from '../../goldpan/v1/ScanSource.js';
import type { PieceSourceInput as _goldpan_v1_PieceSourceInput, PieceSource as _goldpan_v1_PieceSource } from '../../goldpan/v1/PieceSource.js';
import type { ValuesSourceInput as _goldpan_v1_ValuesSourceInput, ValuesSource as _goldpan_v1_ValuesSource } from '../../goldpan/v1/ValuesSource.js';
import type { ProjectOperatorInput as _goldpan_v1_ProjectOperatorInput, ProjectOperator as _goldpan_v1_ProjectOperator } from '../../goldpan/v1/ProjectOperator.js';
import type { TreeInput as _goldpan_v1_TreeInput, Tree as _goldpan_v1_Tree } from '../../goldpan/v1/Tree.js';
import type { ExpectOperatorInput as _goldpan_v1_ExpectOperatorInput, ExpectOperator as _goldpan_v1_ExpectOperator } from '../../goldpan/v1/ExpectOperator.js';
import type { MapFunctionOperatorInput as _goldpan_v1_MapFunctionOperatorInput, MapFunctionOperator as _goldpan_v1_MapFunctionOperator } from '../../goldpan/v1/MapFunctionOperator.js';
import type { AggregateOperatorInput as _goldpan_v1_AggregateOperatorInput, AggregateOperator as _goldpan_v1_AggregateOperator } from '../../goldpan/v1/AggregateOperator.js';
import type { Long } from '@grpc/proto-loader';

export interface OperatorInput {
  'callSite'?: (_goldpan_v1_CallSiteInput | null);
  'scan'?: (_goldpan_v1_ScanSourceInput | null);
  'pieces'?: (_goldpan_v1_PieceSourceInput | null);
  'values'?: (_goldpan_v1_ValuesSourceInput | null);
  'project'?: (_goldpan_v1_ProjectOperatorInput | null);
  'filter'?: (_goldpan_v1_TreeInput | null);
  'expect'?: (_goldpan_v1_ExpectOperatorInput | null);
  'mapFunction'?: (_goldpan_v1_MapFunctionOperatorInput | null);
  'limit'?: (number | string | Long);
  'aggregate'?: (_goldpan_v1_AggregateOperatorInput | null);
  'operator'?: "scan"|"pieces"|"values"|"project"|"filter"|"expect"|"mapFunction"|"limit"|"aggregate";
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
  'limit'?: (number);
  'aggregate'?: (_goldpan_v1_AggregateOperator | null);
  'operator'?: "scan"|"pieces"|"values"|"project"|"filter"|"expect"|"mapFunction"|"limit"|"aggregate";
}
