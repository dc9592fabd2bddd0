// Original file: proto/goldpan/v1/task.proto

import type { SchemaInput as _goldpan_v1_SchemaInput, Schema as _goldpan_v1_Schema } from '../../goldpan/v1/Schema.js';

/**
 * Rows of an earlier stage, consumed in ascending map partition, then in ascending partition.
 */
export interface PieceSourceInput {
  'columns'?: (_goldpan_v1_SchemaInput | null);
  /**
   * Position in the task's `inputs`.
   */
  'input'?: (number);
}

/**
 * Rows of an earlier stage, consumed in ascending map partition, then in ascending partition.
 */
export interface PieceSource {
  'columns': (_goldpan_v1_Schema | null);
  /**
   * Position in the task's `inputs`.
   */
  'input': (number);
}
