// Original file: proto/goldpan/v1/plan.proto

import type { ColumnInput as _goldpan_v1_ColumnInput, Column as _goldpan_v1_Column } from '../../goldpan/v1/Column.js';

export interface SchemaInput {
  'columns'?: (_goldpan_v1_ColumnInput)[];
}

export interface Schema {
  'columns': (_goldpan_v1_Column)[];
}
