// Original file: proto/goldpan/v1/application.proto

import type { VolumeInput as _goldpan_v1_VolumeInput, Volume as _goldpan_v1_Volume } from '../../goldpan/v1/Volume.js';
import type { ExpectationCountInput as _goldpan_v1_ExpectationCountInput, ExpectationCount as _goldpan_v1_ExpectationCount } from '../../goldpan/v1/ExpectationCount.js';
import type { Long } from '@grpc/proto-loader';

export interface JobSummaryInput {
  'volume'?: (_goldpan_v1_VolumeInput | null);
  'rowsDropped'?: (number | string | Long);
  'rowsQuarantined'?: (number | string | Long);
  'expectations'?: (_goldpan_v1_ExpectationCountInput)[];
  'files'?: (number);
  'durationMs'?: (number | string | Long);
  /**
   * Where the gold is, and the number of its commit; empty for results.
   */
  'path'?: (string);
  'commit'?: (number | string | Long);
  'quarantinePath'?: (string);
  'tasks'?: (number);
  'attemptsFailed'?: (number);
  /**
   * Accepted attempts by worker.
   */
  'tasksByWorker'?: ({[key: string]: number});
  /**
   * The stages as they ran, with rows and bytes, and what was decided on the way.
   */
  'executed'?: (string);
}

export interface JobSummary {
  'volume': (_goldpan_v1_Volume | null);
  'rowsDropped': (number);
  'rowsQuarantined': (number);
  'expectations': (_goldpan_v1_ExpectationCount)[];
  'files': (number);
  'durationMs': (number);
  /**
   * Where the gold is, and the number of its commit; empty for results.
   */
  'path': (string);
  'commit': (number);
  'quarantinePath': (string);
  'tasks': (number);
  'attemptsFailed': (number);
  /**
   * Accepted attempts by worker.
   */
  'tasksByWorker': ({[key: string]: number});
  /**
   * The stages as they ran, with rows and bytes, and what was decided on the way.
   */
  'executed': (string);
}
