// Original file: proto/goldpan/v1/task.proto

import type { Long } from '@grpc/proto-loader';

export interface ExpectationTallyInput {
  'expectation'?: (number);
  'rows'?: (number | string | Long);
  'violations'?: (number | string | Long);
  'nullViolations'?: (number | string | Long);
}

export interface ExpectationTally {
  'expectation': (number);
  'rows': (number);
  'violations': (number);
  'nullViolations': (number);
}
