// Original file: proto/goldpan/v1/worker.proto

import type { Long } from '@grpc/proto-loader';

/**
 * In every worker message: which worker, in which of its lives, talking to which life of the master.
 */
export interface WorkerHeaderInput {
  'workerId'?: (string);
  'workerEpoch'?: (number | string | Long);
  'masterTerm'?: (number | string | Long);
}

/**
 * In every worker message: which worker, in which of its lives, talking to which life of the master.
 */
export interface WorkerHeader {
  'workerId': (string);
  'workerEpoch': (number);
  'masterTerm': (number);
}
