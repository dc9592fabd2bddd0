// Original file: proto/goldpan/v1/application.proto

import type { ApplicationRefInput as _goldpan_v1_ApplicationRefInput, ApplicationRef as _goldpan_v1_ApplicationRef } from '../../goldpan/v1/ApplicationRef.js';
import type { PlanInput as _goldpan_v1_PlanInput, Plan as _goldpan_v1_Plan } from '../../goldpan/v1/Plan.js';

export interface AnalyzeRequestInput {
  'application'?: (_goldpan_v1_ApplicationRefInput | null);
  'plan'?: (_goldpan_v1_PlanInput | null);
  /**
   * Also plan the job, and say so in `explain`.
   */
  'explain'?: (boolean);
  /**
   * With what is decided only once sizes are known.
   */
  'formatted'?: (boolean);
}

export interface AnalyzeRequest {
  'application': (_goldpan_v1_ApplicationRef | null);
  'plan': (_goldpan_v1_Plan | null);
  /**
   * Also plan the job, and say so in `explain`.
   */
  'explain': (boolean);
  /**
   * With what is decided only once sizes are known.
   */
  'formatted': (boolean);
}
