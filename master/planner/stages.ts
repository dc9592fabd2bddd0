/** Closes pipelines into stages: consecutive ones that read no pieces share a stage, each with a fragment of its own. */
import { InvariantError } from "../../common/errors/goldpan-error.js";
import type { Delivery, Fragment, Split } from "../../common/wire/types.js";
import type { BoundColumn } from "./analysed-plan.js";
import { piecesOperator, wireColumns } from "./operators.js";
import { narrowForExchange, type Pipeline } from "./pipeline.js";
import type { PlannedStage, PlannedTask } from "./planned-job.js";
import { seedOf } from "./splits.js";

const noSplit: Split = { files: [] };

export class StageBuilder {
  private readonly built: PlannedStage[] = [];

  get stages(): readonly PlannedStage[] {
    return this.built;
  }

  /** An exchange into one task: it reads all rows of the pipelines, in their order. */
  gather(pipelines: readonly Pipeline[], wanted: readonly BoundColumn[]): Pipeline {
    const narrowed = pipelines.map((pipeline) => narrowForExchange(pipeline, wanted));
    const columns = narrowed[0]?.columns ?? [];
    const inputs = runsOf(narrowed).map((run) => this.addStage(run, { delivery: "pieces", pieces: {} }));
    return { source: { kind: "pieces", inputs }, operators: [piecesOperator(columns)], columns, steps: ["gather"] };
  }

  /** The last stage. @param wanted  exactly the columns that are delivered */
  deliver(pipelines: readonly Pipeline[], wanted: readonly BoundColumn[], delivery: Delivery, step: string): void {
    const merged = this.atMostOneGathered(pipelines, wanted);
    this.addStage(merged, delivery, step);
  }

  /** A stage has one set of inputs: several pipelines that read pieces become one that reads them all. */
  private atMostOneGathered(pipelines: readonly Pipeline[], wanted: readonly BoundColumn[]): readonly Pipeline[] {
    const gathered = pipelines.filter(({ source }) => source.kind === "pieces");
    if (gathered.length < 2) return pipelines;
    const first = pipelines.findIndex(({ source }) => source.kind === "pieces");
    const all = this.gather(gathered, wanted);
    return [
      ...pipelines.slice(0, first),
      all,
      ...pipelines.slice(first).filter(({ source }) => source.kind !== "pieces"),
    ];
  }

  private addStage(pipelines: readonly Pipeline[], delivery: Delivery, step?: string): number {
    const stageId = this.built.length;
    const fragments = pipelines.map(({ operators, columns }): Fragment => ({
      operators: [...operators],
      output: { columns: wireColumns(columns) },
      delivery,
    }));
    const tasks = pipelines.flatMap(({ source }, fragmentIndex): PlannedTask[] => {
      const splits = source.kind === "scan" ? source.splits : [noSplit];
      return splits.map((split) => ({ fragmentIndex, split, seed: seedOf(split, `${stageId}/${fragmentIndex}`) }));
    });
    if (tasks.length === 0) throw new InvariantError("a stage without tasks");
    const inputs = pipelines.flatMap(({ source }) => (source.kind === "pieces" ? source.inputs : []));
    const name = [...new Set(pipelines.flatMap(({ steps }) => steps)), ...(step === undefined ? [] : [step])].join(
      " → ",
    );
    this.built.push({ stageId, name, fragments, tasks, inputs });
    return stageId;
  }
}

/** Pipelines by stage, in order: a pipeline that reads pieces has a stage to itself. */
function runsOf(pipelines: readonly Pipeline[]): Pipeline[][] {
  const runs: Pipeline[][] = [];
  for (const pipeline of pipelines) {
    const last = runs.at(-1);
    const lastReadsPieces = last === undefined || last.some(({ source }) => source.kind === "pieces");
    if (lastReadsPieces || pipeline.source.kind === "pieces") runs.push([pipeline]);
    else last.push(pipeline);
  }
  return runs;
}
