/**
 * A plan after binding: names and types are DuckDB's, every expression is a tree, and only the kinds of relations below are left.
 * Plain data: it crosses from the analyser's process to the planner. A relation that is read several times is one object.
 *
 * Invariants: names of a schema differ in more than case; column references in trees are spelled as in the input's schema, or
 * are bound by a lambda, or name one of DuckDB's functions without parentheses; trees have no alias, no star and no subquery.
 */
import { inputsFirst } from "../../common/inputs-first.js";
import type { CallSite, ExpectationAction, RowFunction } from "../../common/wire/types.js";

export interface BoundColumn {
  readonly name: string;
  /** DuckDB's spelling. */
  readonly type: string;
}

/** An expression as text of its JSON tree: see trees/lossless-json.ts for why it is not parsed on the way. */
export interface BoundExpression {
  readonly json: string;
  readonly callSite: CallSite | null;
  /** As the user wrote it, for messages and explain. */
  readonly sql: string;
}

export interface BoundProjection extends BoundColumn {
  readonly expression: BoundExpression;
}

interface Bound {
  readonly schema: readonly BoundColumn[];
  readonly callSite: CallSite | null;
}

export interface BoundScan extends Bound {
  readonly kind: "scan";
  /** Position among the request's scans. */
  readonly scan: number;
}

export interface BoundValues extends Bound {
  readonly kind: "values";
  readonly rowsJson: Uint8Array;
}

export interface BoundProject extends Bound {
  readonly kind: "project";
  readonly input: BoundRelation;
  readonly columns: readonly BoundProjection[];
}

export interface BoundFilter extends Bound {
  readonly kind: "filter";
  readonly input: BoundRelation;
  readonly condition: BoundExpression;
}

/** All inputs have the union's types in its order; names are those of the union. */
export interface BoundUnion extends Bound {
  readonly kind: "union";
  readonly inputs: readonly BoundRelation[];
}

export interface BoundLimit extends Bound {
  readonly kind: "limit";
  readonly input: BoundRelation;
  /** Undefined: all rows after the offset. */
  readonly count: number | undefined;
  readonly offset: number;
}

/**
 * One row per group; without keys exactly one. `columns` are all columns of the result, the keys among them. Aggregate calls in them
 * have arguments over the input; what stands outside of the calls names keys: `__goldpan_key_<position in keys>`, and the number of
 * the grouping set, `__goldpan_grouping_set BIGINT`, when there are several.
 */
export interface BoundAggregate extends Bound {
  readonly kind: "aggregate";
  readonly input: BoundRelation;
  /** Over the input; named `__goldpan_key_<position>`. */
  readonly keys: readonly BoundProjection[];
  /** Positions in `keys`, one list per grouping set; keys outside of a set are NULL in its rows. Undefined: one set of all keys. */
  readonly groupingSets: readonly (readonly number[])[] | undefined;
  readonly columns: readonly BoundProjection[];
  /** Types of each aggregate call in `columns`, by fingerprint. */
  readonly calls: Readonly<Record<string, AggregateCallTypes>>;
}

/** A key of a join, over either side, both cast to one type. */
export interface BoundJoinKey {
  readonly left: BoundExpression;
  readonly right: BoundExpression;
  readonly type: string;
  /** NULL meets NULL. */
  readonly nullSafe: boolean;
}

export type BoundJoinKind = "inner" | "left" | "right" | "full" | "semi" | "anti" | "cross";

/**
 * The schema is the left columns and then the right ones (left alone for semi and anti); no name is on both sides: the analyser renames
 * below the join and gives the names back above it. A condition that is no equality of the two sides is in the residual, which for
 * outer joins belongs to the condition, not to a filter above.
 */
export interface BoundJoin extends Bound {
  readonly kind: "join";
  readonly joinKind: BoundJoinKind;
  readonly left: BoundRelation;
  readonly right: BoundRelation;
  readonly keys: readonly BoundJoinKey[];
  /** BOOLEAN over the columns of both sides. */
  readonly residual: BoundExpression | undefined;
  /** Asked for by `broadcast(df)`. */
  readonly broadcast: "left" | "right" | undefined;
}

/** Both inputs have the schema's types in its order, as a union's. */
export interface BoundSetOperation extends Bound {
  readonly kind: "setOperation";
  readonly operation: "intersect" | "except";
  readonly all: boolean;
  readonly left: BoundRelation;
  readonly right: BoundRelation;
}

export interface BoundSortOrder {
  readonly expression: BoundExpression;
  readonly type: string;
  readonly descending: boolean;
  readonly nullsFirst: boolean;
}

/** One row per key, the first by `keep`; without it the first as consumed. */
export interface BoundDeduplicate extends Bound {
  readonly kind: "deduplicate";
  readonly input: BoundRelation;
  readonly keys: readonly string[];
  readonly keep: readonly BoundSortOrder[];
  /** The schema's last column: all rows stay, and it says which would. Undefined: the others go. */
  readonly mark: string | undefined;
}

export interface BoundSort extends Bound {
  readonly kind: "sort";
  readonly input: BoundRelation;
  readonly orders: readonly BoundSortOrder[];
  readonly withinPartitions: boolean;
}

/** The input's columns, then one per window function call. All calls of one relation have the same PARTITION BY. */
export interface BoundWindow extends Bound {
  readonly kind: "window";
  readonly input: BoundRelation;
  /** Empty: all rows are one partition. */
  readonly partitionBy: readonly BoundExpression[];
  /** Each a WINDOW node over the input. */
  readonly columns: readonly BoundProjection[];
}

/** The input's columns, then the new ones: [position?, element] or [position?, key, value]. */
export interface BoundUnnest extends Bound {
  readonly kind: "unnest";
  readonly input: BoundRelation;
  /** A list or a map. */
  readonly expression: BoundExpression;
  readonly added: readonly BoundColumn[];
  readonly withPosition: boolean;
  readonly outer: boolean;
}

export interface BoundRepartition extends Bound {
  readonly kind: "repartition";
  readonly input: BoundRelation;
  readonly partitioning: "hash" | "range" | "roundRobin" | "coalesce";
  /** Undefined: by the settings. */
  readonly partitions: number | undefined;
  /** Of hash and range. */
  readonly orders: readonly BoundSortOrder[];
}

export interface BoundSample extends Bound {
  readonly kind: "sample";
  readonly input: BoundRelation;
  readonly fraction: number;
  readonly withReplacement: boolean;
  readonly seed: number;
}

export interface BoundCache extends Bound {
  readonly kind: "cache";
  readonly input: BoundRelation;
  readonly cacheId: number;
}

export interface BoundMapPartitions extends Bound {
  readonly kind: "mapPartitions";
  readonly input: BoundRelation;
  readonly function: RowFunction;
}

export interface AggregateCallTypes {
  readonly returns: string;
  readonly arguments: readonly string[];
}

export interface BoundExpect extends Bound {
  readonly kind: "expect";
  readonly input: BoundRelation;
  readonly name: string;
  readonly asks: BoundQuestion;
  readonly action: ExpectationAction;
  readonly nullsPass: boolean;
  readonly failAbove: { readonly share: number } | { readonly rows: number } | undefined;
  /** Columns of the input that are there for the predicate alone: they are no part of the row. */
  readonly helpers: readonly string[];
}

/** What an expectation asks of each row, or of all rows together. */
export type BoundQuestion =
  /** BOOLEAN. */
  | { readonly of: "row"; readonly predicate: BoundExpression }
  | { readonly of: "count"; readonly min: number | undefined; readonly max: number | undefined }
  /** TIMESTAMP WITH TIME ZONE. */
  | { readonly of: "newest"; readonly value: BoundExpression; readonly ageMaxMs: number };

export type BoundRelation =
  | BoundScan
  | BoundValues
  | BoundProject
  | BoundFilter
  | BoundUnion
  | BoundLimit
  | BoundAggregate
  | BoundExpect
  | BoundJoin
  | BoundSetOperation
  | BoundDeduplicate
  | BoundSort
  | BoundWindow
  | BoundUnnest
  | BoundRepartition
  | BoundSample
  | BoundCache
  | BoundMapPartitions;

/** In their order: the left one first. */
export function inputsOf(relation: BoundRelation): readonly BoundRelation[] {
  switch (relation.kind) {
    case "scan":
    case "values":
      return [];
    case "union":
      return relation.inputs;
    case "join":
    case "setOperation":
      return [relation.left, relation.right];
    default:
      return [relation.input];
  }
}

/** The relation and all below it, inputs first, each once. */
export function relationsOf(root: BoundRelation): BoundRelation[] {
  return inputsFirst(root, inputsOf);
}

export interface AnalysedPlan {
  readonly root: BoundRelation;
  readonly functions: readonly RowFunction[];
  /** Names, in lower case, of DuckDB's aggregate functions and of the macros that contain one. */
  readonly aggregateNames: readonly string[];
  /** What a user should know of the expressions. */
  readonly notices?: readonly { readonly code: string; readonly text: string }[];
}

/** One distinct schema of a scan's files: as an empty Parquet file, or as a table's commit records it. */
export type SchemaSample =
  | { readonly uri: string; readonly emptyFile: Uint8Array }
  | { readonly uri: string; readonly columns: readonly BoundColumn[] };

export interface ScanInput {
  readonly samples: readonly SchemaSample[];
  /** From `key=value` folders; they hide columns of the files with the same name. */
  readonly partitionColumns: readonly BoundColumn[];
}
