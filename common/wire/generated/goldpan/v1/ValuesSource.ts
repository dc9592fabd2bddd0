// Original file: proto/goldpan/v1/task.proto

import type { SchemaInput as _goldpan_v1_SchemaInput, Schema as _goldpan_v1_Schema } from '../../goldpan/v1/Schema.js';

export interface ValuesSourceInput {
  'columns'?: (_goldpan_v1_SchemaInput | null);
  'rowsJson'?: (Buffer | Uint8Array | string);
}

export interface ValuesSource {
  'columns': (_goldpan_v1_Schema | null);
  'rowsJson': (Buffer);
}
