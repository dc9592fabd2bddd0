// Original file: proto/goldpan/v1/plan.proto

import type { RelationInput as _goldpan_v1_RelationInput, Relation as _goldpan_v1_Relation } from '../../goldpan/v1/Relation.js';
import type { RepartitionKindInput as _goldpan_v1_RepartitionKindInput, RepartitionKind as _goldpan_v1_RepartitionKind } from '../../goldpan/v1/RepartitionKind.js';
import type { SortOrderInput as _goldpan_v1_SortOrderInput, SortOrder as _goldpan_v1_SortOrder } from '../../goldpan/v1/SortOrder.js';

export interface RepartitionInput {
  'input'?: (_goldpan_v1_RelationInput | null);
  'kind'?: (_goldpan_v1_RepartitionKindInput);
  /**
   * 0: by goldpan.sql.shuffle.partitions.
   */
  'partitions'?: (number);
  'keys'?: (_goldpan_v1_SortOrderInput)[];
}

export interface Repartition {
  'input': (_goldpan_v1_Relation | null);
  'kind': (_goldpan_v1_RepartitionKind);
  /**
   * 0: by goldpan.sql.shuffle.partitions.
   */
  'partitions': (number);
  'keys': (_goldpan_v1_SortOrder)[];
}
