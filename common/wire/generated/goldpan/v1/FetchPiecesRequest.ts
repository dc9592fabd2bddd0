// Original file: proto/goldpan/v1/worker.proto

import type { PieceRangeInput as _goldpan_v1_PieceRangeInput, PieceRange as _goldpan_v1_PieceRange } from '../../goldpan/v1/PieceRange.js';

export interface FetchPiecesRequestInput {
  'ranges'?: (_goldpan_v1_PieceRangeInput)[];
}

export interface FetchPiecesRequest {
  'ranges': (_goldpan_v1_PieceRange)[];
}
