// Original file: proto/goldpan/v1/task.proto

import type { Long } from '@grpc/proto-loader';

export interface ExpectationTallyInput {
  'expectation'?: (number);
  'rows'?: (number | string | Long);
  'violations'?: (number | string | Long);
  'nullViolations'?: (number | string | Long);
  /**
   * Greatest value of the operator's `newest`, milliseconds since 1970; absent where there is none.
   */
  'newestMs'?: (number | string | Long);
  /**
   * Of malformed records and bad files: where, and what.
   */
  'examples'?: (string)[];
  '_newestMs'?: "newestMs";
}

export interface ExpectationTally {
  'expectation': (number);
  'rows': (number);
  'violations': (number);
  'nullViolations': (number);
  /**
   * Greatest value of the operator's `newest`, milliseconds since 1970; absent where there is none.
   */
  'newestMs'?: (number);
  /**
   * Of malformed records and bad files: where, and what.
   */
  'examples': (string)[];
  '_newestMs'?: "newestMs";
}
