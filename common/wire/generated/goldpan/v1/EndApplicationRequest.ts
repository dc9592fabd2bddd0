// Original file: proto/goldpan/v1/application.proto

import type { ApplicationRefInput as _goldpan_v1_ApplicationRefInput, ApplicationRef as _goldpan_v1_ApplicationRef } from '../../goldpan/v1/ApplicationRef.js';
import type { ErrorInput as _goldpan_v1_ErrorInput, Error as _goldpan_v1_Error } from '../../goldpan/v1/Error.js';

export interface EndApplicationRequestInput {
  'application'?: (_goldpan_v1_ApplicationRefInput | null);
  /**
   * Empty when it succeeded.
   */
  'error'?: (_goldpan_v1_ErrorInput | null);
  'cancelled'?: (boolean);
  'exitCode'?: (number);
  /**
   * The document of `submit --json`; empty where there is none.
   */
  'reportJson'?: (string);
}

export interface EndApplicationRequest {
  'application': (_goldpan_v1_ApplicationRef | null);
  /**
   * Empty when it succeeded.
   */
  'error': (_goldpan_v1_Error | null);
  'cancelled': (boolean);
  'exitCode': (number);
  /**
   * The document of `submit --json`; empty where there is none.
   */
  'reportJson': (string);
}
