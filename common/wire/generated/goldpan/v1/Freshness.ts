// Original file: proto/goldpan/v1/plan.proto

import type { ExpressionInput as _goldpan_v1_ExpressionInput, Expression as _goldpan_v1_Expression } from '../../goldpan/v1/Expression.js';
import type { Long } from '@grpc/proto-loader';

/**
 * The newest value, a DATE or timestamp, is not older than that when the application starts; there is one.
 */
export interface FreshnessInput {
  'value'?: (_goldpan_v1_ExpressionInput | null);
  'ageMaxMs'?: (number | string | Long);
}

/**
 * The newest value, a DATE or timestamp, is not older than that when the application starts; there is one.
 */
export interface Freshness {
  'value': (_goldpan_v1_Expression | null);
  'ageMaxMs': (number);
}
