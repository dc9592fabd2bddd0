// Original file: proto/goldpan/v1/task.proto

import type { CallSiteInput as _goldpan_v1_CallSiteInput, CallSite as _goldpan_v1_CallSite } from '../../goldpan/v1/CallSite.js';

/**
 * A bound expression: DuckDB's own JSON of the parsed tree (one element of `select_list` of json_serialize_sql). Only the
 * executor turns it back into SQL.
 */
export interface TreeInput {
  'json'?: (string);
  'callSite'?: (_goldpan_v1_CallSiteInput | null);
}

/**
 * A bound expression: DuckDB's own JSON of the parsed tree (one element of `select_list` of json_serialize_sql). Only the
 * executor turns it back into SQL.
 */
export interface Tree {
  'json': (string);
  'callSite': (_goldpan_v1_CallSite | null);
}
