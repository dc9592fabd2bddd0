// Original file: proto/goldpan/v1/plan.proto

import type { CallSiteInput as _goldpan_v1_CallSiteInput, CallSite as _goldpan_v1_CallSite } from '../../goldpan/v1/CallSite.js';

export interface ExpressionInput {
  'sql'?: (string);
  'callSite'?: (_goldpan_v1_CallSiteInput | null);
}

export interface Expression {
  'sql': (string);
  'callSite': (_goldpan_v1_CallSite | null);
}
