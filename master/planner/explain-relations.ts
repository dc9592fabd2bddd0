/** The relations of a bound plan as lines for a person, inputs below what reads them. */
import { formatCount, formatDuration } from "../../common/units.js";
import { quoteIdentifier } from "../../common/sql-text.js";
import {
  inputsOf,
  type BoundColumn,
  type BoundJoin,
  type BoundProjection,
  type BoundQuestion,
  type BoundRelation,
  type BoundSortOrder,
} from "./analysed-plan.js";
import type { CatalogScan } from "./catalog-port.js";

/** A relation that is read several times has its inputs below it once. */
export function explainRelation(root: BoundRelation, scans: readonly CatalogScan[]): string[] {
  const told = new Set<BoundRelation>();
  const explain = (relation: BoundRelation, depth: number): string[] => {
    const line = `${"  ".repeat(Math.min(depth, indentMax))}${headOf(relation, scans)}`;
    const inputs = inputsOf(relation);
    if (inputs.length > 0 && told.has(relation)) return [`${line}, as above`];
    told.add(relation);
    return [line, ...inputs.flatMap((input) => explain(input, depth + 1))];
  };
  return explain(root, 1);
}

/** Deeper relations stand below each other. */
const indentMax = 40;

function headOf(relation: BoundRelation, scans: readonly CatalogScan[]): string {
  switch (relation.kind) {
    case "scan":
      return `scan ${scans[relation.scan]?.label ?? ""} [${typed(relation.schema)}]`;
    case "values":
      return `rows [${typed(relation.schema)}]`;
    case "project":
      return `project ${projected(relation.columns)}`;
    case "filter":
      return `filter ${relation.condition.sql}`;
    case "union":
      return `union [${typed(relation.schema)}]`;
    case "limit":
      return limitText(relation.count, relation.offset);
    case "aggregate":
      return aggregateHead(relation);
    case "expect":
      return `expect '${relation.name}' ${questionText(relation.asks)} → ${relation.action.toLowerCase()}`;
    case "join":
      return joinHead(relation);
    case "setOperation":
      return `${relation.operation}${relation.all ? " all" : ""}`;
    case "deduplicate": {
      const keep = relation.keep.length === 0 ? "" : `, keep the first by ${ordered(relation.keep)}`;
      return `deduplicate by ${relation.keys.map(quoteIdentifier).join(", ")}${keep}`;
    }
    case "sort":
      return `sort${relation.withinPartitions ? " within partitions" : ""} by ${ordered(relation.orders)}`;
    case "window": {
      const by = relation.partitionBy.map(({ sql }) => sql).join(", ");
      return `window partition by ${by === "" ? "nothing" : by}: ${projected(relation.columns)}`;
    }
    case "unnest": {
      const kind = `${relation.outer ? "outer " : ""}${relation.withPosition ? "with position " : ""}`;
      return `unnest ${kind}${relation.expression.sql} AS ${typed(relation.added)}`;
    }
    case "repartition":
      return repartitionHead(relation);
    case "sample":
      return `sample ${relation.fraction}${relation.withReplacement ? " with replacement" : ""} seed ${relation.seed}`;
    case "cache":
      return `cache ${relation.cacheId}`;
    case "mapPartitions":
      return `map partitions ${relation.function.name} [${typed(relation.schema)}]`;
  }
}

export function limitText(count: number | undefined, offset: number): string {
  return [count === undefined ? "" : `limit ${count}`, offset === 0 ? "" : `offset ${offset}`]
    .filter((part) => part !== "")
    .join(" ");
}

function questionText(asks: BoundQuestion): string {
  switch (asks.of) {
    case "row":
      return asks.predicate.sql;
    case "count":
      return `${asks.min === undefined ? "" : `${asks.min} <= `}count(*)${asks.max === undefined ? "" : ` <= ${asks.max}`}`;
    case "newest":
      return `max(${asks.value.sql}) at most ${formatDuration(asks.ageMaxMs)} old`;
  }
}

function aggregateHead(relation: BoundRelation & { kind: "aggregate" }): string {
  const keys = relation.keys.map(({ expression }) => expression.sql);
  const sets = relation.groupingSets?.map((set) => `(${set.map((key) => keys[key] ?? "").join(", ")})`);
  const by = sets === undefined ? (keys.length === 0 ? "" : `by ${keys.join(", ")}: `) : `by sets ${sets.join(", ")}: `;
  return `aggregate ${by}${projected(relation.columns)}`;
}

function joinHead({ joinKind, keys, residual, broadcast }: BoundJoin): string {
  const equal = keys.map(
    ({ left, right, nullSafe }) => `${left.sql} ${nullSafe ? "IS NOT DISTINCT FROM" : "="} ${right.sql}`,
  );
  const conditions = [...equal, ...(residual === undefined ? [] : [residual.sql])];
  const on = conditions.length === 0 ? "" : ` on ${conditions.join(" AND ")}`;
  return `join ${joinKind}${on}${broadcast === undefined ? "" : `, broadcast the ${broadcast} side`}`;
}

function repartitionHead(relation: BoundRelation & { kind: "repartition" }): string {
  const { partitions, partitioning, orders } = relation;
  const into = partitions === undefined ? "" : ` into ${formatCount(partitions)}`;
  const names = { hash: "by hash of", range: "by range of", roundRobin: "evenly", coalesce: "" } as const;
  const by =
    partitioning === "hash"
      ? ` ${orders.map(({ expression }) => expression.sql).join(", ")}`
      : partitioning === "range"
        ? ` ${ordered(orders)}`
        : "";
  return partitioning === "coalesce"
    ? `coalesce to ${partitions ?? 1}`
    : `repartition${into} ${names[partitioning]}${by}`;
}

function ordered(orders: readonly BoundSortOrder[]): string {
  return orders
    .map(
      ({ expression, descending, nullsFirst }) =>
        `${expression.sql} ${descending ? "DESC" : "ASC"} NULLS ${nullsFirst ? "FIRST" : "LAST"}`,
    )
    .join(", ");
}

function typed(columns: readonly BoundColumn[]): string {
  return columns.map(({ name, type }) => `${name} ${type}`).join(", ");
}

/** More columns than that are counted where a projection passes them on. */
const passedColumnsShown = 30;

function projected(columns: readonly BoundProjection[]): string {
  const isPassed = ({ name, expression }: BoundProjection) => expression.sql === quoteIdentifier(name);
  const passed = columns.filter(isPassed).length;
  const shown = passed > passedColumnsShown ? columns.filter((column) => !isPassed(column)) : columns;
  const texts = shown.map(({ name, type, expression }) => `${expression.sql} AS ${name} ${type}`);
  return [...(shown === columns ? [] : [`${countText(passed, "column")} as they are`]), ...texts].join(", ");
}

export function countText(number: number, noun: string): string {
  return `${formatCount(number)} ${noun}${number === 1 ? "" : "s"}`;
}
