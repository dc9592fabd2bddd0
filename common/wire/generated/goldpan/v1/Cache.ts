// Original file: proto/goldpan/v1/plan.proto

import type { RelationInput as _goldpan_v1_RelationInput, Relation as _goldpan_v1_Relation } from '../../goldpan/v1/Relation.js';
import type { Long } from '@grpc/proto-loader';

/**
 * Its rows are kept on workers' disks once a job made them, for later jobs of the application.
 */
export interface CacheInput {
  'input'?: (_goldpan_v1_RelationInput | null);
  /**
   * Chosen by the client, one per `cache()`; names it when it is to be released.
   */
  'cacheId'?: (number | string | Long);
}

/**
 * Its rows are kept on workers' disks once a job made them, for later jobs of the application.
 */
export interface Cache {
  'input': (_goldpan_v1_Relation | null);
  /**
   * Chosen by the client, one per `cache()`; names it when it is to be released.
   */
  'cacheId': (number);
}
