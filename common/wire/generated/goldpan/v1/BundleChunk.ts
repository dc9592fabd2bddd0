// Original file: proto/goldpan/v1/application.proto

import type { ApplicationRefInput as _goldpan_v1_ApplicationRefInput, ApplicationRef as _goldpan_v1_ApplicationRef } from '../../goldpan/v1/ApplicationRef.js';

export interface BundleChunkInput {
  /**
   * In the first chunk only.
   */
  'application'?: (_goldpan_v1_ApplicationRefInput | null);
  'sha256'?: (string);
  'data'?: (Buffer | Uint8Array | string);
}

export interface BundleChunk {
  /**
   * In the first chunk only.
   */
  'application': (_goldpan_v1_ApplicationRef | null);
  'sha256': (string);
  'data': (Buffer);
}
