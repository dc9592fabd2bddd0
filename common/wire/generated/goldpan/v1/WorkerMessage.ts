// Original file: proto/goldpan/v1/worker.proto

import type { WorkerHeaderInput as _goldpan_v1_WorkerHeaderInput, WorkerHeader as _goldpan_v1_WorkerHeader } from '../../goldpan/v1/WorkerHeader.js';
import type { RegisterWorkerInput as _goldpan_v1_RegisterWorkerInput, RegisterWorker as _goldpan_v1_RegisterWorker } from '../../goldpan/v1/RegisterWorker.js';
import type { HeartbeatInput as _goldpan_v1_HeartbeatInput, Heartbeat as _goldpan_v1_Heartbeat } from '../../goldpan/v1/Heartbeat.js';
import type { AttemptStartedInput as _goldpan_v1_AttemptStartedInput, AttemptStarted as _goldpan_v1_AttemptStarted } from '../../goldpan/v1/AttemptStarted.js';
import type { AttemptProgressInput as _goldpan_v1_AttemptProgressInput, AttemptProgress as _goldpan_v1_AttemptProgress } from '../../goldpan/v1/AttemptProgress.js';
import type { UploadCreatedInput as _goldpan_v1_UploadCreatedInput, UploadCreated as _goldpan_v1_UploadCreated } from '../../goldpan/v1/UploadCreated.js';
import type { AttemptSucceededInput as _goldpan_v1_AttemptSucceededInput, AttemptSucceeded as _goldpan_v1_AttemptSucceeded } from '../../goldpan/v1/AttemptSucceeded.js';
import type { AttemptFailedInput as _goldpan_v1_AttemptFailedInput, AttemptFailed as _goldpan_v1_AttemptFailed } from '../../goldpan/v1/AttemptFailed.js';
import type { ExecutorLostInput as _goldpan_v1_ExecutorLostInput, ExecutorLost as _goldpan_v1_ExecutorLost } from '../../goldpan/v1/ExecutorLost.js';
import type { DrainStartedInput as _goldpan_v1_DrainStartedInput, DrainStarted as _goldpan_v1_DrainStarted } from '../../goldpan/v1/DrainStarted.js';
import type { DriverStartedInput as _goldpan_v1_DriverStartedInput, DriverStarted as _goldpan_v1_DriverStarted } from '../../goldpan/v1/DriverStarted.js';
import type { DriverEndedInput as _goldpan_v1_DriverEndedInput, DriverEnded as _goldpan_v1_DriverEnded } from '../../goldpan/v1/DriverEnded.js';

export interface WorkerMessageInput {
  'header'?: (_goldpan_v1_WorkerHeaderInput | null);
  'register'?: (_goldpan_v1_RegisterWorkerInput | null);
  'heartbeat'?: (_goldpan_v1_HeartbeatInput | null);
  'attemptStarted'?: (_goldpan_v1_AttemptStartedInput | null);
  'attemptProgress'?: (_goldpan_v1_AttemptProgressInput | null);
  'uploadCreated'?: (_goldpan_v1_UploadCreatedInput | null);
  'attemptSucceeded'?: (_goldpan_v1_AttemptSucceededInput | null);
  'attemptFailed'?: (_goldpan_v1_AttemptFailedInput | null);
  'executorLost'?: (_goldpan_v1_ExecutorLostInput | null);
  'drainStarted'?: (_goldpan_v1_DrainStartedInput | null);
  'driverStarted'?: (_goldpan_v1_DriverStartedInput | null);
  'driverEnded'?: (_goldpan_v1_DriverEndedInput | null);
  'message'?: "register"|"heartbeat"|"attemptStarted"|"attemptProgress"|"uploadCreated"|"attemptSucceeded"|"attemptFailed"|"executorLost"|"drainStarted"|"driverStarted"|"driverEnded";
}

export interface WorkerMessage {
  'header': (_goldpan_v1_WorkerHeader | null);
  'register'?: (_goldpan_v1_RegisterWorker | null);
  'heartbeat'?: (_goldpan_v1_Heartbeat | null);
  'attemptStarted'?: (_goldpan_v1_AttemptStarted | null);
  'attemptProgress'?: (_goldpan_v1_AttemptProgress | null);
  'uploadCreated'?: (_goldpan_v1_UploadCreated | null);
  'attemptSucceeded'?: (_goldpan_v1_AttemptSucceeded | null);
  'attemptFailed'?: (_goldpan_v1_AttemptFailed | null);
  'executorLost'?: (_goldpan_v1_ExecutorLost | null);
  'drainStarted'?: (_goldpan_v1_DrainStarted | null);
  'driverStarted'?: (_goldpan_v1_DriverStarted | null);
  'driverEnded'?: (_goldpan_v1_DriverEnded | null);
  'message'?: "register"|"heartbeat"|"attemptStarted"|"attemptProgress"|"uploadCreated"|"attemptSucceeded"|"attemptFailed"|"executorLost"|"drainStarted"|"driverStarted"|"driverEnded";
}
