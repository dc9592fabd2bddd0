/**
 * Joins: by sending one side whole to every task, or both sides by the hash of their keys. The main side is the left one of the join
 * operator, the build side is nested in it; a right join is a left join of the sides in turn.
 *
 * NULL keys meet nothing. Rows that vanish for it are left out before they are sent, and those that stay are spread over all
 * partitions, since their hash is one.
 */
import { InvariantError } from "../../common/errors/goldpan-error.js";
import type { CallSite, JoinKind, Operator } from "../../common/wire/types.js";
import type { BoundColumn, BoundJoin } from "./analysed-plan.js";
import { crossed, joinedByKeys, type Estimate } from "./estimates.js";
import { explainJoin, explainRows } from "./explain-joins.js";
import { lowerSides } from "./join-sides.js";
import type { LoweringContext, Wanted } from "./lowering-context.js";
import { filterOperator, wireColumns, wireTree } from "./operators.js";
import { partitionCount } from "./partition-count.js";
import { append, attachSide, narrow, type Pipeline } from "./pipeline.js";
import { placedBy, type PlacedRows } from "./partitioning.js";
import { exchangeKeys, place, vanishing, withoutNullKeys, type Placed } from "./placed-join.js";
import { planRefused } from "./plan-refused.js";
import { cutRowFunctions, type LocatedTree } from "./row-functions.js";
import { comparableKeys, scanned, withRuntimeFilters, type KeyPair } from "./runtime-filters.js";
import { readAll, type Division, type ExchangeOptions } from "./stages.js";
import { allOf } from "./trees/make-tree.js";
import type { Tree } from "./trees/tree.js";

export function lowerJoin(lowering: LoweringContext, relation: BoundJoin, wanted: Wanted): Pipeline[] {
  const sides = lowerSides(lowering, relation, wanted);
  const placed = place(relation, sides);
  return filteredAfter(lowering, joinSides(lowering, placed), sides.after, relation.callSite);
}

function joinSides(lowering: LoweringContext, placed: Placed): Pipeline[] {
  const { relation, build } = placed;
  const { rules, strategies } = lowering;
  if (relation.keys.length === 0) return withoutKeys(lowering, placed);
  const hinted = relation.broadcast === build.name;
  if (relation.broadcast !== undefined && (!hinted || placed.kind === "FULL")) {
    const text = `the ${relation.broadcast} side of a ${relation.joinKind} join cannot be broadcast: its unmatched rows would show once per task`;
    lowering.notices.push({ code: "BROADCAST_IGNORED", text });
  }
  const bytes = build.bytesMax ?? (rules.adaptive ? undefined : build.estimate.bytes);
  const isSmall = rules.broadcastBytesMax > 0 && bytes !== undefined && bytes <= rules.broadcastBytesMax;
  if (placed.kind !== "FULL" && (hinted || isSmall)) {
    strategies.push(explainJoin(placed, hinted ? "broadcast, as asked" : "broadcast"));
    return broadcast(lowering, placed);
  }
  return [inPlace(lowering, placed) ?? byHash(lowering, placed)];
}

function broadcast(lowering: LoweringContext, placed: Placed): Pipeline[] {
  const { build, main } = placed;
  const kept = vanishing(placed, "build")
    ? build.pipelines.map((side) => withoutNullKeys(side, placed, build))
    : build.pipelines;
  const keys = prunedKeys(lowering, placed, main.pipelines);
  const { stages } = lowering;
  const materialized = stages.materialize(kept, build.columns, { statisticsColumns: namesOf(keys) });
  const side = readAll(materialized, "broadcast");
  return main.pipelines.map((pipeline) =>
    joined(placed, withRuntimeFilters(lowering, pipeline, keys, materialized.stageId), side),
  );
}

/** So many times more partitions than there are would have to be worth it for rows to change place again. */
const tooFew = 2;

/**
 * Sides that an earlier exchange by the same keys has placed stay where they are, and the other one is sent to them: after a
 * `dropDuplicates`, a `groupBy` or a join by these keys.
 */
function inPlace(lowering: LoweringContext, placed: Placed): Pipeline | undefined {
  const { rules, stages, strategies } = lowering;
  const { kind, main, build } = placed;
  const there = { main: placedBy(main.pipelines, main.keys), build: placedBy(build.pipelines, build.keys) };
  const wanted = partitionCount(sum(main.estimate.bytes, build.estimate.bytes), rules);
  const enough = (rows: PlacedRows | undefined) => rows !== undefined && rows.partitions * tooFew >= wanted;
  // A build side that turns out small would spare the main side its way altogether.
  const kept = [there.main, maySwitch(lowering, placed) ? undefined : there.build].find(enough);
  if (kept === undefined) return undefined;
  const { partitions } = kept;
  const stays = (side: "main" | "build"): boolean =>
    there[side]?.partitions === partitions && String(there[side].keys) === String(kept.keys);
  const read = (side: "main" | "build"): Pipeline => {
    const own = there[side];
    if (own !== undefined && stays(side)) return meeting(placed, side, [own.pipeline])[0] ?? own.pipeline;
    const { pipelines, keys: all, columns, origins } = placed[side];
    const keys = kept.keys.flatMap((position) => all.slice(position, position + 1));
    return stages.exchange(meeting(placed, side, pipelines), { kind: "hash", keys, partitions }, columns, { origins });
  };
  const [buildRead, mainRead] = [read("build"), read("main")];
  const staying = (["main", "build"] as const).filter(stays).map((side) => placed[side].name);
  const where = staying.length === 2 ? "where both sides are" : `where the ${staying.join()} side is`;
  strategies.push(explainJoin(placed, `hash, ${partitions} partitions, ${where}`));
  const coalesce = [mainRead, buildRead].every(({ layout }) => layout.kind === "partitions" && layout.coalesce);
  const mayDivide = !stays("main") && (splittable[kind] ?? []).includes(0);
  return {
    ...joined(placed, mainRead, buildRead),
    layout: { kind: "partitions", partitionCount: partitions, coalesce, splittable: mayDivide ? [0] : [] },
  };
}

/** The rows of a side that may be in the result. */
function meeting(placed: Placed, side: "main" | "build", pipelines: readonly Pipeline[]): readonly Pipeline[] {
  return vanishing(placed, side)
    ? pipelines.map((pipeline) => withoutNullKeys(pipeline, placed, placed[side]))
    : pipelines;
}

/** Beyond it the main side does not wait for the build side: it is not likely to turn out small. */
const likelySmall = 64;

/** Whether the join may become a broadcast once its build side is there. */
function maySwitch({ rules }: LoweringContext, { kind, build }: Placed): boolean {
  const mayTurnSmall =
    rules.broadcastBytesMax > 0 && (build.estimate.bytes ?? 0) <= rules.broadcastBytesMax * likelySmall;
  return rules.adaptive && kind !== "FULL" && mayTurnSmall;
}

function byHash(lowering: LoweringContext, placed: Placed): Pipeline {
  const { rules, stages, strategies } = lowering;
  const { kind, main, build } = placed;
  const partitions = partitionCount(sum(main.estimate.bytes, build.estimate.bytes), rules);
  const mainKeys = exchangeKeys(placed, "main");
  const switches = maySwitch(lowering, placed);
  const pruned = switches ? prunedKeys(lowering, placed, main.pipelines) : [];
  const send = (side: "main" | "build", pipelines: readonly Pipeline[], options: ExchangeOptions): Pipeline => {
    const division: Division = { kind: "hash", keys: exchangeKeys(placed, side), partitions };
    const { columns, origins } = placed[side];
    return stages.exchange(meeting(placed, side, pipelines), division, columns, { ...options, origins });
  };
  const buildRead = send("build", build.pipelines, { statisticsColumns: namesOf(pruned) });
  const buildStageId = stageReadBy(buildRead);
  const waiting = main.pipelines.map((pipeline) => withRuntimeFilters(lowering, pipeline, pruned, buildStageId));
  const mainRead = send("main", waiting, { after: switches ? [buildStageId] : [] });
  const mainStageId = stageReadBy(mainRead);
  strategies.push(explainJoin(placed, `hash, ${partitions} partitions`));
  const spread = mainKeys.length > main.keys.length;
  const pipeline = joined(placed, mainRead, buildRead);
  return {
    ...pipeline,
    layout: { kind: "partitions", partitionCount: partitions, coalesce: true, splittable: splittable[kind] ?? [] },
    // Rows of a full join that only the build side has have no main key.
    partitioning: kind === "FULL" || spread ? undefined : mainRead.partitioning,
    joinSwitch: switches ? { mainStageId, buildStageId, bytesMax: rules.broadcastBytesMax } : undefined,
  };
}

/** Keys by which the build side may prune the main side's scans: where main rows vanish that meet none. */
function prunedKeys(lowering: LoweringContext, placed: Placed, pipelines: readonly Pipeline[]): KeyPair[] {
  if (!lowering.rules.runtimeFilters || !vanishing(placed, "main")) return [];
  const keys = comparableKeys(placed.relation.keys, placed.main, placed.build);
  return keys.filter(({ main }) => pipelines.some((pipeline) => scanned(pipeline, main.name) !== undefined));
}

function namesOf(keys: readonly KeyPair[]): string[] {
  return [...new Set(keys.map(({ build }) => build.name))];
}

function stageReadBy({ inputs }: Pipeline): number {
  const [input] = inputs;
  if (input === undefined) throw new InvariantError("an exchange that nothing is read of");
  return input.stageId;
}

/** Inputs (0 main, 1 build) whose rows meet all of the other side's in whichever task they are, and are not missed where they are not. */
const splittable: Readonly<Partial<Record<JoinKind, readonly number[]>>> = {
  INNER: [0, 1],
  LEFT: [0],
  LEFT_SEMI: [0],
  LEFT_ANTI: [0],
};

/** Joins whose condition has no equality: each task compares its rows with all of the other side. */
function withoutKeys(lowering: LoweringContext, placed: Placed): Pipeline[] {
  const { relation, kind, main, build } = placed;
  const { rules, stages, strategies } = lowering;
  const pairs = crossed(main.estimate, build.estimate).rows;
  if (pairs !== undefined && pairs > rules.crossJoinRowsMax) throw tooManyPairs(placed, rules.crossJoinRowsMax);
  if (kind !== "FULL") {
    strategies.push(explainJoin(placed, "broadcast, each row with each"));
    return broadcast(lowering, placed);
  }
  if (!rules.singleTaskEnabled) {
    throw planRefused(
      relation.callSite,
      "a full join without an equality needs all rows of both sides in one task",
      "add an equality of both sides to the condition, or set goldpan.sql.singleTask.enabled=true",
    );
  }
  strategies.push(explainJoin(placed, "all rows in one task"));
  const mainRead = stages.gather(main.pipelines, main.columns);
  return [joined(placed, mainRead, stages.gather(build.pipelines, build.columns))];
}

function tooManyPairs({ relation, main, build }: Placed, rowsMax: number): Error {
  const [left, right] = main.name === "left" ? [main, build] : [build, main];
  const name = relation.joinKind === "cross" ? "a cross join" : `a ${relation.joinKind} join without an equality`;
  return planRefused(
    relation.callSite,
    `${name} of about ${explainRows(left)} with about ${explainRows(right)} compares more than ${rowsMax} pairs of rows`,
    "join by an equality, filter or aggregate a side first, or raise goldpan.sql.crossJoin.maxRows",
  );
}

function joined(placed: Placed, main: Pipeline, build: Pipeline): Pipeline {
  const { kind, relation } = placed;
  const { inputs, right } = attachSide(main, build);
  const leftAlone = kind === "LEFT_SEMI" || kind === "LEFT_ANTI";
  const columns: readonly BoundColumn[] = leftAlone ? main.columns : [...main.columns, ...build.columns];
  const estimate = estimateOf(placed);
  return append({ ...main, inputs }, [joinOperator(placed, right)], "join", {
    columns,
    ...estimate,
    partitioning: kind === "FULL" || relation.keys.length === 0 ? undefined : main.partitioning,
  });
}

function estimateOf({ kind, relation, main, build }: Placed): Estimate {
  if (kind === "LEFT_SEMI" || kind === "LEFT_ANTI") return main.estimate;
  return relation.keys.length === 0
    ? crossed(main.estimate, build.estimate)
    : joinedByKeys(main.estimate, build.estimate);
}

function joinOperator({ relation, kind, main, build, residual }: Placed, right: Operator[]): Operator {
  const keys = relation.keys.map(({ left, nullSafe }, index) => ({
    left: treeAt(main.keys, index, left.callSite),
    right: treeAt(build.keys, index, left.callSite),
    nullSafe,
  }));
  const [first] = residual;
  const condition = first === undefined ? null : wireTree(allOf(residual.map(({ tree }) => tree)), first.callSite);
  const cross = kind === "INNER" && keys.length === 0 && condition === null;
  return {
    callSite: relation.callSite,
    operator: "join",
    join: {
      kind: cross ? "CROSS" : kind,
      right,
      keys,
      residual: condition,
      rightColumns: { columns: wireColumns(build.columns) },
    },
  };
}

function treeAt(keys: readonly Tree[], index: number, callSite: CallSite | null) {
  const key = keys[index];
  return key === undefined ? null : wireTree(key, callSite);
}

function filteredAfter(
  lowering: LoweringContext,
  pipelines: readonly Pipeline[],
  conditions: readonly LocatedTree[],
  callSite: CallSite | null,
): Pipeline[] {
  if (conditions.length === 0) return [...pipelines];
  return pipelines.map((pipeline) => {
    const cut = cutRowFunctions(conditions, pipeline.columns, lowering.functions);
    const operators = [...cut.operators, filterOperator(allOf(cut.trees), callSite)];
    return narrow(append(pipeline, operators, "filter", { columns: cut.columns }), pipeline.columns);
  });
}

function sum(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : a + b;
}
