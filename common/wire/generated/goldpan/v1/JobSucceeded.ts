// Original file: proto/goldpan/v1/application.proto

import type { JobSummaryInput as _goldpan_v1_JobSummaryInput, JobSummary as _goldpan_v1_JobSummary } from '../../goldpan/v1/JobSummary.js';

export interface JobSucceededInput {
  'summary'?: (_goldpan_v1_JobSummaryInput | null);
}

export interface JobSucceeded {
  'summary': (_goldpan_v1_JobSummary | null);
}
