// Original file: proto/goldpan/v1/plan.proto

import type { RelationInput as _goldpan_v1_RelationInput, Relation as _goldpan_v1_Relation } from '../../goldpan/v1/Relation.js';
import type { Long } from '@grpc/proto-loader';

export interface LimitInput {
  'input'?: (_goldpan_v1_RelationInput | null);
  /**
   * Absent: all rows after the offset.
   */
  'count'?: (number | string | Long);
  /**
   * Rows left out at the beginning.
   */
  'offset'?: (number | string | Long);
  '_count'?: "count";
}

export interface Limit {
  'input': (_goldpan_v1_Relation | null);
  /**
   * Absent: all rows after the offset.
   */
  'count'?: (number);
  /**
   * Rows left out at the beginning.
   */
  'offset': (number);
  '_count'?: "count";
}
