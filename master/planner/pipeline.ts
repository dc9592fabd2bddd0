/** What runs between a source and an exchange: the operators of one fragment while it is still being built. Immutable. */
import type { Operator, Split } from "../../common/wire/types.js";
import type { BoundColumn } from "./analysed-plan.js";
import { namedTree, passedOn, projectOperator } from "./operators.js";
import { textConstant } from "./trees/tree.js";

export type PipelineSource =
  /** At least one split, perhaps an empty one. */
  | { readonly kind: "scan"; readonly splits: readonly Split[] }
  | { readonly kind: "values" }
  /** Stages whose pieces it reads. */
  | { readonly kind: "pieces"; readonly inputs: readonly number[] };

export interface Pipeline {
  readonly source: PipelineSource;
  readonly operators: readonly Operator[];
  /** After the operators; may hold more than what is wanted of it. */
  readonly columns: readonly BoundColumn[];
  /** For the stage's name: `scan flights`, `expect`, … */
  readonly steps: readonly string[];
}

export function taskCount(pipeline: Pipeline): number {
  return pipeline.source.kind === "scan" ? pipeline.source.splits.length : 1;
}

/** Adds operators that leave the columns as they are, or `columns`. */
export function append(
  pipeline: Pipeline,
  operators: readonly Operator[],
  step: string | undefined,
  columns: readonly BoundColumn[] = pipeline.columns,
): Pipeline {
  const steps = step === undefined || pipeline.steps.at(-1) === step ? pipeline.steps : [...pipeline.steps, step];
  return { ...pipeline, operators: [...pipeline.operators, ...operators], columns, steps };
}

/** Exactly these columns, in this order; as it is when none is named, for a projection has at least one. */
export function narrow(pipeline: Pipeline, columns: readonly BoundColumn[]): Pipeline {
  if (columns.length === 0) return pipeline;
  const same =
    columns.length === pipeline.columns.length &&
    columns.every(({ name }, index) => pipeline.columns[index]?.name === name);
  return same ? pipeline : append(pipeline, [projectOperator(columns.map(passedOn), null)], undefined, columns);
}

/** Stands for rows of which only the number matters: files and exchanges need a column. */
const rowMarker: BoundColumn = { name: "__goldpan_row", type: "VARCHAR" };

/** The wanted columns, or a marker where none is. */
export function narrowForExchange(pipeline: Pipeline, wanted: readonly BoundColumn[]): Pipeline {
  if (wanted.length > 0) return narrow(pipeline, wanted);
  const columns = [namedTree(rowMarker, textConstant(""), null)];
  return append(pipeline, [projectOperator(columns, null)], undefined, [rowMarker]);
}
