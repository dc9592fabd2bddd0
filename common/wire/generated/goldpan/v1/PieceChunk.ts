// Original file: proto/goldpan/v1/worker.proto

import type { Long } from '@grpc/proto-loader';

export interface PieceChunkInput {
  /**
   * Position in the request's `ranges`.
   */
  'index'?: (number);
  'data'?: (Buffer | Uint8Array | string);
  'lastOfPiece'?: (boolean);
  /**
   * In the last chunk: CRC-32 of the whole piece.
   */
  'crc32'?: (number);
  'partition'?: (number);
  /**
   * Of the whole piece, in each of its chunks.
   */
  'bytes'?: (number | string | Long);
}

export interface PieceChunk {
  /**
   * Position in the request's `ranges`.
   */
  'index': (number);
  'data': (Buffer);
  'lastOfPiece': (boolean);
  /**
   * In the last chunk: CRC-32 of the whole piece.
   */
  'crc32': (number);
  'partition': (number);
  /**
   * Of the whole piece, in each of its chunks.
   */
  'bytes': (number);
}
