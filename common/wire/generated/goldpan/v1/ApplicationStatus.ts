// Original file: proto/goldpan/v1/application.proto

import type { ApplicationStateInput as _goldpan_v1_ApplicationStateInput, ApplicationState as _goldpan_v1_ApplicationState } from '../../goldpan/v1/ApplicationState.js';
import type { ErrorInput as _goldpan_v1_ErrorInput, Error as _goldpan_v1_Error } from '../../goldpan/v1/Error.js';
import type { Long } from '@grpc/proto-loader';

export interface ApplicationStatusInput {
  'applicationId'?: (string);
  'name'?: (string);
  'user'?: (string);
  'state'?: (_goldpan_v1_ApplicationStateInput);
  /**
   * Its driver runs on a worker.
   */
  'clusterMode'?: (boolean);
  'startedAtMs'?: (number | string | Long);
  /**
   * 0 until it has ended; so are exit_code, error and report_json.
   */
  'endedAtMs'?: (number | string | Long);
  'exitCode'?: (number);
  'error'?: (_goldpan_v1_ErrorInput | null);
  'reportJson'?: (string);
  'idempotencyKey'?: (string);
  /**
   * Where the driver is, or was last; empty in client mode and before its first launch.
   */
  'driverWorkerId'?: (string);
  'driverLaunches'?: (number);
}

export interface ApplicationStatus {
  'applicationId': (string);
  'name': (string);
  'user': (string);
  'state': (_goldpan_v1_ApplicationState);
  /**
   * Its driver runs on a worker.
   */
  'clusterMode': (boolean);
  'startedAtMs': (number);
  /**
   * 0 until it has ended; so are exit_code, error and report_json.
   */
  'endedAtMs': (number);
  'exitCode': (number);
  'error': (_goldpan_v1_Error | null);
  'reportJson': (string);
  'idempotencyKey': (string);
  /**
   * Where the driver is, or was last; empty in client mode and before its first launch.
   */
  'driverWorkerId': (string);
  'driverLaunches': (number);
}
