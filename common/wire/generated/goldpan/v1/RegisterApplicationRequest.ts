// Original file: proto/goldpan/v1/application.proto

import type { VersionsInput as _goldpan_v1_VersionsInput, Versions as _goldpan_v1_Versions } from '../../goldpan/v1/Versions.js';
import type { ShippedFileInput as _goldpan_v1_ShippedFileInput, ShippedFile as _goldpan_v1_ShippedFile } from '../../goldpan/v1/ShippedFile.js';

export interface RegisterApplicationRequestInput {
  'versions'?: (_goldpan_v1_VersionsInput | null);
  'name'?: (string);
  /**
   * `goldpan.*` settings that the user gave, nothing secret among them.
   */
  'settings'?: ({[key: string]: string});
  /**
   * Empty without row functions.
   */
  'bundleSha256'?: (string);
  'user'?: (string);
  /**
   * Only an application that runs or succeeded answers for its key; empty without one.
   */
  'idempotencyKey'?: (string);
  /**
   * Set in cluster mode: what a worker needs to run the script, see client/submit/driver-bundle.ts. The master does not look into it.
   */
  'driverBundleSha256'?: (string);
  /**
   * Travel to the driver's folder and to every executor.
   */
  'files'?: (_goldpan_v1_ShippedFileInput)[];
}

export interface RegisterApplicationRequest {
  'versions': (_goldpan_v1_Versions | null);
  'name': (string);
  /**
   * `goldpan.*` settings that the user gave, nothing secret among them.
   */
  'settings': ({[key: string]: string});
  /**
   * Empty without row functions.
   */
  'bundleSha256': (string);
  'user': (string);
  /**
   * Only an application that runs or succeeded answers for its key; empty without one.
   */
  'idempotencyKey': (string);
  /**
   * Set in cluster mode: what a worker needs to run the script, see client/submit/driver-bundle.ts. The master does not look into it.
   */
  'driverBundleSha256': (string);
  /**
   * Travel to the driver's folder and to every executor.
   */
  'files': (_goldpan_v1_ShippedFile)[];
}
