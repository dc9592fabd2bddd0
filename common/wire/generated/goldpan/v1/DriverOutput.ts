// Original file: proto/goldpan/v1/application.proto

import type { OutputChunkInput as _goldpan_v1_OutputChunkInput, OutputChunk as _goldpan_v1_OutputChunk } from '../../goldpan/v1/OutputChunk.js';

export interface DriverOutputInput {
  'launch'?: (number);
  'chunk'?: (_goldpan_v1_OutputChunkInput | null);
}

export interface DriverOutput {
  'launch': (number);
  'chunk': (_goldpan_v1_OutputChunk | null);
}
