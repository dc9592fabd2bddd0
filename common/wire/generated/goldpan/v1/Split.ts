// Original file: proto/goldpan/v1/task.proto

import type { FileSliceInput as _goldpan_v1_FileSliceInput, FileSlice as _goldpan_v1_FileSlice } from '../../goldpan/v1/FileSlice.js';

/**
 * One task's share of the input.
 */
export interface SplitInput {
  'files'?: (_goldpan_v1_FileSliceInput)[];
}

/**
 * One task's share of the input.
 */
export interface Split {
  'files': (_goldpan_v1_FileSlice)[];
}
