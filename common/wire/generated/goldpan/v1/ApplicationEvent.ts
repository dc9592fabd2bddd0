// Original file: proto/goldpan/v1/application.proto

import type { ClusterStateInput as _goldpan_v1_ClusterStateInput, ClusterState as _goldpan_v1_ClusterState } from '../../goldpan/v1/ClusterState.js';
import type { ErrorInput as _goldpan_v1_ErrorInput, Error as _goldpan_v1_Error } from '../../goldpan/v1/Error.js';

export interface ApplicationEventInput {
  'cluster'?: (_goldpan_v1_ClusterStateInput | null);
  /**
   * The master ended the application.
   */
  'ended'?: (_goldpan_v1_ErrorInput | null);
  'event'?: "cluster"|"ended";
}

export interface ApplicationEvent {
  'cluster'?: (_goldpan_v1_ClusterState | null);
  /**
   * The master ended the application.
   */
  'ended'?: (_goldpan_v1_Error | null);
  'event'?: "cluster"|"ended";
}
