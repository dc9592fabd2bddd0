// Original file: proto/goldpan/v1/application.proto

import type { JobAcceptedInput as _goldpan_v1_JobAcceptedInput, JobAccepted as _goldpan_v1_JobAccepted } from '../../goldpan/v1/JobAccepted.js';
import type { JobProgressInput as _goldpan_v1_JobProgressInput, JobProgress as _goldpan_v1_JobProgress } from '../../goldpan/v1/JobProgress.js';
import type { NoticeInput as _goldpan_v1_NoticeInput, Notice as _goldpan_v1_Notice } from '../../goldpan/v1/Notice.js';
import type { ResultChunkInput as _goldpan_v1_ResultChunkInput, ResultChunk as _goldpan_v1_ResultChunk } from '../../goldpan/v1/ResultChunk.js';
import type { JobSucceededInput as _goldpan_v1_JobSucceededInput, JobSucceeded as _goldpan_v1_JobSucceeded } from '../../goldpan/v1/JobSucceeded.js';
import type { JobFailedInput as _goldpan_v1_JobFailedInput, JobFailed as _goldpan_v1_JobFailed } from '../../goldpan/v1/JobFailed.js';

export interface JobEventInput {
  'accepted'?: (_goldpan_v1_JobAcceptedInput | null);
  'progress'?: (_goldpan_v1_JobProgressInput | null);
  'notice'?: (_goldpan_v1_NoticeInput | null);
  /**
   * A part of the Arrow IPC stream of one result partition; partitions come whole and in order.
   */
  'result'?: (_goldpan_v1_ResultChunkInput | null);
  'succeeded'?: (_goldpan_v1_JobSucceededInput | null);
  'failed'?: (_goldpan_v1_JobFailedInput | null);
  'event'?: "accepted"|"progress"|"notice"|"result"|"succeeded"|"failed";
}

export interface JobEvent {
  'accepted'?: (_goldpan_v1_JobAccepted | null);
  'progress'?: (_goldpan_v1_JobProgress | null);
  'notice'?: (_goldpan_v1_Notice | null);
  /**
   * A part of the Arrow IPC stream of one result partition; partitions come whole and in order.
   */
  'result'?: (_goldpan_v1_ResultChunk | null);
  'succeeded'?: (_goldpan_v1_JobSucceeded | null);
  'failed'?: (_goldpan_v1_JobFailed | null);
  'event'?: "accepted"|"progress"|"notice"|"result"|"succeeded"|"failed";
}
