// Original file: proto/goldpan/v1/application.proto

import type { SchemaInput as _goldpan_v1_SchemaInput, Schema as _goldpan_v1_Schema } from '../../goldpan/v1/Schema.js';
import type { StagePlanInput as _goldpan_v1_StagePlanInput, StagePlan as _goldpan_v1_StagePlan } from '../../goldpan/v1/StagePlan.js';
import type { InputPlanInput as _goldpan_v1_InputPlanInput, InputPlan as _goldpan_v1_InputPlan } from '../../goldpan/v1/InputPlan.js';
import type { OutputPlanInput as _goldpan_v1_OutputPlanInput, OutputPlan as _goldpan_v1_OutputPlan } from '../../goldpan/v1/OutputPlan.js';
import type { ExpectationPlanInput as _goldpan_v1_ExpectationPlanInput, ExpectationPlan as _goldpan_v1_ExpectationPlan } from '../../goldpan/v1/ExpectationPlan.js';
import type { NoticeInput as _goldpan_v1_NoticeInput, Notice as _goldpan_v1_Notice } from '../../goldpan/v1/Notice.js';

export interface JobPlanInput {
  'schema'?: (_goldpan_v1_SchemaInput | null);
  'stages'?: (_goldpan_v1_StagePlanInput)[];
  /**
   * One per input as the script names it.
   */
  'inputs'?: (_goldpan_v1_InputPlanInput)[];
  /**
   * Null for results and for what is only counted.
   */
  'output'?: (_goldpan_v1_OutputPlanInput | null);
  'expectations'?: (_goldpan_v1_ExpectationPlanInput)[];
  'notices'?: (_goldpan_v1_NoticeInput)[];
  /**
   * As `explain` prints it.
   */
  'explain'?: (string);
}

export interface JobPlan {
  'schema': (_goldpan_v1_Schema | null);
  'stages': (_goldpan_v1_StagePlan)[];
  /**
   * One per input as the script names it.
   */
  'inputs': (_goldpan_v1_InputPlan)[];
  /**
   * Null for results and for what is only counted.
   */
  'output': (_goldpan_v1_OutputPlan | null);
  'expectations': (_goldpan_v1_ExpectationPlan)[];
  'notices': (_goldpan_v1_Notice)[];
  /**
   * As `explain` prints it.
   */
  'explain': (string);
}
