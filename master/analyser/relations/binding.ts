/** What the binders of single relations share. */
import type { Relation } from "../../../common/wire/types.js";
import type { ScanInput } from "../../planner/analysed-plan.js";
import type { Engine } from "../engine.js";
import type { ScriptFunctions } from "../expressions/check-tree.js";
import type { ExpressionBinder } from "../expressions/expression-binder.js";
import type { FunctionCatalog } from "../expressions/function-catalog.js";
import type { Scope } from "../expressions/scope.js";
import type { EmptyTables } from "./empty-tables.js";
import type { Projections } from "./projections.js";

export interface RelationContext {
  readonly engine: Engine;
  readonly functions: FunctionCatalog;
  /** One per scan of the plan, in the order of `scansOf`. */
  readonly scans: readonly ScanInput[];
  /** Where empty files are put for DuckDB to read. */
  readonly folder: string;
}

/** A relation that gives more than the script asks of it. */
export interface Widened {
  readonly relation: Relation;
  /** Columns to drop. */
  readonly added: readonly string[];
}

export interface Binding extends RelationContext {
  readonly scriptFunctions: ScriptFunctions;
  readonly expressions: ExpressionBinder;
  readonly tables: EmptyTables;
  readonly projections: Projections;
  readonly bind: (relation: Relation) => Promise<Scope>;
  /** A relation that is bound already: `bind` gives the scope. */
  readonly standFor: (scope: Scope) => Relation;
  /** What `bind` gave; undefined for a relation that it did not meet. */
  readonly scopeOf: (relation: Relation) => Scope | undefined;
  /** What filters and sorts that their inputs lack something for were bound as, for those above them that lack something, too. */
  readonly widened: WeakMap<Relation, Widened>;
  /** `__goldpan_window_3`: a name that no other column of the plan has. */
  readonly helperName: (subject: string) => string;
}
