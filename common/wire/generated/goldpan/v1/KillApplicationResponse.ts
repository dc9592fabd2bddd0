// Original file: proto/goldpan/v1/application.proto

import type { ApplicationStatusInput as _goldpan_v1_ApplicationStatusInput, ApplicationStatus as _goldpan_v1_ApplicationStatus } from '../../goldpan/v1/ApplicationStatus.js';

export interface KillApplicationResponseInput {
  'status'?: (_goldpan_v1_ApplicationStatusInput | null);
  /**
   * It ran until now.
   */
  'killed'?: (boolean);
}

export interface KillApplicationResponse {
  'status': (_goldpan_v1_ApplicationStatus | null);
  /**
   * It ran until now.
   */
  'killed': (boolean);
}
