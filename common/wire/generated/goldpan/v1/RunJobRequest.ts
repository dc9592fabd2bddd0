// Original file: proto/goldpan/v1/application.proto

import type { ApplicationRefInput as _goldpan_v1_ApplicationRefInput, ApplicationRef as _goldpan_v1_ApplicationRef } from '../../goldpan/v1/ApplicationRef.js';
import type { ActionInput as _goldpan_v1_ActionInput, Action as _goldpan_v1_Action } from '../../goldpan/v1/Action.js';

export interface RunJobRequestInput {
  'application'?: (_goldpan_v1_ApplicationRefInput | null);
  /**
   * Chosen by the client, from 0, in the order of its actions.
   */
  'jobId'?: (number);
  'action'?: (_goldpan_v1_ActionInput | null);
}

export interface RunJobRequest {
  'application': (_goldpan_v1_ApplicationRef | null);
  /**
   * Chosen by the client, from 0, in the order of its actions.
   */
  'jobId': (number);
  'action': (_goldpan_v1_Action | null);
}
