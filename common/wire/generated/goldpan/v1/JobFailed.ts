// Original file: proto/goldpan/v1/application.proto

import type { ErrorInput as _goldpan_v1_ErrorInput, Error as _goldpan_v1_Error } from '../../goldpan/v1/Error.js';
import type { JobSummaryInput as _goldpan_v1_JobSummaryInput, JobSummary as _goldpan_v1_JobSummary } from '../../goldpan/v1/JobSummary.js';

export interface JobFailedInput {
  'error'?: (_goldpan_v1_ErrorInput | null);
  'summary'?: (_goldpan_v1_JobSummaryInput | null);
}

export interface JobFailed {
  'error': (_goldpan_v1_Error | null);
  'summary': (_goldpan_v1_JobSummary | null);
}
