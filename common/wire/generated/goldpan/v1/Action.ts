// Original file: proto/goldpan/v1/plan.proto

import type { PlanInput as _goldpan_v1_PlanInput, Plan as _goldpan_v1_Plan } from '../../goldpan/v1/Plan.js';
import type { CallSiteInput as _goldpan_v1_CallSiteInput, CallSite as _goldpan_v1_CallSite } from '../../goldpan/v1/CallSite.js';
import type { WriteInput as _goldpan_v1_WriteInput, Write as _goldpan_v1_Write } from '../../goldpan/v1/Write.js';
import type { CollectInput as _goldpan_v1_CollectInput, Collect as _goldpan_v1_Collect } from '../../goldpan/v1/Collect.js';
import type { DiscardInput as _goldpan_v1_DiscardInput, Discard as _goldpan_v1_Discard } from '../../goldpan/v1/Discard.js';

/**
 * What a job is for. Exactly one of these per job.
 */
export interface ActionInput {
  'plan'?: (_goldpan_v1_PlanInput | null);
  'callSite'?: (_goldpan_v1_CallSiteInput | null);
  'write'?: (_goldpan_v1_WriteInput | null);
  /**
   * Rows go to the client as Arrow IPC streams.
   */
  'collect'?: (_goldpan_v1_CollectInput | null);
  /**
   * Rows go nowhere: for `explain("executed")` and Spark's `format("noop")`.
   */
  'discard'?: (_goldpan_v1_DiscardInput | null);
  'kind'?: "write"|"collect"|"discard";
}

/**
 * What a job is for. Exactly one of these per job.
 */
export interface Action {
  'plan': (_goldpan_v1_Plan | null);
  'callSite': (_goldpan_v1_CallSite | null);
  'write'?: (_goldpan_v1_Write | null);
  /**
   * Rows go to the client as Arrow IPC streams.
   */
  'collect'?: (_goldpan_v1_Collect | null);
  /**
   * Rows go nowhere: for `explain("executed")` and Spark's `format("noop")`.
   */
  'discard'?: (_goldpan_v1_Discard | null);
  'kind'?: "write"|"collect"|"discard";
}
