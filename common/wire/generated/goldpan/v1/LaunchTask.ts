// Original file: proto/goldpan/v1/worker.proto

import type { TaskInput as _goldpan_v1_TaskInput, Task as _goldpan_v1_Task } from '../../goldpan/v1/Task.js';

export interface LaunchTaskInput {
  'task'?: (_goldpan_v1_TaskInput | null);
}

export interface LaunchTask {
  'task': (_goldpan_v1_Task | null);
}
