// Original file: proto/goldpan/v1/plan.proto

import type { NullFillInput as _goldpan_v1_NullFillInput, NullFill as _goldpan_v1_NullFill } from '../../goldpan/v1/NullFill.js';

/**
 * Values in place of NULL and NaN, cast to the column's type.
 */
export interface FillNullsInput {
  'fills'?: (_goldpan_v1_NullFillInput)[];
}

/**
 * Values in place of NULL and NaN, cast to the column's type.
 */
export interface FillNulls {
  'fills': (_goldpan_v1_NullFill)[];
}
