// Original file: proto/goldpan/v1/application.proto

import type { ExpectationActionInput as _goldpan_v1_ExpectationActionInput, ExpectationAction as _goldpan_v1_ExpectationAction } from '../../goldpan/v1/ExpectationAction.js';
import type { Long } from '@grpc/proto-loader';

export interface ExpectationPlanInput {
  'name'?: (string);
  'action'?: (_goldpan_v1_ExpectationActionInput);
  'share'?: (number | string);
  'rows'?: (number | string | Long);
  'failAbove'?: "share"|"rows";
}

export interface ExpectationPlan {
  'name': (string);
  'action': (_goldpan_v1_ExpectationAction);
  'share'?: (number);
  'rows'?: (number);
  'failAbove'?: "share"|"rows";
}
