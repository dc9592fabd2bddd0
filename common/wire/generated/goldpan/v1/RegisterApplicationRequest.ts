// Original file: proto/goldpan/v1/application.proto

import type { VersionsInput as _goldpan_v1_VersionsInput, Versions as _goldpan_v1_Versions } from '../../goldpan/v1/Versions.js';

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
}
