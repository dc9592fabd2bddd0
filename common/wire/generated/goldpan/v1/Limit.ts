// Original file: proto/goldpan/v1/plan.proto

import type { RelationInput as _goldpan_v1_RelationInput, Relation as _goldpan_v1_Relation } from '../../goldpan/v1/Relation.js';
import type { Long } from '@grpc/proto-loader';

export interface LimitInput {
  'input'?: (_goldpan_v1_RelationInput | null);
  'count'?: (number | string | Long);
}

export interface Limit {
  'input': (_goldpan_v1_Relation | null);
  'count': (number);
}
