// Original file: proto/goldpan/v1/worker.proto

import type { ShippedFileInput as _goldpan_v1_ShippedFileInput, ShippedFile as _goldpan_v1_ShippedFile } from '../../goldpan/v1/ShippedFile.js';
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
  /**
   * Where row functions find them: GoldpanFiles.
   */
  'files'?: (_goldpan_v1_ShippedFileInput)[];
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
  /**
   * Where row functions find them: GoldpanFiles.
   */
  'files': (_goldpan_v1_ShippedFile)[];
}
