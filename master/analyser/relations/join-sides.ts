/** The two inputs of a join, and the scope over both in which its condition is bound. */
import type { CallSite, Join } from "../../../common/wire/types.js";
import type { BoundRelation } from "../../planner/analysed-plan.js";
import { columnAsIs } from "../expressions/named-bound.js";
import { Scope, type ScopeColumn } from "../expressions/scope.js";
import type { Binding } from "./binding.js";
import { required } from "./parts.js";
import { Names } from "./projections.js";

/** The inputs of a join with names apart, and the scope over both. */
export interface JoinSides {
  readonly left: Scope;
  readonly right: Scope;
  readonly both: Scope;
}

export async function bindSides(binding: Binding, join: Join, callSite: CallSite | null): Promise<JoinSides> {
  const left = await binding.bind(required(join.left));
  const right = renamedApart(binding, left, await binding.bind(required(join.right)), callSite);
  const where = callSite === null ? "the join" : `the join at ${callSite.file}:${callSite.line}`;
  const columns = [
    ...left.columns.map((column) => onSide(column, right, `the left side of ${where}`)),
    ...right.columns.map((column) => onSide(column, left, `the right side of ${where}`)),
  ];
  const over: BoundRelation = {
    kind: "join",
    joinKind: "cross",
    left: left.relation,
    right: right.relation,
    keys: [],
    residual: undefined,
    broadcast: undefined,
    schema: [...left.relation.schema, ...right.relation.schema],
    callSite,
  };
  return { left, right, both: new Scope(over, columns) };
}

/** Says where a column is from that the other side has too. */
function onSide(column: ScopeColumn, other: Scope, side: string): ScopeColumn {
  const lower = column.name.toLowerCase();
  const isShared = other.named(lower).length > 0;
  return isShared && !column.hidden ? { ...column, side } : column;
}

/** The right side, with other names in the relation where the left one has the same. */
function renamedApart(binding: Binding, left: Scope, right: Scope, callSite: CallSite | null): Scope {
  const isTaken = new Set(left.relation.schema.map(({ name }) => name.toLowerCase()));
  const { schema } = right.relation;
  if (!schema.some(({ name }) => isTaken.has(name.toLowerCase()))) return right;
  const names = new Names([...left.relation.schema, ...schema].map(({ name }) => name));
  const renamed = schema.map((column) =>
    isTaken.has(column.name.toLowerCase())
      ? columnAsIs(column, callSite, names.take(column.name))
      : binding.projections.passedThrough(column),
  );
  const relation = binding.projections.over(right.relation, renamed, callSite);
  const byName = new Map(schema.map(({ name }, index) => [name, relation.schema[index]]));
  const columns = right.columns.map((column) => ({
    ...column,
    column: byName.get(column.column.name) ?? column.column,
  }));
  return new Scope(relation, columns, right.broadcast);
}
