/** What the parts of a translation share. */
import type { Relation } from "../../../common/wire/types.js";
import type { Tree } from "../../planner/trees/tree.js";
import type { QueryNode } from "./query-nodes.js";
import type { Item } from "./select-items.js";
import type { TextQueue } from "./text-queue.js";
import type { WireRelations } from "./wire-relations.js";

export interface SqlContext {
  readonly texts: TextQueue;
  readonly make: WireRelations;
  /** Of DuckDB's functions and the script's, by name in lower case. */
  readonly isAggregate: (name: string) => boolean;
  /** Functions near a name, in lower case, that none has; undefined where one has it. */
  readonly nearUnknown: (name: string) => readonly string[] | undefined;
  /** Visible columns of a relation, in order. @throws what is wrong in it */
  readonly columnsOf: (relation: Relation) => Promise<readonly string[]>;
  /** Their types, as DuckDB spells them. @throws what is wrong in it */
  readonly typesOf: (relation: Relation) => Promise<readonly string[]>;
  /** What another query inside this one stands for. */
  readonly translate: (query: QueryNode, tables: Tables) => Promise<Relation>;
  /** A number that no other hidden name has. */
  readonly next: () => number;
}

/** Views and CTEs by name in lower case. */
export type Tables = ReadonlyMap<string, Relation>;

/** What is left of a SELECT once its groups are made. */
export interface Selected {
  readonly relation: Relation;
  readonly items: readonly Item[];
  readonly hidden: readonly string[];
  readonly qualify: Tree | undefined;
  /** Over the relation's columns. */
  readonly orders: readonly SortTree[];
  /** DISTINCT ON's, over the same. */
  readonly on: readonly { readonly tree: Tree }[];
}

export interface SortTree {
  readonly tree: Tree;
  /** Whether it stands for columns that a star becomes, by a position or ALL. */
  readonly isPlace: boolean;
  /** Whether it is an item's, and so over the rows read, whatever a star calls its columns. */
  readonly isItem: boolean;
  readonly descending: boolean;
  readonly nulls: "NULLS_FIRST" | "NULLS_LAST";
}
