// Original file: proto/goldpan/v1/plan.proto

import type { RelationInput as _goldpan_v1_RelationInput, Relation as _goldpan_v1_Relation } from '../../goldpan/v1/Relation.js';
import type { Long } from '@grpc/proto-loader';

export interface SampleInput {
  'input'?: (_goldpan_v1_RelationInput | null);
  /**
   * 0 ≤ fraction; ≤ 1 without replacement.
   */
  'fraction'?: (number | string);
  'withReplacement'?: (boolean);
  'seed'?: (number | string | Long);
}

export interface Sample {
  'input': (_goldpan_v1_Relation | null);
  /**
   * 0 ≤ fraction; ≤ 1 without replacement.
   */
  'fraction': (number);
  'withReplacement': (boolean);
  'seed': (number);
}
