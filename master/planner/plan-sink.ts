/** Jobs whose rows become a table: how they are parted into files, and what each task needs to write them. Pure. */
import type { CallSite, Delivery, Fragment, SinkDelivery, Split } from "../../common/wire/types.js";
import type { PreparedWrite } from "../../storage/table/prepared-write.js";
import type { BoundColumn } from "./analysed-plan.js";
import { Lowering } from "./lower.js";
import { namedTree, projectOperator } from "./operators.js";
import type { WriteFormat, WriteOptions } from "./write-options.js";
import { partitionCount } from "./partition-count.js";
import { append, estimateOf, isSingleTask, type Pipeline } from "./pipeline.js";
import { finishJob, lowerRoot, schemaOf, type JobInputs } from "./plan-job.js";
import { planRefused } from "./plan-refused.js";
import type { PlannedJob, PlannedSink, PlannedStage } from "./planned-job.js";
import { quarantineSchema } from "./quarantine.js";
import { assertTextForm, tableColumns } from "./sink-types.js";
import { cast, columnReference } from "./trees/tree.js";
import { parseType, typeTree } from "./types.js";

export interface SinkInputs {
  readonly options: WriteOptions;
  readonly prepared: PreparedWrite;
  readonly writeId: string;
  readonly callSite: CallSite | null;
  /** Of a compaction: its tasks, one for each file. */
  readonly splits?: readonly Split[];
}

/**
 * @param prepared  its partition columns are the table's last, as `sinkColumns` gives them
 * @throws TYPE_NOT_SUPPORTED for a column that no Parquet type fits, PLAN_REFUSED for taken names
 */
export function planSink(inputs: JobInputs, sinkInputs: SinkInputs): PlannedJob {
  const { options, prepared, writeId, callSite, splits } = sinkInputs;
  const { root } = inputs.plan;
  const lowering = new Lowering(inputs.plan, { ...inputs, quarantines: true });
  const table = sinkColumns(root.schema, prepared.partitionBy, callSite, options.format);
  const lowered = lowerRoot(lowering, inputs.plan).map((pipeline) => castTo(pipeline, root.schema, table.columns));
  const pipelines =
    splits === undefined
      ? partition(inputs, lowering, lowered, table.columns, prepared.partitionBy)
      : lowered.map((pipeline) => overSplits(pipeline, splits));
  const quarantine = lowering.quarantineSteps.length > 0 ? quarantineSchema(lowering.quarantineSteps) : undefined;
  const sink: SinkDelivery = {
    table: prepared.table,
    compression: options.compression,
    compressionLevel: options.compressionLevel,
    parquetVersion: options.parquetVersion,
    rowGroupRows: options.rowGroupRows,
    quarantineTable: prepared.quarantine?.table ?? "",
    writeId,
    quarantine: quarantine === undefined ? null : schemaOf(quarantine.columns),
    partitionBy: [...prepared.partitionBy],
    ...sinkFiles(options),
    hashRows: splits !== undefined,
  };
  lowering.stages.deliver(pipelines, table.columns, { delivery: "sink", sink }, labelOf(prepared.table));
  const planned: PlannedSink = {
    ...prepared,
    writeId,
    replaceForeign: options.replaceForeign,
    quarantineTable: prepared.quarantine?.table,
    inputs: inputs.scans.flatMap(({ files }) => files.map(({ uri, etag, bytes }) => ({ uri, etag, bytes }))),
  };
  const notices = [...table.notices, ...(quarantine?.notices ?? [])];
  const job = finishJob(inputs, lowering, table.columns, { sink: planned, quarantine: quarantine?.columns, notices });
  return { ...job, stages: job.stages.map((stage) => withQuarantine(stage, sink)) };
}

/**
 * Columns as the table has them, partition columns last and in their own order, and a note for each whose type changed.
 * @throws PLAN_REFUSED for a partition column that is not there, is there twice, or leaves no other column
 */
export function sinkColumns(
  columns: readonly BoundColumn[],
  partitionBy: readonly string[],
  callSite: CallSite | null,
  format: WriteFormat = "parquet",
): ReturnType<typeof tableColumns> {
  const table = tableColumns(columns, callSite);
  const parted = new Set(partitionBy);
  if (format !== "parquet") {
    assertTextForm(
      format,
      table.columns.filter(({ name }) => !parted.has(name)),
      callSite,
    );
  }
  if (partitionBy.length === 0) return table;
  const last = partitionBy.map((name) => {
    const column = table.columns.find((known) => known.name === name);
    if (column === undefined)
      throw planRefused(callSite, `there is no column '${name}' to partition by`, namesOf(columns));
    if (notAFolder(column.type)) {
      throw planRefused(
        callSite,
        `a ${column.type} ('${name}') names no folder`,
        "partition by a date, number or text",
      );
    }
    return column;
  });
  if (new Set(partitionBy).size < partitionBy.length) {
    throw planRefused(callSite, "partitionBy names a column twice", "name each column once");
  }
  const rest = table.columns.filter((column) => !last.includes(column));
  if (rest.length === 0) {
    throw planRefused(callSite, "every column is a partition column, so that files would have none", "leave one out");
  }
  return { ...table, columns: [...rest, ...last] };
}

/** A scan whose tasks were laid out by folder: no exchange has to bring partitions together. */
function overSplits(pipeline: Pipeline, splits: readonly Split[]): Pipeline {
  return { ...pipeline, splits, layout: { kind: "splits", taskCount: splits.length } };
}

/** What a task needs to know of its data files. */
function sinkFiles({
  text,
  fileRowsMax,
  fileBytesTarget,
}: WriteOptions): Pick<SinkDelivery, "text" | "fileRowsMax" | "fileBytesTarget"> {
  return { text: text ?? null, fileRowsMax, fileBytesTarget };
}

function notAFolder(type: string): boolean {
  const { kind } = parseType(type);
  return kind === "struct" || kind === "list" || kind === "map" || kind === "array" || type === "BLOB";
}

/** Rows of one partition meet in one task, or in few where it is heavy: so it has few files. */
function partition(
  { rules }: JobInputs,
  { stages }: Lowering,
  pipelines: readonly Pipeline[],
  columns: readonly BoundColumn[],
  partitionBy: readonly string[],
): readonly Pipeline[] {
  if (partitionBy.length === 0 || isSingleTask(pipelines)) return pipelines;
  const partitions = partitionCount(estimateOf(pipelines, "bytes"), rules);
  const keys = partitionBy.map((name) => columnReference(name));
  return [stages.exchange(pipelines, { kind: "hash", keys, partitions }, columns, { splittable: true })];
}

/** Expectations before an exchange quarantine as well: their rows go straight to the quarantine table. */
function withQuarantine(stage: PlannedStage, sink: SinkDelivery): PlannedStage {
  if (sink.quarantineTable === "") return stage;
  const fragments = stage.fragments.map((planned) => {
    const { delivery } = planned.fragment;
    if (!delivery?.pieces || !quarantines(planned.fragment)) return planned;
    const pieces: Delivery = { delivery: "pieces", pieces: { ...delivery.pieces, quarantine: sink } };
    return { ...planned, fragment: { ...planned.fragment, delivery: pieces } };
  });
  return { ...stage, fragments };
}

function quarantines({ operators }: Pick<Fragment, "operators">): boolean {
  return operators.some(
    ({ expect, join, setOperation }) =>
      expect?.action === "QUARANTINE" ||
      quarantines({ operators: join?.right ?? [] }) ||
      quarantines({ operators: setOperation?.right ?? [] }),
  );
}

function castTo(pipeline: Pipeline, from: readonly BoundColumn[], to: readonly BoundColumn[]): Pipeline {
  const types = new Map(from.map(({ name, type }) => [name, type]));
  if (to.every(({ name, type }, index) => from[index]?.name === name && types.get(name) === type)) return pipeline;
  const columns = to.map((column) => {
    const plain = columnReference(column.name);
    const tree = types.get(column.name) === column.type ? plain : cast(plain, typeTree(parseType(column.type)));
    return namedTree(column, tree, null);
  });
  return append(pipeline, [projectOperator(columns, null)], undefined, { columns: to, partitioning: undefined });
}

/** `s3a://gold/flights/` → `flights` */
function labelOf(table: string): string {
  return table.replace(/\/+$/, "").split("/").at(-1) ?? table;
}

function namesOf(columns: readonly BoundColumn[]): string {
  return `the columns are ${columns.map(({ name }) => name).join(", ")}`;
}
