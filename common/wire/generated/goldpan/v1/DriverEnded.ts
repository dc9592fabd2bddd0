// Original file: proto/goldpan/v1/worker.proto

import type { DriverKeyInput as _goldpan_v1_DriverKeyInput, DriverKey as _goldpan_v1_DriverKey } from '../../goldpan/v1/DriverKey.js';
import type { ErrorInput as _goldpan_v1_ErrorInput, Error as _goldpan_v1_Error } from '../../goldpan/v1/Error.js';

/**
 * Its process is gone. After an End of the application this tells nothing new.
 */
export interface DriverEndedInput {
  'driver'?: (_goldpan_v1_DriverKeyInput | null);
  'error'?: (_goldpan_v1_ErrorInput | null);
}

/**
 * Its process is gone. After an End of the application this tells nothing new.
 */
export interface DriverEnded {
  'driver': (_goldpan_v1_DriverKey | null);
  'error': (_goldpan_v1_Error | null);
}
