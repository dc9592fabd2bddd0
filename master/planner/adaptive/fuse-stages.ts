/**
 * A hash join whose build side turned out to be small: the tasks that would have sent the main side's rows away join them where they
 * are. Pure: the same stages give the same fragments, when decisions are remembered too.
 */
import { InvariantError } from "../../../common/errors/goldpan-error.js";
import type { Delivery, Operator } from "../../../common/wire/types.js";
import type { StageInput } from "../../core/job-graph.js";
import { namedTree, projectOperator } from "../operators.js";
import { isOriginColumn } from "../pipeline.js";
import type { PlannedFragment, PlannedStage } from "../planned-job.js";
import { columnReference } from "../trees/tree.js";

/** What becomes of a position in the join fragment's inputs. */
type Place = (input: number) => number;

/**
 * @param main  the main side's stage as it stands, perhaps fused itself
 * @param join  the stage with the joinSwitch
 * @returns the join stage's fragments: one per fragment of the main stage, with its layout and splits, then the join stage's others;
 *   inputs are the main fragment's, then the build stage read `all`, then what else the join reads
 * @throws InvariantError when the join stage is not one that may switch to this main stage
 */
export function fuseStages(main: PlannedStage, join: PlannedStage): PlannedFragment[] {
  const [first, ...others] = join.fragments;
  if (first === undefined || join.joinSwitch === undefined || join.joinSwitch.mainStageId !== main.stageId) {
    throw new InvariantError(`stage ${join.stageId} has no join with stage ${main.stageId} that may switch`);
  }
  const { buildStageId } = join.joinSwitch;
  const [mainInput, buildInput, ...further] = first.inputs;
  if (mainInput?.stageId !== main.stageId || buildInput?.stageId !== buildStageId) {
    throw new InvariantError(`stage ${join.stageId} does not begin with its main side and its build side`);
  }
  if (further.some(({ read }) => read !== "all")) {
    throw new InvariantError(`stage ${join.stageId} reads more by partition than the two sides of its join`);
  }
  const shared: StageInput[] = [{ stageId: buildStageId, read: "all" }, ...further];
  return [...main.fragments.map((fragment) => fuse(fragment, first, shared)), ...others];
}

function fuse(main: PlannedFragment, join: PlannedFragment, shared: readonly StageInput[]): PlannedFragment {
  const [source, ...operators] = join.fragment.operators;
  if (source?.pieces?.input !== 0) throw new InvariantError("a join that may switch begins with its main side");
  const place: Place = (input) => {
    if (input === 0) throw new InvariantError("the main side of a join that may switch is read once");
    return main.inputs.length + input - 1;
  };
  return {
    ...main,
    fragment: {
      operators: [
        ...main.fragment.operators,
        ...asDelivered(main, source),
        ...operators.map((operator) => replaced(operator, place)),
      ],
      output: join.fragment.output,
      delivery: replacedDelivery(join.fragment.delivery, place),
    },
    inputs: [...main.inputs, ...shared],
  };
}

/** Pieces are read by name; a chain that goes on has them in its own order. */
function asDelivered({ fragment }: PlannedFragment, { pieces }: Operator): Operator[] {
  const read = pieces?.columns?.columns ?? [];
  const delivered = fragment.output?.columns ?? [];
  // Where rows came from is among what pieces have, and hidden in a chain that has not left its scan.
  const same =
    read.length === delivered.length &&
    read.every(({ name }, index) => delivered[index]?.name === name && !isOriginColumn(name));
  if (same) return [];
  return [
    projectOperator(
      read.map((column) => namedTree(column, columnReference(column.name), null)),
      null,
    ),
  ];
}

function replaced(operator: Operator, place: Place): Operator {
  const { pieces, join, setOperation } = operator;
  if (pieces) return { ...operator, pieces: { ...pieces, input: place(pieces.input) } };
  if (join) return { ...operator, join: { ...join, right: join.right.map((inner) => replaced(inner, place)) } };
  if (setOperation) {
    const right = setOperation.right.map((inner) => replaced(inner, place));
    return { ...operator, setOperation: { ...setOperation, right } };
  }
  return operator;
}

function replacedDelivery(delivery: Delivery | null, place: Place): Delivery | null {
  const range = delivery?.pieces?.range;
  if (!delivery?.pieces || !range) return delivery;
  return {
    ...delivery,
    pieces: { ...delivery.pieces, range: { ...range, boundsInput: place(range.boundsInput) } },
  };
}
