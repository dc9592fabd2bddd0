// Original file: proto/goldpan/v1/plan.proto

import type { WriteModeInput as _goldpan_v1_WriteModeInput, WriteMode as _goldpan_v1_WriteMode } from '../../goldpan/v1/WriteMode.js';

export interface WriteInput {
  'format'?: (string);
  'path'?: (string);
  'mode'?: (_goldpan_v1_WriteModeInput);
  'options'?: ({[key: string]: string});
  /**
   * Columns whose values become folders, `key=value/`, and leave the files.
   */
  'partitionBy'?: (string)[];
}

export interface Write {
  'format': (string);
  'path': (string);
  'mode': (_goldpan_v1_WriteMode);
  'options': ({[key: string]: string});
  /**
   * Columns whose values become folders, `key=value/`, and leave the files.
   */
  'partitionBy': (string)[];
}
