// Original file: proto/goldpan/v1/task.proto

import type { ExpectationTallyInput as _goldpan_v1_ExpectationTallyInput, ExpectationTally as _goldpan_v1_ExpectationTally } from '../../goldpan/v1/ExpectationTally.js';
import type { PendingFileInput as _goldpan_v1_PendingFileInput, PendingFile as _goldpan_v1_PendingFile } from '../../goldpan/v1/PendingFile.js';
import type { Long } from '@grpc/proto-loader';

/**
 * What an attempt did. Rows themselves stay where they are.
 */
export interface AttemptReportInput {
  'rowsRead'?: (number | string | Long);
  'bytesRead'?: (number | string | Long);
  'rowsOut'?: (number | string | Long);
  'bytesOut'?: (number | string | Long);
  'rowsQuarantined'?: (number | string | Long);
  'rowsDropped'?: (number | string | Long);
  'expectations'?: (_goldpan_v1_ExpectationTallyInput)[];
  'files'?: (_goldpan_v1_PendingFileInput)[];
  'fetchMs'?: (number | string | Long);
  'runMs'?: (number | string | Long);
  'deliverMs'?: (number | string | Long);
  'memoryPeakBytes'?: (number | string | Long);
}

/**
 * What an attempt did. Rows themselves stay where they are.
 */
export interface AttemptReport {
  'rowsRead': (number);
  'bytesRead': (number);
  'rowsOut': (number);
  'bytesOut': (number);
  'rowsQuarantined': (number);
  'rowsDropped': (number);
  'expectations': (_goldpan_v1_ExpectationTally)[];
  'files': (_goldpan_v1_PendingFile)[];
  'fetchMs': (number);
  'runMs': (number);
  'deliverMs': (number);
  'memoryPeakBytes': (number);
}
