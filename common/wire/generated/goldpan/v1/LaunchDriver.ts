// Original file: proto/goldpan/v1/worker.proto

import type { DriverKeyInput as _goldpan_v1_DriverKeyInput, DriverKey as _goldpan_v1_DriverKey } from '../../goldpan/v1/DriverKey.js';
import type { ShippedFileInput as _goldpan_v1_ShippedFileInput, ShippedFile as _goldpan_v1_ShippedFile } from '../../goldpan/v1/ShippedFile.js';
import type { Long } from '@grpc/proto-loader';

/**
 * Runs the script of an application in cluster mode.
 */
export interface LaunchDriverInput {
  'driver'?: (_goldpan_v1_DriverKeyInput | null);
  /**
   * With which the driver speaks for the application: of this launch alone.
   */
  'secret'?: (string);
  'bundleSha256'?: (string);
  'files'?: (_goldpan_v1_ShippedFileInput)[];
  /**
   * Of the process with all that it starts, as the worker enforces it.
   */
  'memoryBytes'?: (number | string | Long);
  /**
   * Jobs of this launch count from here.
   */
  'firstJobId'?: (number);
  /**
   * What it prints beyond is left out, each of stdout and stderr.
   */
  'outputBytesMax'?: (number | string | Long);
}

/**
 * Runs the script of an application in cluster mode.
 */
export interface LaunchDriver {
  'driver': (_goldpan_v1_DriverKey | null);
  /**
   * With which the driver speaks for the application: of this launch alone.
   */
  'secret': (string);
  'bundleSha256': (string);
  'files': (_goldpan_v1_ShippedFile)[];
  /**
   * Of the process with all that it starts, as the worker enforces it.
   */
  'memoryBytes': (number);
  /**
   * Jobs of this launch count from here.
   */
  'firstJobId': (number);
  /**
   * What it prints beyond is left out, each of stdout and stderr.
   */
  'outputBytesMax': (number);
}
