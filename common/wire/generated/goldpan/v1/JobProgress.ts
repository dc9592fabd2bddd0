// Original file: proto/goldpan/v1/application.proto

import type { StageProgressInput as _goldpan_v1_StageProgressInput, StageProgress as _goldpan_v1_StageProgress } from '../../goldpan/v1/StageProgress.js';
import type { VolumeInput as _goldpan_v1_VolumeInput, Volume as _goldpan_v1_Volume } from '../../goldpan/v1/Volume.js';

export interface JobProgressInput {
  'stages'?: (_goldpan_v1_StageProgressInput)[];
  'volume'?: (_goldpan_v1_VolumeInput | null);
  'workersAlive'?: (number);
  /**
   * Empty, or what the job waits for: "commit", "workers".
   */
  'waitingFor'?: (string);
}

export interface JobProgress {
  'stages': (_goldpan_v1_StageProgress)[];
  'volume': (_goldpan_v1_Volume | null);
  'workersAlive': (number);
  /**
   * Empty, or what the job waits for: "commit", "workers".
   */
  'waitingFor': (string);
}
