/** From a relation to the plan that travels: which row functions its expressions call. */
import type {
  CallSite,
  ExpressionInput,
  NamedExpressionInput,
  PlanInput,
  RelationInput,
  RowFunctionInput,
  RowFunctionKind,
} from "../../common/wire/types.js";
import { inputsOf, relationsOf, withoutCopies } from "../../common/wire/relation-inputs.js";
import { planExcess, planExcessHint, sizeOver, type PlanSize } from "../../common/plan-limits.js";
import { isDeclaredLate, registeredRowFunctions, type RegisteredRowFunction } from "../row-functions/registry.js";
import { planRefused, scriptError } from "./call-site.js";
import { placeOfPlan, plansNamed } from "./plan-ids.js";

/** The bundle that executors load for row functions. */
export interface BundleRef {
  readonly sha256: string;
  /** Names the module for errors and caches; the file that declares a function unless given. */
  readonly module?: string;
}

/**
 * The plan of `root`, with every registered row function that some expression may call: a name before a parenthesis counts, in
 * whatever case, since SQL text is not parsed here. One too many costs nothing.
 * @throws ROW_FUNCTION_NOT_REGISTERED when there is no bundle to find a function in; PLAN_REFUSED for a plan that is too large
 */
export function planOf(root: RelationInput, bundle: BundleRef | undefined): PlanInput {
  assertPlanSize(root);
  const relations = relationsOf(root);
  assertOwnColumns(relations);
  const declared = [...registeredRowFunctions().values()];
  if (declared.length === 0) return { ...withoutCopies(root), functions: [] };
  const called = new Set<string>();
  for (const relation of relations) {
    for (const { sql = "" } of ownExpressions(relation)) {
      for (const [, quoted, bare] of sql.matchAll(/(?:"(\w+)"|(?<![\w$"])([A-Za-z_]\w*))\s*\(/g)) {
        called.add((quoted ?? bare ?? "").toLowerCase());
      }
    }
    const partitions = relation.mapPartitions;
    const registered = registeredRowFunctions().get(partitions?.function?.name ?? "");
    if (!partitions || registered === undefined) continue;
    // The relation was made before it was known which bundle the function travels in.
    partitions.function = toWire(registered, bundle);
    called.add(registered.name.toLowerCase());
  }
  const functions = declared.filter(({ name }) => called.has(name.toLowerCase()));
  return { ...withoutCopies(root), functions: functions.map((declaration) => toWire(declaration, bundle)) };
}

/** @throws PLAN_REFUSED for a column of a DataFrame that the plan is not made of, naming where that one was made */
function assertOwnColumns(relations: readonly RelationInput[]): void {
  const ids = new Set(relations.map(({ planId }) => Number(planId ?? 0)));
  for (const relation of relations) {
    for (const { sql = "", callSite } of ownExpressions(relation)) {
      for (const { planId, column } of plansNamed(sql)) {
        if (ids.has(planId)) continue;
        const made = placeOfPlan(planId);
        const of = made === null ? "a DataFrame" : `the DataFrame made by ${made.method} at ${made.file}:${made.line}`;
        const hint = `write col("${column}") for the DataFrame at hand, or join that one`;
        throw planRefused(
          `"${column}" is a column of ${of}, which is no part of this one`,
          callSite as CallSite | null,
          hint,
        );
      }
    }
  }
}

const sizes = new WeakMap<RelationInput, PlanSize>();

/**
 * To be called for each relation as it is made, so that the call is named which makes a plan too large.
 * @throws PLAN_REFUSED
 */
export function assertPlanSize(relation: RelationInput): void {
  const excess = planExcess(sizeOf(relation), () => relationsOf(relation).length);
  if (excess !== undefined) throw planRefused(excess, relation.callSite as CallSite | null, planExcessHint);
}

function sizeOf(relation: RelationInput): PlanSize {
  const known = sizes.get(relation);
  if (known !== undefined) return known;
  const size = sizeOver(inputsOf(relation).map(sizeOf), relation.union !== undefined);
  sizes.set(relation, size);
  return size;
}

const wireKind: Readonly<Record<RegisteredRowFunction["kind"], RowFunctionKind>> = {
  scalar: "SCALAR",
  aggregate: "AGGREGATE",
  partitions: "PARTITIONS",
};

function toWire(declaration: RegisteredRowFunction, bundle: BundleRef | undefined): RowFunctionInput {
  const { kind, name, argumentTypes, returnType, callOnNull, bigint, callSite } = declaration;
  if (isDeclaredLate(declaration)) {
    throw scriptError(
      "ROW_FUNCTION_NOT_REGISTERED",
      `row function ${name} is declared while main runs, which it does not where row functions do`,
      callSite,
      "declare it at the top level of its module",
    );
  }
  if (bundle === undefined) {
    throw scriptError(
      "ROW_FUNCTION_NOT_REGISTERED",
      `row function ${name} cannot reach the executors: it was declared after the session began`,
      callSite,
      "declare it at module level, in a module that is imported before getOrCreate() is called",
    );
  }
  return {
    name,
    module: bundle.module ?? callSite?.file ?? "",
    bundleSha256: bundle.sha256,
    argumentTypes: [...argumentTypes],
    returnType,
    callOnNull,
    bigint,
    callSite,
    kind: wireKind[kind],
    ...(kind === "aggregate" ? { stateType: declaration.stateType } : {}),
  };
}

function ownExpressions(relation: RelationInput): ExpressionInput[] {
  const { project, withColumns, filter, aggregate, expect, join, deduplicate, sort, unnest, repartition, sql } =
    relation;
  const named: NamedExpressionInput[] = [
    ...(project?.columns ?? []),
    ...(withColumns?.columns ?? []),
    ...(aggregate?.grouping ?? []),
    ...(aggregate?.aggregates ?? []),
    ...(aggregate?.pivot?.values ?? []),
  ];
  const orders = [...(deduplicate?.keep ?? []), ...(sort?.orders ?? []), ...(repartition?.keys ?? [])];
  return [
    ...[...named, ...orders].map(({ expression }) => expression),
    ...[
      filter?.condition,
      expect?.predicate,
      expect?.freshness?.value,
      join?.condition,
      unnest?.expression,
      aggregate?.pivot?.column,
    ],
    sql?.query === undefined ? undefined : { sql: sql.query },
  ].filter((expression) => expression !== undefined && expression !== null);
}
