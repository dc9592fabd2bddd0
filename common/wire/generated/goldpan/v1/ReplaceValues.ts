// Original file: proto/goldpan/v1/plan.proto

import type { ColumnKindInput as _goldpan_v1_ColumnKindInput, ColumnKind as _goldpan_v1_ColumnKind } from '../../goldpan/v1/ColumnKind.js';
import type { ReplacementInput as _goldpan_v1_ReplacementInput, Replacement as _goldpan_v1_Replacement } from '../../goldpan/v1/Replacement.js';

/**
 * Values in place of others, cast to the column's type.
 */
export interface ReplaceValuesInput {
  /**
   * Empty: all columns of the kind.
   */
  'columns'?: (string)[];
  'kind'?: (_goldpan_v1_ColumnKindInput);
  'replacements'?: (_goldpan_v1_ReplacementInput)[];
}

/**
 * Values in place of others, cast to the column's type.
 */
export interface ReplaceValues {
  /**
   * Empty: all columns of the kind.
   */
  'columns': (string)[];
  'kind': (_goldpan_v1_ColumnKind);
  'replacements': (_goldpan_v1_Replacement)[];
}
