/** An exchange by ranges of sort keys: a stage that samples them, one task that takes bounds, and the exchange itself. */
import type { Operator } from "../../common/wire/types.js";
import type { BoundColumn } from "./analysed-plan.js";
import { lowerKeyed, type Keyed } from "./keyed-pipelines.js";
import type { LoweringContext } from "./lowering-context.js";
import { append, type Pipeline } from "./pipeline.js";
import { readAll, readMaps } from "./stages.js";

/** The executor's names: a BLOB that compares as the keys sort, and the bounds between partitions. */
const sortKeyColumn: BoundColumn = { name: "__goldpan_sort_key", type: "BLOB" };
const boundColumn: BoundColumn = { name: "__goldpan_bound", type: "BLOB" };

/** Keys sampled per partition in all tasks together: partitions differ by a tenth or so then. */
const samplesPerPartition = 200;
const samplesPerTaskMin = 200;
const samplesPerTaskMax = 20_000;

/** @returns the rows by partition, ranges in the order of the keys, with the columns of `keyed` */
export function rangeExchange(
  lowering: LoweringContext,
  keyed: Keyed,
  partitions: number,
  options: { readonly coalesce?: boolean } = {},
): Pipeline {
  const { stages } = lowering;
  const { keys, columns } = keyed;
  const { origins } = keyed.wanted;
  const twice = keyed.pipelines.every(isReadTwice);
  const rows = twice ? keyed.pipelines : [readMaps(stages.materialize(keyed.pipelines, columns, { origins }))];
  const sampled = (
    twice ? lowerKeyed(lowering, keyed, { ...keyed.wanted, columns: new Set(), origins: false }).pipelines : rows
  ).map((pipeline) =>
    append(pipeline, [sampleOperator(keyed, samplesPerTask(rows, partitions))], "sample", {
      columns: [sortKeyColumn],
      rows: undefined,
      bytes: undefined,
    }),
  );
  const sample = readAll(stages.materialize(sampled, [sortKeyColumn]), "bounds");
  const bounds: Operator = { callSite: null, operator: "bounds", bounds: { partitions } };
  const bounded = append(sample, [bounds], undefined, { columns: [boundColumn] });
  const { stageId: boundsStageId } = stages.materialize([bounded], [boundColumn]);
  return stages.exchange(rows, { kind: "range", keys, partitions, boundsStageId }, columns, {
    ...options,
    origins,
    step: "range",
  });
}

/** Whether reading the source again for its keys is cheaper than keeping its rows, and changes nothing that is counted. */
export function isReadTwice({ inputs, operators }: Pipeline): boolean {
  const once = new Set<Operator["operator"]>(["expect", "mapFunction", "mapPartitions"]);
  return (
    inputs.length === 0 && operators.every(({ operator, scan }) => !once.has(operator) && scan?.badFiles === undefined)
  );
}

function sampleOperator({ keys }: Keyed, rowsMax: number): Operator {
  return { callSite: null, operator: "sampleKeys", sampleKeys: { keys: [...keys], rowsMax } };
}

function samplesPerTask(pipelines: readonly Pipeline[], partitions: number): number {
  const tasks = pipelines.reduce((sum, { layout }) => sum + (layout.kind === "splits" ? layout.taskCount : 1), 0);
  const share = Math.ceil((partitions * samplesPerPartition) / tasks);
  return Math.min(samplesPerTaskMax, Math.max(samplesPerTaskMin, share));
}
