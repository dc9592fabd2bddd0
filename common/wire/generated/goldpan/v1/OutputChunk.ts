// Original file: proto/goldpan/v1/application.proto


/**
 * A part of what a driver printed.
 */
export interface OutputChunkInput {
  /**
   * Else stdout.
   */
  'stderr'?: (boolean);
  'data'?: (Buffer | Uint8Array | string);
}

/**
 * A part of what a driver printed.
 */
export interface OutputChunk {
  /**
   * Else stdout.
   */
  'stderr': (boolean);
  'data': (Buffer);
}
