// Original file: proto/goldpan/v1/task.proto

import type { PieceRefInput as _goldpan_v1_PieceRefInput, PieceRef as _goldpan_v1_PieceRef } from '../../goldpan/v1/PieceRef.js';

/**
 * What a task reads of one earlier stage, in ascending map partition.
 */
export interface PieceSetInput {
  'pieces'?: (_goldpan_v1_PieceRefInput)[];
}

/**
 * What a task reads of one earlier stage, in ascending map partition.
 */
export interface PieceSet {
  'pieces': (_goldpan_v1_PieceRef)[];
}
