// Original file: proto/goldpan/v1/task.proto

import type { ExpectationTallyInput as _goldpan_v1_ExpectationTallyInput, ExpectationTally as _goldpan_v1_ExpectationTally } from '../../goldpan/v1/ExpectationTally.js';
import type { PendingFileInput as _goldpan_v1_PendingFileInput, PendingFile as _goldpan_v1_PendingFile } from '../../goldpan/v1/PendingFile.js';
import type { ColumnStatisticsInput as _goldpan_v1_ColumnStatisticsInput, ColumnStatistics as _goldpan_v1_ColumnStatistics } from '../../goldpan/v1/ColumnStatistics.js';
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
  /**
   * One byte per partition of its pieces: 0 for none, else the least b with 1.1^b ≥ bytes (b ≤ 255).
   */
  'pieceSizes'?: (Buffer | Uint8Array | string);
  /**
   * Of the delivery's `statistics_columns`.
   */
  'pieceStatistics'?: (_goldpan_v1_ColumnStatisticsInput)[];
  'spilledBytes'?: (number | string | Long);
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
  /**
   * One byte per partition of its pieces: 0 for none, else the least b with 1.1^b ≥ bytes (b ≤ 255).
   */
  'pieceSizes': (Buffer);
  /**
   * Of the delivery's `statistics_columns`.
   */
  'pieceStatistics': (_goldpan_v1_ColumnStatistics)[];
  'spilledBytes': (number);
}
