// Original file: proto/goldpan/v1/worker.proto

import type { AttemptKeyInput as _goldpan_v1_AttemptKeyInput, AttemptKey as _goldpan_v1_AttemptKey } from '../../goldpan/v1/AttemptKey.js';
import type { AttemptReportInput as _goldpan_v1_AttemptReportInput, AttemptReport as _goldpan_v1_AttemptReport } from '../../goldpan/v1/AttemptReport.js';

export interface AttemptSucceededInput {
  'key'?: (_goldpan_v1_AttemptKeyInput | null);
  'report'?: (_goldpan_v1_AttemptReportInput | null);
}

export interface AttemptSucceeded {
  'key': (_goldpan_v1_AttemptKey | null);
  'report': (_goldpan_v1_AttemptReport | null);
}
