// Original file: proto/goldpan/v1/errors.proto

import type { RetryClassInput as _goldpan_v1_RetryClassInput, RetryClass as _goldpan_v1_RetryClass } from '../../goldpan/v1/RetryClass.js';
import type { ErrorInput as _goldpan_v1_ErrorInput, Error as _goldpan_v1_Error } from '../../goldpan/v1/Error.js';
import type { ScriptDetailsInput as _goldpan_v1_ScriptDetailsInput, ScriptDetails as _goldpan_v1_ScriptDetails } from '../../goldpan/v1/ScriptDetails.js';
import type { DataDetailsInput as _goldpan_v1_DataDetailsInput, DataDetails as _goldpan_v1_DataDetails } from '../../goldpan/v1/DataDetails.js';
import type { StoreDetailsInput as _goldpan_v1_StoreDetailsInput, StoreDetails as _goldpan_v1_StoreDetails } from '../../goldpan/v1/StoreDetails.js';
import type { UpstreamDetailsInput as _goldpan_v1_UpstreamDetailsInput, UpstreamDetails as _goldpan_v1_UpstreamDetails } from '../../goldpan/v1/UpstreamDetails.js';
import type { ExpectationDetailsInput as _goldpan_v1_ExpectationDetailsInput, ExpectationDetails as _goldpan_v1_ExpectationDetails } from '../../goldpan/v1/ExpectationDetails.js';
import type { LimitDetailsInput as _goldpan_v1_LimitDetailsInput, LimitDetails as _goldpan_v1_LimitDetails } from '../../goldpan/v1/LimitDetails.js';
import type { PeerDetailsInput as _goldpan_v1_PeerDetailsInput, PeerDetails as _goldpan_v1_PeerDetails } from '../../goldpan/v1/PeerDetails.js';
import type { TableDetailsInput as _goldpan_v1_TableDetailsInput, TableDetails as _goldpan_v1_TableDetails } from '../../goldpan/v1/TableDetails.js';

/**
 * How an error crosses processes. `code` names an entry of the registry (docs/ERRORS.md); `retry` says what may be done
 * about it. `message` and `hint` are for a person: nothing parses them.
 */
export interface ErrorInput {
  'code'?: (string);
  'retry'?: (_goldpan_v1_RetryClassInput);
  'message'?: (string);
  'hint'?: (string);
  'cause'?: (_goldpan_v1_ErrorInput | null);
  'script'?: (_goldpan_v1_ScriptDetailsInput | null);
  'data'?: (_goldpan_v1_DataDetailsInput | null);
  'store'?: (_goldpan_v1_StoreDetailsInput | null);
  'upstream'?: (_goldpan_v1_UpstreamDetailsInput | null);
  'expectation'?: (_goldpan_v1_ExpectationDetailsInput | null);
  'limit'?: (_goldpan_v1_LimitDetailsInput | null);
  'peer'?: (_goldpan_v1_PeerDetailsInput | null);
  'table'?: (_goldpan_v1_TableDetailsInput | null);
  'details'?: "script"|"data"|"store"|"upstream"|"expectation"|"limit"|"peer"|"table";
}

/**
 * How an error crosses processes. `code` names an entry of the registry (docs/ERRORS.md); `retry` says what may be done
 * about it. `message` and `hint` are for a person: nothing parses them.
 */
export interface Error {
  'code': (string);
  'retry': (_goldpan_v1_RetryClass);
  'message': (string);
  'hint': (string);
  'cause': (_goldpan_v1_Error | null);
  'script'?: (_goldpan_v1_ScriptDetails | null);
  'data'?: (_goldpan_v1_DataDetails | null);
  'store'?: (_goldpan_v1_StoreDetails | null);
  'upstream'?: (_goldpan_v1_UpstreamDetails | null);
  'expectation'?: (_goldpan_v1_ExpectationDetails | null);
  'limit'?: (_goldpan_v1_LimitDetails | null);
  'peer'?: (_goldpan_v1_PeerDetails | null);
  'table'?: (_goldpan_v1_TableDetails | null);
  'details'?: "script"|"data"|"store"|"upstream"|"expectation"|"limit"|"peer"|"table";
}
