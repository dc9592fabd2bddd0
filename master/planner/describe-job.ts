/** What a planned job would read, run and write, for who only asks: `goldpan check`. Pure. */
import type {
  ExpectationPlanInput,
  InputPlanInput,
  JobPlanInput,
  OutputPlanInput,
  Scan,
  StagePlanInput,
} from "../../common/wire/types.js";
import type { BoundRelation } from "./analysed-plan.js";
import type { CatalogFile, CatalogScan } from "./catalog-port.js";
import { outputFiles } from "./output-files.js";
import { partitionFoldersAtMost } from "./partition-folders.js";
import { scanKey } from "./plan-scans.js";
import type { PlannedExpectation, PlannedFragment, PlannedJob, PlannedStage } from "./planned-job.js";

export interface BoundInputs {
  readonly root: BoundRelation;
  /** As the script names them, and what was found there, by position. */
  readonly named: readonly Scan[];
  readonly scans: readonly CatalogScan[];
}

export function describeJob(job: PlannedJob, bound: BoundInputs): JobPlanInput {
  const counts = taskCounts(job.stages);
  return {
    schema: job.output,
    stages: job.stages.map((stage) => describeStage(stage, counts)),
    inputs: describeInputs(job, bound),
    output: describeOutput(job, bound, counts),
    expectations: job.expectations.map(describeExpectation),
    notices: job.notices.map(({ code, text }) => ({ code, text })),
    explain: job.explain,
  };
}

/** Tasks of a stage: as many as are certain, or an upper limit. */
interface TaskCount {
  readonly tasks: number;
  readonly atMost: boolean;
}

function taskCounts(stages: readonly PlannedStage[]): readonly TaskCount[] {
  const counts: TaskCount[] = [];
  for (const { fragments } of stages) {
    const each = fragments.map((fragment) => taskCount(fragment, counts));
    counts.push({
      tasks: each.reduce((sum, { tasks }) => sum + tasks, 0),
      atMost: each.some(({ atMost }) => atMost),
    });
  }
  return counts;
}

function taskCount({ layout, inputs }: PlannedFragment, earlier: readonly TaskCount[]): TaskCount {
  switch (layout.kind) {
    case "splits":
      return { tasks: layout.taskCount, atMost: false };
    case "single":
      return { tasks: 1, atMost: false };
    case "partitions":
      return { tasks: layout.partitionCount, atMost: layout.partitionCount > 1 };
    case "maps": {
      const read = inputs.find((input) => input.read === "map");
      const below = earlier[read?.stageId ?? -1] ?? { tasks: 1, atMost: true };
      return { tasks: Math.min(below.tasks, layout.tasksMax ?? Infinity), atMost: below.atMost };
    }
  }
}

function describeStage({ stageId, name, fragments }: PlannedStage, counts: readonly TaskCount[]): StagePlanInput {
  const { tasks = 0, atMost = false } = counts[stageId] ?? {};
  const readsStages = [...new Set(fragments.flatMap(({ inputs }) => inputs.map((input) => input.stageId)))];
  return { stageId, name, tasks, tasksAtMost: atMost, readsStages };
}

/** The same paths named twice are one input. */
function describeInputs({ stages }: PlannedJob, { named, scans }: BoundInputs): InputPlanInput[] {
  const rowsReadOf = rowsReadByFile(stages);
  const known = new Map<string, InputPlanInput>();
  named.forEach((scan, index) => {
    const found = scans[index];
    if (found !== undefined) known.set(scanKey(scan), describeInput(scan, found, rowsReadOf));
  });
  return [...known.values()];
}

function describeInput(
  { paths }: Scan,
  { format, files }: CatalogScan,
  rowsReadOf: ReadonlyMap<string, number>,
): InputPlanInput {
  const read = files.filter(({ uri }) => rowsReadOf.has(uri));
  return {
    paths,
    format,
    files: files.length,
    bytes: files.reduce((sum, file) => sum + file.bytes, 0),
    rows: files.reduce((sum, file) => sum + rowsOf(file), 0),
    // Lines of text are counted by nobody before they are read.
    rowsKnown: format === "parquet",
    filesRead: read.length,
    rowsRead: read.reduce((sum, { uri }) => sum + (rowsReadOf.get(uri) ?? 0), 0),
  };
}

function rowsOf({ rowGroups }: CatalogFile): number {
  return rowGroups.reduce((sum, { rows }) => sum + rows, 0);
}

/** Rows of the row groups that the splits name; one that two scans of a job read counts once. */
function rowsReadByFile(stages: readonly PlannedStage[]): ReadonlyMap<string, number> {
  const groups = new Map<string, Map<number, number>>();
  for (const { files } of stages.flatMap(({ fragments }) => fragments.flatMap(({ splits }) => splits))) {
    for (const { uri, rowGroups } of files) {
      const ofFile = groups.get(uri) ?? new Map<number, number>();
      groups.set(uri, ofFile);
      for (const { index, rows } of rowGroups) ofFile.set(index, rows);
    }
  }
  return new Map([...groups].map(([uri, ofFile]) => [uri, [...ofFile.values()].reduce((sum, rows) => sum + rows, 0)]));
}

function describeOutput(
  job: PlannedJob,
  { root, scans }: BoundInputs,
  counts: readonly TaskCount[],
): OutputPlanInput | null {
  const { sink, stages } = job;
  if (sink === undefined) return null;
  const { table, mode, baseCommit, replaced, partitionBy, quarantineTable = "" } = sink;
  const { tasks = 0, atMost = false } = counts[stages.length - 1] ?? {};
  const folders = partitionBy.length === 0 ? undefined : partitionFoldersAtMost(root, partitionBy, scans);
  const { files, atMost: filesAtMost } = outputFiles(job, { tasks, atMost, folders });
  return {
    ...{ table, mode, baseCommit, filesRemoved: replaced.length, partitionBy: [...partitionBy], quarantineTable },
    ...{ files, filesAtMost },
    partitionsAtMost: folders ?? 0,
  };
}

function describeExpectation({ name, action, failAbove }: PlannedExpectation): ExpectationPlanInput {
  return { name, action, ...failAbove };
}
