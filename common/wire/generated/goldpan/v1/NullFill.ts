// Original file: proto/goldpan/v1/plan.proto

import type { ColumnKindInput as _goldpan_v1_ColumnKindInput, ColumnKind as _goldpan_v1_ColumnKind } from '../../goldpan/v1/ColumnKind.js';
import type { ExpressionInput as _goldpan_v1_ExpressionInput, Expression as _goldpan_v1_Expression } from '../../goldpan/v1/Expression.js';

export interface NullFillInput {
  /**
   * Empty: all columns.
   */
  'columns'?: (string)[];
  /**
   * Of the value. Columns of another kind stay as they are, unless `casts_to_any` is set.
   */
  'kind'?: (_goldpan_v1_ColumnKindInput);
  'value'?: (_goldpan_v1_ExpressionInput | null);
  'castsToAny'?: (boolean);
}

export interface NullFill {
  /**
   * Empty: all columns.
   */
  'columns': (string)[];
  /**
   * Of the value. Columns of another kind stay as they are, unless `casts_to_any` is set.
   */
  'kind': (_goldpan_v1_ColumnKind);
  'value': (_goldpan_v1_Expression | null);
  'castsToAny': (boolean);
}
