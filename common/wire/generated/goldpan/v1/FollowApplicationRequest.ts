// Original file: proto/goldpan/v1/application.proto

import type { Long } from '@grpc/proto-loader';

export interface FollowApplicationRequestInput {
  'applicationId'?: (string);
  /**
   * With its secret the follower is the one whose absence ends the application, under --on-disconnect cancel.
   */
  'secret'?: (string);
  /**
   * Bytes of the launch that the follower has already.
   */
  'launch'?: (number);
  'stdoutFrom'?: (number | string | Long);
  'stderrFrom'?: (number | string | Long);
}

export interface FollowApplicationRequest {
  'applicationId': (string);
  /**
   * With its secret the follower is the one whose absence ends the application, under --on-disconnect cancel.
   */
  'secret': (string);
  /**
   * Bytes of the launch that the follower has already.
   */
  'launch': (number);
  'stdoutFrom': (number);
  'stderrFrom': (number);
}
