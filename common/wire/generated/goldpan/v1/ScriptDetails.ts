// Original file: proto/goldpan/v1/errors.proto

import type { CallSiteInput as _goldpan_v1_CallSiteInput, CallSite as _goldpan_v1_CallSite } from '../../goldpan/v1/CallSite.js';

/**
 * What is wrong in the script, and the nearest names that exist.
 */
export interface ScriptDetailsInput {
  'callSite'?: (_goldpan_v1_CallSiteInput | null);
  'expression'?: (string);
  'candidates'?: (string)[];
}

/**
 * What is wrong in the script, and the nearest names that exist.
 */
export interface ScriptDetails {
  'callSite': (_goldpan_v1_CallSite | null);
  'expression': (string);
  'candidates': (string)[];
}
