/** From a bound plan to a planned job: its stages, and what its delivery needs. Pure. */
import type { Schema } from "../../common/wire/types.js";
import type { AnalysedPlan, BoundColumn } from "./analysed-plan.js";
import type { CatalogScan } from "./catalog-port.js";
import { explainFormatted, explainPlan } from "./explain.js";
import { Lowering } from "./lower.js";
import { wantAll, type Notice } from "./lowering-context.js";
import { wireColumns } from "./operators.js";
import { narrow, type Pipeline } from "./pipeline.js";
import type { PlanLimits } from "./plan-rules.js";
import type { PlannedJob, PlannedSink } from "./planned-job.js";

export interface JobInputs extends PlanLimits {
  readonly plan: AnalysedPlan;
  readonly scans: readonly CatalogScan[];
}

/** Rows go to the client. @param options.formatted  whether its explanation tells what may change as well */
export function planResult(inputs: JobInputs, options: { readonly formatted?: boolean } = {}): PlannedJob {
  const { root } = inputs.plan;
  const lowering = new Lowering(inputs.plan, { ...inputs, quarantines: false });
  const pipelines = lowerRoot(lowering, inputs.plan);
  lowering.stages.deliver(pipelines, root.schema, { delivery: "result", result: {} }, "result");
  const job = finishJob(inputs, lowering, root.schema, { sink: undefined, quarantine: undefined, notices: [] });
  if (options.formatted !== true) return job;
  const { stages, scanNotes, strategies } = lowering;
  const explained = { root, scans: inputs.scans, stages: stages.stages, scanNotes, strategies };
  return { ...job, explain: explainFormatted({ ...explained, adaptive: inputs.adaptive }) };
}

/** A write that has nothing to do. @param notice  why */
export function planNothing(inputs: JobInputs, notice: Notice): PlannedJob {
  const schema = [{ name: "nothing", type: "INTEGER" }];
  const root = { kind: "values", rowsJson: new Uint8Array(), schema, callSite: null } as const;
  return { ...planDiscard({ ...inputs, plan: { ...inputs.plan, root }, scans: [] }), notices: [notice] };
}

/** Rows are made and counted, and go nowhere. */
export function planDiscard(inputs: JobInputs): PlannedJob {
  const { root } = inputs.plan;
  const lowering = new Lowering(inputs.plan, { ...inputs, quarantines: false });
  const pipelines = lowerRoot(lowering, inputs.plan);
  lowering.stages.deliver(pipelines, root.schema, { delivery: "discard", discard: {} }, "discard");
  return finishJob(inputs, lowering, root.schema, { sink: undefined, quarantine: undefined, notices: [] });
}

export function lowerRoot(lowering: Lowering, { root }: AnalysedPlan): Pipeline[] {
  const columns = new Set(root.schema.map(({ name }) => name));
  return lowering.lower(root, wantAll(columns)).map((pipeline) => narrow(pipeline, root.schema));
}

export function finishJob(
  { plan, scans, adaptive }: JobInputs,
  { stages, expectations, notices, scanNotes }: Lowering,
  output: readonly BoundColumn[],
  delivery: {
    readonly sink: PlannedSink | undefined;
    readonly quarantine: readonly BoundColumn[] | undefined;
    readonly notices: readonly Notice[];
  },
): PlannedJob {
  return {
    stages: stages.stages,
    output: schemaOf(output),
    quarantineSchema: delivery.quarantine === undefined ? undefined : schemaOf(delivery.quarantine),
    expectations,
    sink: delivery.sink,
    adaptive,
    notices: [...(plan.notices ?? []), ...notices, ...delivery.notices],
    explain: explainPlan(plan.root, scans, stages.stages, scanNotes),
  };
}

export function schemaOf(columns: readonly BoundColumn[]): Schema {
  return { columns: wireColumns(columns) };
}
