// Original file: proto/goldpan/v1/worker.proto

import type { Long } from '@grpc/proto-loader';

/**
 * Start executors before the first task arrives.
 */
export interface StartApplicationInput {
  'applicationId'?: (string);
  'bundleSha256'?: (string);
  'executorCores'?: (number);
  'executorMemoryBytes'?: (number | string | Long);
  /**
   * How many to have warm.
   */
  'executors'?: (number);
  'settings'?: ({[key: string]: string});
}

/**
 * Start executors before the first task arrives.
 */
export interface StartApplication {
  'applicationId': (string);
  'bundleSha256': (string);
  'executorCores': (number);
  'executorMemoryBytes': (number);
  /**
   * How many to have warm.
   */
  'executors': (number);
  'settings': ({[key: string]: string});
}
