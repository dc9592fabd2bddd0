// Original file: proto/goldpan/v1/application.proto

import type { ApplicationRefInput as _goldpan_v1_ApplicationRefInput, ApplicationRef as _goldpan_v1_ApplicationRef } from '../../goldpan/v1/ApplicationRef.js';
import type { ActionInput as _goldpan_v1_ActionInput, Action as _goldpan_v1_Action } from '../../goldpan/v1/Action.js';

export interface PlanJobRequestInput {
  'application'?: (_goldpan_v1_ApplicationRefInput | null);
  'action'?: (_goldpan_v1_ActionInput | null);
  /**
   * Slots to plan for where no worker is; 0 for one.
   */
  'slots'?: (number);
}

export interface PlanJobRequest {
  'application': (_goldpan_v1_ApplicationRef | null);
  'action': (_goldpan_v1_Action | null);
  /**
   * Slots to plan for where no worker is; 0 for one.
   */
  'slots': (number);
}
