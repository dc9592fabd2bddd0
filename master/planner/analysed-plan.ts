/**
 * A plan after binding: names and types are DuckDB's, every expression is a tree, and only eight kinds of relations are left.
 * Plain data: it crosses from the analyser's process to the planner.
 *
 * Invariants: names of a schema differ in more than case; column references in trees are spelled as in the input's schema, or
 * are bound by a lambda, or name one of DuckDB's functions without parentheses; trees have no alias, no star and no subquery.
 */
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
  readonly count: number;
}

/** Without keys: one row. */
export interface BoundAggregate extends Bound {
  readonly kind: "aggregate";
  readonly input: BoundRelation;
  readonly columns: readonly BoundProjection[];
  /** Types of each aggregate call in `columns`, by fingerprint. */
  readonly calls: Readonly<Record<string, AggregateCallTypes>>;
}

export interface AggregateCallTypes {
  readonly returns: string;
  readonly arguments: readonly string[];
}

export interface BoundExpect extends Bound {
  readonly kind: "expect";
  readonly input: BoundRelation;
  readonly name: string;
  /** BOOLEAN. */
  readonly predicate: BoundExpression;
  readonly action: ExpectationAction;
  readonly nullsPass: boolean;
  readonly failAbove: { readonly share: number } | { readonly rows: number } | undefined;
}

export type BoundRelation =
  BoundScan | BoundValues | BoundProject | BoundFilter | BoundUnion | BoundLimit | BoundAggregate | BoundExpect;

export interface AnalysedPlan {
  readonly root: BoundRelation;
  readonly functions: readonly RowFunction[];
  /** Names, in lower case, of DuckDB's aggregate functions and of the macros that contain one. */
  readonly aggregateNames: readonly string[];
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
