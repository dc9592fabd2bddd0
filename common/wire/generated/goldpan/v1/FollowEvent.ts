// Original file: proto/goldpan/v1/application.proto

import type { ApplicationStatusInput as _goldpan_v1_ApplicationStatusInput, ApplicationStatus as _goldpan_v1_ApplicationStatus } from '../../goldpan/v1/ApplicationStatus.js';
import type { DriverOutputInput as _goldpan_v1_DriverOutputInput, DriverOutput as _goldpan_v1_DriverOutput } from '../../goldpan/v1/DriverOutput.js';

export interface FollowEventInput {
  /**
   * First, whenever its state changes, and last when it has ended.
   */
  'status'?: (_goldpan_v1_ApplicationStatusInput | null);
  'output'?: (_goldpan_v1_DriverOutputInput | null);
  'event'?: "status"|"output";
}

export interface FollowEvent {
  /**
   * First, whenever its state changes, and last when it has ended.
   */
  'status'?: (_goldpan_v1_ApplicationStatus | null);
  'output'?: (_goldpan_v1_DriverOutput | null);
  'event'?: "status"|"output";
}
