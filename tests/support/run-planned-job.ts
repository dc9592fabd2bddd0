/**
 * Runs planned jobs in this process: the scheduler's own layout of tasks and the executor's own attempts over local files, one after
 * the other, without a master, a worker or a network between them.
 */
import { closeSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { InvariantError } from "../../common/errors/goldpan-error.js";
import type { AttemptReport, Delivery, PieceSet, Split, Task } from "../../common/wire/types.js";
import { pieceBytesOf } from "../../common/piece-size.js";
import { layOutTasks } from "../../master/core/lay-out-tasks.js";
import type { TaskRead, TaskShape } from "../../master/core/job-graph.js";
import { narrowTask, type BuildStatistics } from "../../master/planner/adaptive/runtime-filter.js";
import { fuseStages } from "../../master/planner/adaptive/fuse-stages.js";
import type { PlannedFragment, PlannedJob, PlannedStage } from "../../master/planner/planned-job.js";
import type { LocalPiece } from "../../worker/executor-protocol.js";
import { moveFooter } from "../../storage/parquet/concatenated-file.js";
import { readMetadata } from "../../worker/daemon/piece-metadata.js";
import { pieceRelation } from "../../worker/executor/source-sql.js";
import { readEntries } from "../../worker/piece-file.js";
import { makeBench, type Bench } from "./executor/executor-bench.js";

export interface RunOptions {
  /** Joins that may switch do, where their build side is small enough. @default true */
  readonly fuse?: boolean;
  /** That layouts reckon with. @default 2 */
  readonly slots?: number;
  /** The last stage delivers what the plan says, `paths` tells where; otherwise its rows are kept for `query`. @default false */
  readonly asPlanned?: boolean;
}

export interface RanTask {
  readonly stageId: number;
  readonly shape: TaskShape;
  readonly report: AttemptReport;
}

export interface RanJob {
  /** A query over the rows that the last stage delivers, in the order of its tasks. */
  readonly query: string;
  /** Files that the last stage's tasks left, in order. */
  readonly paths: readonly string[];
  /** In the order in which they ran. */
  readonly tasks: readonly RanTask[];
  /** Stages that others took over. */
  readonly fused: readonly number[];
}

/** What a finished stage left: one data file per task. */
interface StageOutput {
  readonly paths: readonly string[];
  readonly reports: readonly AttemptReport[];
}

export class PlanRunner {
  private attempts = 0;

  private constructor(private readonly bench: Bench) {}

  /** @param bundle  text of a module that declares the jobs' row functions */
  static async open(bundle?: string): Promise<PlanRunner> {
    return new PlanRunner(await makeBench(bundle === undefined ? {} : { bundle }));
  }

  /** @throws what the first failing attempt throws */
  async run(job: PlannedJob, { fuse = true, slots = 2, asPlanned = false }: RunOptions = {}): Promise<RanJob> {
    const outputs = new Map<number, StageOutput>();
    const tasks: RanTask[] = [];
    const fused: number[] = [];
    const stages = [...job.stages];
    for (const stage of job.stages) {
      const current = stages[stage.stageId] ?? stage;
      const join = fuse ? switchable(stages, current, outputs) : undefined;
      if (join !== undefined) {
        const fragments = fuseStages(current, join);
        stages[join.stageId] = { ...join, fragments, joinSwitch: current.joinSwitch };
        fused.push(current.stageId);
        continue;
      }
      const ran = await this.stage(job, current, outputs, slots, !asPlanned && current === stages.at(-1));
      outputs.set(current.stageId, { paths: ran.paths, reports: ran.tasks.map(({ report }) => report) });
      tasks.push(...ran.tasks);
    }
    const paths = outputs.get(job.stages.length - 1)?.paths ?? [];
    const rowsOf = (task: number): number => outputs.get(job.stages.length - 1)?.reports[task]?.rowsOut ?? 0;
    const filled = paths.map((path, task) => ({ path, rows: rowsOf(task) })).filter(({ rows }) => rows > 0);
    return { query: pieceRelation(filled, job.output.columns).sql, paths, tasks, fused };
  }

  private async stage(
    job: PlannedJob,
    stage: PlannedStage,
    outputs: ReadonlyMap<number, StageOutput>,
    slots: number,
    isKept: boolean,
  ): Promise<{ paths: string[]; tasks: RanTask[] }> {
    const { shapes } = layOutTasks(stage.fragments, {
      outputOf: (stageId) => ({ pieceSizes: (outputs.get(stageId)?.reports ?? []).map(sizesOf) }),
      rules: job.adaptive,
      slots,
    });
    const paths: string[] = [];
    const tasks: RanTask[] = [];
    for (const [partition, shape] of shapes.entries()) {
      const planned = stage.fragments[shape.fragmentIndex];
      if (planned === undefined) throw new InvariantError(`no fragment for a task of stage ${stage.stageId}`);
      const { fragment: narrowed, split } = narrowTask(planned, shape.split, statisticsOf(outputs));
      const fragment = {
        ...planned,
        fragment: narrowed,
        splits: planned.splits.length === 0 ? [] : planned.splits.with(shape.split, split),
      };
      this.bench.daemon.pieces = await Promise.all(
        fragment.inputs.map(({ stageId }, input) => this.piecesOf(outputs.get(stageId), shape.reads[input])),
      );
      this.attempts += 1;
      const token = `attempt-${String(this.attempts)}`;
      const task = taskOf(stage, fragment, shape, partition, isKept);
      const report = await this.bench.run(task, token);
      paths.push(this.bench.piecePath(token));
      tasks.push({ stageId: stage.stageId, shape, report });
    }
    return { paths, tasks };
  }

  /** Each piece as a file of its own, as a daemon would have fetched it. */
  private async piecesOf(output: StageOutput | undefined, read: TaskRead | undefined): Promise<LocalPiece[]> {
    if (output === undefined || read === undefined) throw new InvariantError("a task reads a stage that did not run");
    const pieces: LocalPiece[] = [];
    for (const path of output.paths.slice(read.mapFrom, read.mapTo)) {
      for (const { partition, path: file, offset, bytes } of readEntries(path, read.from, read.to)) {
        const piece = `${path}.cut.${String(partition)}`;
        writeFileSync(piece, readFileSync(file).subarray(offset, offset + bytes));
        pieces.push({ path: piece, rows: rowsIn(piece, bytes) });
      }
    }
    return pieces;
  }
}

function rowsIn(path: string, bytes: number): number {
  const file = openSync(path, "r");
  try {
    return moveFooter(readMetadata(file, 0, bytes), 0).rows;
  } finally {
    closeSync(file);
  }
}

/** The join stage that may take over the stage, when its build side is small enough. */
function switchable(
  stages: readonly PlannedStage[],
  main: PlannedStage,
  outputs: ReadonlyMap<number, StageOutput>,
): PlannedStage | undefined {
  return stages.find(({ joinSwitch }) => {
    if (joinSwitch?.mainStageId !== main.stageId) return false;
    const sizes = (outputs.get(joinSwitch.buildStageId)?.reports ?? []).flatMap(({ pieceSizes }) => [...pieceSizes]);
    return sizes.reduce((sum, size) => sum + pieceBytesOf(size), 0) <= joinSwitch.bytesMax;
  });
}

/** Of all stages that are complete: more than a master tells, which knows those that a stage waited for. */
function statisticsOf(outputs: ReadonlyMap<number, StageOutput>): BuildStatistics[] {
  return [...outputs].map(([stageId, { reports }]) => ({
    stageId,
    tasks: reports.filter(({ rowsOut }) => rowsOut > 0).map(({ pieceStatistics }) => pieceStatistics),
  }));
}

function sizesOf({ pieceSizes }: AttemptReport): string {
  return String.fromCharCode(...pieceSizes);
}

const noSplit: Split = { files: [] };

function taskOf(
  { stageId }: PlannedStage,
  { fragment, splits, inputs }: PlannedFragment,
  shape: TaskShape,
  partition: number,
  isKept: boolean,
): Task {
  // Only whether there are any: the daemon here knows which.
  const someInput: PieceSet = {
    pieces: [{ key: null, workerId: "", address: "", bytes: 1, rows: 1, partitionFrom: 0, partitionTo: 1 }],
  };
  return {
    key: { applicationId: "app-1", jobId: 0, stageId, stageAttempt: 1, partition, attempt: 1 },
    fragment: isKept ? { ...fragment, delivery: kept } : fragment,
    split: splits[shape.split] ?? noSplit,
    inputs: inputs.map(() => someInput),
    seed: stageId * 1000 + partition,
    settings: {},
    applicationStartedAtMs: Date.UTC(2001, 1, 3),
  };
}

/** Results are looked at as pieces. */
const kept: Delivery = { delivery: "pieces", pieces: { statisticsColumns: [], quarantine: null } };

const runners = new Map<string, Promise<PlanRunner>>();

/**
 * @param bundle  text of a module that declares the job's row functions
 * @returns a query over the rows that the last stage delivers, in the order of its tasks
 */
export async function runPlannedJob(
  job: PlannedJob,
  { bundle, ...options }: RunOptions & { readonly bundle?: string } = {},
): Promise<string> {
  const key = bundle ?? "";
  const runner = runners.get(key) ?? PlanRunner.open(bundle);
  runners.set(key, runner);
  return (await (await runner).run(job, options)).query;
}
