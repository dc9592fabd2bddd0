/** From a bound plan to a planned job: its stages, and what its delivery needs. Pure. */
import type { CallSite, Delivery, Schema } from "../../common/wire/types.js";
import type { PreparedWrite } from "../../storage/table/prepared-write.js";
import type { AnalysedPlan, BoundColumn } from "./analysed-plan.js";
import type { CatalogScan } from "./catalog-port.js";
import { explainPlan } from "./explain.js";
import { Lowering } from "./lower.js";
import { wantAll, type Notice } from "./lowering-context.js";
import { namedTree, projectOperator, wireColumns } from "./operators.js";
import type { WriteOptions } from "./options.js";
import { append, narrow, type Pipeline } from "./pipeline.js";
import type { PlanLimits } from "./plan-rules.js";
import type { PlannedJob, PlannedSink } from "./planned-job.js";
import { quarantineSchema } from "./quarantine.js";
import { tableColumns } from "./sink-types.js";
import { cast, columnReference } from "./trees/tree.js";
import { parseType, typeTree } from "./types.js";

export interface JobInputs extends PlanLimits {
  readonly plan: AnalysedPlan;
  readonly scans: readonly CatalogScan[];
}

export interface SinkInputs {
  readonly options: WriteOptions;
  readonly prepared: PreparedWrite;
  readonly writeId: string;
  readonly callSite: CallSite | null;
}

/** Rows go to the client. */
export function planResult(inputs: JobInputs): PlannedJob {
  const { root } = inputs.plan;
  const lowering = new Lowering(inputs.plan, { ...inputs, quarantines: false });
  const pipelines = lowerRoot(lowering, inputs.plan);
  lowering.stages.deliver(pipelines, root.schema, { delivery: "result", result: {} }, "result");
  return finish(inputs, lowering, root.schema, { sink: undefined, quarantine: undefined, notices: [] });
}

/** Rows are made and counted, and go nowhere. */
export function planDiscard(inputs: JobInputs): PlannedJob {
  const { root } = inputs.plan;
  const lowering = new Lowering(inputs.plan, { ...inputs, quarantines: false });
  const pipelines = lowerRoot(lowering, inputs.plan);
  lowering.stages.deliver(pipelines, root.schema, { delivery: "discard", discard: {} }, "discard");
  return finish(inputs, lowering, root.schema, { sink: undefined, quarantine: undefined, notices: [] });
}

/** Rows become a table. @throws TYPE_NOT_SUPPORTED for a column that no Parquet type fits, PLAN_REFUSED for taken names */
export function planSink(inputs: JobInputs, { options, prepared, writeId, callSite }: SinkInputs): PlannedJob {
  const { root } = inputs.plan;
  const lowering = new Lowering(inputs.plan, { ...inputs, quarantines: true });
  const table = tableColumns(root.schema, callSite);
  const pipelines = lowerRoot(lowering, inputs.plan).map((pipeline) => castTo(pipeline, root.schema, table.columns));
  const quarantine = lowering.quarantineSteps.length > 0 ? quarantineSchema(lowering.quarantineSteps) : undefined;
  const delivery: Delivery = {
    delivery: "sink",
    sink: {
      table: prepared.table,
      compression: options.compression,
      compressionLevel: options.compressionLevel,
      parquetVersion: options.parquetVersion,
      rowGroupRows: options.rowGroupRows,
      quarantineTable: prepared.quarantine?.table ?? "",
      writeId,
      quarantine: quarantine === undefined ? null : schemaOf(quarantine.columns),
      partitionBy: [...prepared.partitionBy],
    },
  };
  lowering.stages.deliver(pipelines, table.columns, delivery, labelOf(prepared.table));
  const sink: PlannedSink = {
    ...prepared,
    writeId,
    replaceForeign: options.replaceForeign,
    quarantineTable: prepared.quarantine?.table,
    inputs: inputs.scans.flatMap(({ files }) => files.map(({ uri, etag, bytes }) => ({ uri, etag, bytes }))),
  };
  const notices = [...table.notices, ...(quarantine?.notices ?? [])];
  return finish(inputs, lowering, table.columns, { sink, quarantine: quarantine?.columns, notices });
}

function lowerRoot(lowering: Lowering, { root }: AnalysedPlan): Pipeline[] {
  const columns = new Set(root.schema.map(({ name }) => name));
  return lowering.lower(root, wantAll(columns)).map((pipeline) => narrow(pipeline, root.schema));
}

function castTo(pipeline: Pipeline, from: readonly BoundColumn[], to: readonly BoundColumn[]): Pipeline {
  if (from.every(({ type }, index) => to[index]?.type === type)) return pipeline;
  const columns = to.map((column, index) => {
    const plain = columnReference(column.name);
    const tree = from[index]?.type === column.type ? plain : cast(plain, typeTree(parseType(column.type)));
    return namedTree(column, tree, null);
  });
  return append(pipeline, [projectOperator(columns, null)], undefined, { columns: to, partitioning: undefined });
}

function finish(
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
    notices: [...notices, ...delivery.notices],
    explain: explainPlan(plan.root, scans, stages.stages, scanNotes),
  };
}

function schemaOf(columns: readonly BoundColumn[]): Schema {
  return { columns: wireColumns(columns) };
}

/** `s3a://gold/flights/` → `flights` */
function labelOf(table: string): string {
  return table.replace(/\/+$/, "").split("/").at(-1) ?? table;
}
