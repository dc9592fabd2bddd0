// Original file: proto/goldpan/v1/worker.proto

import type { WorkerRegisteredInput as _goldpan_v1_WorkerRegisteredInput, WorkerRegistered as _goldpan_v1_WorkerRegistered } from '../../goldpan/v1/WorkerRegistered.js';
import type { ErrorInput as _goldpan_v1_ErrorInput, Error as _goldpan_v1_Error } from '../../goldpan/v1/Error.js';
import type { StartApplicationInput as _goldpan_v1_StartApplicationInput, StartApplication as _goldpan_v1_StartApplication } from '../../goldpan/v1/StartApplication.js';
import type { EndApplicationOnWorkerInput as _goldpan_v1_EndApplicationOnWorkerInput, EndApplicationOnWorker as _goldpan_v1_EndApplicationOnWorker } from '../../goldpan/v1/EndApplicationOnWorker.js';
import type { LaunchTaskInput as _goldpan_v1_LaunchTaskInput, LaunchTask as _goldpan_v1_LaunchTask } from '../../goldpan/v1/LaunchTask.js';
import type { UploadRecordedInput as _goldpan_v1_UploadRecordedInput, UploadRecorded as _goldpan_v1_UploadRecorded } from '../../goldpan/v1/UploadRecorded.js';
import type { CancelAttemptInput as _goldpan_v1_CancelAttemptInput, CancelAttempt as _goldpan_v1_CancelAttempt } from '../../goldpan/v1/CancelAttempt.js';
import type { AbortUploadsInput as _goldpan_v1_AbortUploadsInput, AbortUploads as _goldpan_v1_AbortUploads } from '../../goldpan/v1/AbortUploads.js';
import type { ReleasePiecesInput as _goldpan_v1_ReleasePiecesInput, ReleasePieces as _goldpan_v1_ReleasePieces } from '../../goldpan/v1/ReleasePieces.js';
import type { LaunchDriverInput as _goldpan_v1_LaunchDriverInput, LaunchDriver as _goldpan_v1_LaunchDriver } from '../../goldpan/v1/LaunchDriver.js';
import type { Long } from '@grpc/proto-loader';

export interface MasterMessageInput {
  'masterTerm'?: (number | string | Long);
  'registered'?: (_goldpan_v1_WorkerRegisteredInput | null);
  /**
   * The worker must not come back as it is: the versions differ or the token is wrong.
   */
  'refused'?: (_goldpan_v1_ErrorInput | null);
  'startApplication'?: (_goldpan_v1_StartApplicationInput | null);
  'endApplication'?: (_goldpan_v1_EndApplicationOnWorkerInput | null);
  'launchTask'?: (_goldpan_v1_LaunchTaskInput | null);
  'uploadRecorded'?: (_goldpan_v1_UploadRecordedInput | null);
  'cancelAttempt'?: (_goldpan_v1_CancelAttemptInput | null);
  'abortUploads'?: (_goldpan_v1_AbortUploadsInput | null);
  'releasePieces'?: (_goldpan_v1_ReleasePiecesInput | null);
  'launchDriver'?: (_goldpan_v1_LaunchDriverInput | null);
  'message'?: "registered"|"refused"|"startApplication"|"endApplication"|"launchTask"|"uploadRecorded"|"cancelAttempt"|"abortUploads"|"releasePieces"|"launchDriver";
}

export interface MasterMessage {
  'masterTerm': (number);
  'registered'?: (_goldpan_v1_WorkerRegistered | null);
  /**
   * The worker must not come back as it is: the versions differ or the token is wrong.
   */
  'refused'?: (_goldpan_v1_Error | null);
  'startApplication'?: (_goldpan_v1_StartApplication | null);
  'endApplication'?: (_goldpan_v1_EndApplicationOnWorker | null);
  'launchTask'?: (_goldpan_v1_LaunchTask | null);
  'uploadRecorded'?: (_goldpan_v1_UploadRecorded | null);
  'cancelAttempt'?: (_goldpan_v1_CancelAttempt | null);
  'abortUploads'?: (_goldpan_v1_AbortUploads | null);
  'releasePieces'?: (_goldpan_v1_ReleasePieces | null);
  'launchDriver'?: (_goldpan_v1_LaunchDriver | null);
  'message'?: "registered"|"refused"|"startApplication"|"endApplication"|"launchTask"|"uploadRecorded"|"cancelAttempt"|"abortUploads"|"releasePieces"|"launchDriver";
}
