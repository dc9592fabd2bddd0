/** Relations as a client would send them, made from SQL. */
import type { CallSite, Expression, NamedExpression, Relation, SortOrder } from "../../../common/wire/types.js";
import type { GoldpanError } from "../../../common/errors/goldpan-error.js";
import { planRefused } from "../../planner/plan-refused.js";

type Body = Omit<Relation, "callSite" | "relation" | "planId">;

/** Makes relations that name one place in the script: where its SQL stands. */
export class WireRelations {
  constructor(readonly callSite: CallSite | null) {}

  refused(what: string, hint: string): GoldpanError {
    return planRefused(this.callSite, what, hint);
  }

  /** One row, of which nothing is read. */
  oneRow(): Relation {
    const schema = { columns: [{ name: oneRowColumn, type: "INTEGER" }] };
    const rowsJson = Buffer.from(`${JSON.stringify({ [oneRowColumn]: 0 })}\n`);
    return this.of("values", { values: { schema, rowsJson } });
  }

  project(input: Relation, columns: NamedExpression[]): Relation {
    return this.of("project", { project: { input, columns } });
  }

  withColumns(input: Relation, columns: NamedExpression[]): Relation {
    return columns.length === 0 ? input : this.of("withColumns", { withColumns: { input, columns } });
  }

  drop(input: Relation, columns: readonly string[]): Relation {
    return columns.length === 0 ? input : this.of("drop", { drop: { input, columns: [...columns] } });
  }

  filter(input: Relation, condition: Expression): Relation {
    return this.of("filter", { filter: { input, condition } });
  }

  alias(input: Relation, name: string): Relation {
    return name === "" ? input : this.of("alias", { alias: { input, name } });
  }

  join(
    left: Relation,
    right: Relation,
    kind: NonNullable<Relation["join"]>["kind"],
    on: { readonly using?: readonly string[]; readonly condition?: Expression },
  ): Relation {
    const { using = [], condition = null } = on;
    return this.of("join", { join: { left, right, kind, using: [...using], condition } });
  }

  union(inputs: Relation[], byName: boolean): Relation {
    return this.of("union", { union: { inputs, byName, allowMissingColumns: byName } });
  }

  setOperation(left: Relation, right: Relation, kind: "INTERSECT" | "EXCEPT", all: boolean): Relation {
    return this.of("setOperation", { setOperation: { left, right, kind, all } });
  }

  deduplicate(input: Relation, keys: readonly string[], keep: SortOrder[]): Relation {
    return this.of("deduplicate", { deduplicate: { mark: "", input, keys: [...keys], keep } });
  }

  sort(input: Relation, orders: SortOrder[]): Relation {
    return orders.length === 0 ? input : this.of("sort", { sort: { input, orders, withinPartitions: false } });
  }

  limit(input: Relation, count: number | undefined, offset: number): Relation {
    return this.of("limit", { limit: { input, ...(count === undefined ? {} : { count }), offset } });
  }

  unnest(input: Relation, expression: Expression, name: string): Relation {
    return this.of("unnest", { unnest: { input, expression, names: [name], withPosition: false, outer: false } });
  }

  aggregate(
    input: Relation,
    grouping: NamedExpression[],
    aggregates: NamedExpression[],
    sets: readonly (readonly number[])[] | undefined,
  ): Relation {
    return this.of("aggregate", {
      aggregate: {
        input,
        grouping,
        aggregates,
        kind: sets === undefined ? "GROUP_BY" : "GROUPING_SETS",
        sets: (sets ?? []).map((keys) => ({ keys: [...keys] })),
        pivot: null,
      },
    });
  }

  private of(relation: NonNullable<Relation["relation"]>, body: Body): Relation {
    const made = { callSite: this.callSite, planId: 0, relation, ...body };
    writtenOut.add(made);
    return made;
  }
}

const writtenOut = new WeakSet<Relation>();

/** Whether it was written out here, and not sent: it says all that it means. */
export function isWrittenOut(relation: Relation): boolean {
  return writtenOut.has(relation);
}

/** Hidden names: no column of a user begins so. */
export const hiddenPrefix = "__goldpan_sql_";
export const oneRowColumn = `${hiddenPrefix}row`;
