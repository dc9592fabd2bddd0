// Original file: proto/goldpan/v1/application.proto

import type { ApplicationRefInput as _goldpan_v1_ApplicationRefInput, ApplicationRef as _goldpan_v1_ApplicationRef } from '../../goldpan/v1/ApplicationRef.js';

export interface RegisterApplicationResponseInput {
  'application'?: (_goldpan_v1_ApplicationRefInput | null);
  'bundleWanted'?: (boolean);
  'workersAlive'?: (number);
  'slots'?: (number);
  /**
   * Of the driver's bundle and the files: those that the master does not have yet.
   */
  'wanted'?: (string)[];
  /**
   * The application that answers for the idempotency key. Nothing was registered then.
   */
  'answeredBy'?: (string);
}

export interface RegisterApplicationResponse {
  'application': (_goldpan_v1_ApplicationRef | null);
  'bundleWanted': (boolean);
  'workersAlive': (number);
  'slots': (number);
  /**
   * Of the driver's bundle and the files: those that the master does not have yet.
   */
  'wanted': (string)[];
  /**
   * The application that answers for the idempotency key. Nothing was registered then.
   */
  'answeredBy': (string);
}
