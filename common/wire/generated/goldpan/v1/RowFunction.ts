// Original file: proto/goldpan/v1/plan.proto

import type { CallSiteInput as _goldpan_v1_CallSiteInput, CallSite as _goldpan_v1_CallSite } from '../../goldpan/v1/CallSite.js';
import type { RowFunctionKindInput as _goldpan_v1_RowFunctionKindInput, RowFunctionKind as _goldpan_v1_RowFunctionKind } from '../../goldpan/v1/RowFunctionKind.js';

/**
 * A function of the script that gets called once a row, named by (bundle, module, name).
 */
export interface RowFunctionInput {
  'name'?: (string);
  'module'?: (string);
  'bundleSha256'?: (string);
  /**
   * DuckDB types.
   */
  'argumentTypes'?: (string)[];
  'returnType'?: (string);
  /**
   * Called for NULL arguments too; otherwise NULL in gives NULL out.
   */
  'callOnNull'?: (boolean);
  /**
   * BIGINT arrives and leaves as a bigint; otherwise as a number, an error beyond 2^53.
   */
  'bigint'?: (boolean);
  'callSite'?: (_goldpan_v1_CallSiteInput | null);
  'kind'?: (_goldpan_v1_RowFunctionKindInput);
  /**
   * Of an AGGREGATE: DuckDB type in which a partial state crosses the exchange.
   */
  'stateType'?: (string);
}

/**
 * A function of the script that gets called once a row, named by (bundle, module, name).
 */
export interface RowFunction {
  'name': (string);
  'module': (string);
  'bundleSha256': (string);
  /**
   * DuckDB types.
   */
  'argumentTypes': (string)[];
  'returnType': (string);
  /**
   * Called for NULL arguments too; otherwise NULL in gives NULL out.
   */
  'callOnNull': (boolean);
  /**
   * BIGINT arrives and leaves as a bigint; otherwise as a number, an error beyond 2^53.
   */
  'bigint': (boolean);
  'callSite': (_goldpan_v1_CallSite | null);
  'kind': (_goldpan_v1_RowFunctionKind);
  /**
   * Of an AGGREGATE: DuckDB type in which a partial state crosses the exchange.
   */
  'stateType': (string);
}
