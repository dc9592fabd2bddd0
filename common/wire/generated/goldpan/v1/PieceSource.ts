// Original file: proto/goldpan/v1/task.proto

import type { SchemaInput as _goldpan_v1_SchemaInput, Schema as _goldpan_v1_Schema } from '../../goldpan/v1/Schema.js';

/**
 * Rows of earlier stages, consumed in ascending map partition.
 */
export interface PieceSourceInput {
  'columns'?: (_goldpan_v1_SchemaInput | null);
}

/**
 * Rows of earlier stages, consumed in ascending map partition.
 */
export interface PieceSource {
  'columns': (_goldpan_v1_Schema | null);
}
