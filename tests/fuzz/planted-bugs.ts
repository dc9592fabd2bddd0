/**
 * Bugs of the kind that planners have, planted into planned jobs on their way to the scheduler. Each leaves jobs alone that have nothing
 * of its kind.
 */
import type { Fragment, Operator } from "../../common/wire/types.js";
import type { PlannedFragment, PlannedJob, PlannedStage } from "../../master/planner/planned-job.js";
import type { AlterPlan } from "./fuzz-cluster.js";

type AlterOperator = (operator: Operator) => Operator | undefined;

/** @param alter  undefined leaves the operator out */
function operators(alter: AlterOperator): AlterPlan {
  const all = (list: readonly Operator[]): Operator[] =>
    list.flatMap((operator) => {
      const altered = alter(nested(operator));
      return altered === undefined ? [] : [altered];
    });
  const nested = (operator: Operator): Operator => {
    if (operator.join) return { ...operator, join: { ...operator.join, right: all(operator.join.right) } };
    if (operator.setOperation) {
      return { ...operator, setOperation: { ...operator.setOperation, right: all(operator.setOperation.right) } };
    }
    return operator;
  };
  return fragments(({ fragment }) => ({ ...fragment, operators: all(fragment.operators) }));
}

function fragments(alter: (planned: PlannedFragment, stage: PlannedStage) => Fragment): AlterPlan {
  return (job) =>
    stages(job, (stage) => ({
      ...stage,
      fragments: stage.fragments.map((planned) => ({ ...planned, fragment: alter(planned, stage) })),
    }));
}

function stages(job: PlannedJob, alter: (stage: PlannedStage) => PlannedStage): PlannedJob {
  return { ...job, stages: job.stages.map(alter) };
}

/** What is read by partition is read whole by every task. */
const wholeInsteadOfPartition: AlterPlan = (job) =>
  stages(job, (stage) => ({
    ...stage,
    joinSwitch: undefined,
    fragments: stage.fragments.map((planned) => ({
      ...planned,
      inputs: planned.inputs.map((input, index) =>
        index > 0 && input.read === "partition" ? { ...input, read: "all" as const } : input,
      ),
    })),
  }));

/** Rows of one side of a join go by other keys than those of the other side. */
const keysOfOneSide: AlterPlan = (job) => {
  const builds = new Set(
    job.stages.flatMap(({ fragments: list }) =>
      list.flatMap(({ inputs }) => inputs.slice(1).map(({ stageId }) => stageId)),
    ),
  );
  return fragments(({ fragment }, { stageId }) => {
    const hash = fragment.delivery?.pieces?.hash;
    if (!builds.has(stageId) || !hash) return fragment;
    const [first] = hash.keys;
    if (first === undefined) return fragment;
    const pieces = { ...fragment.delivery?.pieces, hash: { ...hash, keys: [...hash.keys, first] } };
    return { ...fragment, delivery: { ...fragment.delivery, pieces } as Fragment["delivery"] };
  })(job);
};

/** The second of several group keys is forgotten when rows change place. */
const forgottenKey: AlterPlan = fragments(({ fragment }) => {
  const hash = fragment.delivery?.pieces?.hash;
  if (!hash || hash.keys.length === 0 || hash.partitions < 2) return fragment;
  // Rows of one group meet only if all of its keys, and nothing else, say where they go.
  const pieces = { ...fragment.delivery?.pieces, hash: undefined, roundRobin: { partitions: hash.partitions } };
  return { ...fragment, delivery: { ...fragment.delivery, pieces } as unknown as Fragment["delivery"] };
});

/** Keyed by what a reviewer would call them. */
export const plantedBugs: Readonly<Record<string, AlterPlan>> = {
  "a left join is run as an inner one": operators((operator) =>
    operator.join?.kind === "LEFT" ? { ...operator, join: { ...operator.join, kind: "INNER" } } : operator,
  ),
  "a null-safe key is compared as any other": operators((operator) =>
    operator.join
      ? {
          ...operator,
          join: { ...operator.join, keys: operator.join.keys.map((key) => ({ ...key, nullSafe: false })) },
        }
      : operator,
  ),
  "a join's extra condition is lost": operators((operator) =>
    operator.join && operator.join.keys.length > 0
      ? { ...operator, join: { ...operator.join, residual: null } }
      : operator,
  ),
  "the sides of a join are exchanged by different keys": keysOfOneSide,
  "groups are exchanged round-robin": forgottenKey,
  "the second input is read whole instead of by partition": wholeInsteadOfPartition,
  "NULLs sort to the other end": operators((operator) =>
    operator.sort
      ? {
          ...operator,
          sort: { ...operator.sort, keys: operator.sort.keys.map((key) => ({ ...key, nullsFirst: !key.nullsFirst })) },
        }
      : operator,
  ),
  "EXCEPT ALL is run as EXCEPT, and INTERSECT as INTERSECT ALL": operators((operator) =>
    operator.setOperation
      ? { ...operator, setOperation: { ...operator.setOperation, all: !operator.setOperation.all } }
      : operator,
  ),
  "the last row by an order is kept instead of the first": operators((operator) =>
    operator.deduplicate
      ? {
          ...operator,
          deduplicate: {
            ...operator.deduplicate,
            keep: operator.deduplicate.keep.map((key) => ({ ...key, descending: !key.descending })),
          },
        }
      : operator,
  ),
  "an offset is forgotten": operators((operator) =>
    operator.limit ? { ...operator, limit: { ...operator.limit, offset: 0 } } : operator,
  ),
  "rows without elements are lost": operators((operator) =>
    operator.unnest ? { ...operator, unnest: { ...operator.unnest, outer: false } } : operator,
  ),
  "partial sums are compared instead of added up": fragments(({ fragment }) => {
    const [source] = fragment.operators;
    return source?.pieces ? { ...fragment, operators: fragment.operators.map(sumsForMaxima) } : fragment;
  }),
};

function sumsForMaxima(operator: Operator): Operator {
  if (!operator.aggregate) return operator;
  const aggregates = operator.aggregate.aggregates.map((aggregate) => {
    if (aggregate.tree === null) return aggregate;
    const json = aggregate.tree.json.replace(/"function_name":"sum(_no_overflow)?"/, '"function_name":"max"');
    return { ...aggregate, tree: { ...aggregate.tree, json } };
  });
  return { ...operator, aggregate: { ...operator.aggregate, aggregates } };
}
