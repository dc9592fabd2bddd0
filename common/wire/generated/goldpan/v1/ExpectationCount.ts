// Original file: proto/goldpan/v1/application.proto

import type { ExpectationActionInput as _goldpan_v1_ExpectationActionInput, ExpectationAction as _goldpan_v1_ExpectationAction } from '../../goldpan/v1/ExpectationAction.js';
import type { Long } from '@grpc/proto-loader';

export interface ExpectationCountInput {
  'name'?: (string);
  'action'?: (_goldpan_v1_ExpectationActionInput);
  'rows'?: (number | string | Long);
  /**
   * Violations by a false predicate.
   */
  'violations'?: (number | string | Long);
  /**
   * Violations by a NULL predicate, counted apart.
   */
  'nullViolations'?: (number | string | Long);
  /**
   * Of an expectation over all rows together, which is violated once or not at all: what was found, `12 rows`. Else empty.
   */
  'finding'?: (string);
  /**
   * Of malformed records and bad files: where the first ones are, and what.
   */
  'examples'?: (string)[];
}

export interface ExpectationCount {
  'name': (string);
  'action': (_goldpan_v1_ExpectationAction);
  'rows': (number);
  /**
   * Violations by a false predicate.
   */
  'violations': (number);
  /**
   * Violations by a NULL predicate, counted apart.
   */
  'nullViolations': (number);
  /**
   * Of an expectation over all rows together, which is violated once or not at all: what was found, `12 rows`. Else empty.
   */
  'finding': (string);
  /**
   * Of malformed records and bad files: where the first ones are, and what.
   */
  'examples': (string)[];
}
