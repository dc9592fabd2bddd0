/** Empty tables for DuckDB to bind against. */
import { quoteIdentifier } from "../../../common/sql-text.js";
import type { BoundColumn } from "../../planner/analysed-plan.js";
import type { Engine } from "../engine.js";
import type { Input } from "../expressions/expression-binder.js";
import { refusalToError } from "../expressions/refusals.js";
import type { Scope } from "../expressions/scope.js";
import { placeAt } from "./parts.js";

/** Beyond so many a table is made anew. */
const addedColumnsMax = 4;

export class EmptyTables {
  /** The table that was made last. */
  private latest: { readonly table: string; readonly columns: readonly BoundColumn[] } | undefined;

  constructor(private readonly engine: Engine) {}

  /**
   * A table with the schema of the scope's relation. The one that was made last is taken where this one only adds columns: nothing
   * is bound against that one any more, and in a long chain making each table anew would take most of the time.
   */
  async of(scope: Scope): Promise<Input> {
    const { schema: columns, callSite } = scope.relation;
    const added = this.latest === undefined ? undefined : addedColumns(this.latest.columns, columns);
    const table = this.latest === undefined || added === undefined ? this.engine.tableName() : this.latest.table;
    const definitions = (added ?? columns).map(({ name, type }) => `${quoteIdentifier(name)} ${type}`);
    // Half altered it is of no use.
    this.latest = undefined;
    try {
      if (added === undefined) await this.engine.run(`CREATE TEMP TABLE ${table} (${definitions.join(", ")})`);
      else for (const column of definitions) await this.engine.run(`ALTER TABLE ${table} ADD COLUMN ${column}`);
    } catch (error) {
      throw refusalToError(error, placeAt(callSite));
    }
    this.latest = { table, columns };
    return { table, scope };
  }
}

/** What `columns` has after all of `known`; undefined where that is not how they differ, or much. */
function addedColumns(known: readonly BoundColumn[], columns: readonly BoundColumn[]): BoundColumn[] | undefined {
  const added = columns.length - known.length;
  if (added < 0 || added > addedColumnsMax) return undefined;
  const same = known.every(({ name, type }, index) => columns[index]?.name === name && columns[index].type === type);
  return same ? columns.slice(known.length) : undefined;
}
