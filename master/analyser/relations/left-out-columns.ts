/**
 * Filters and sorts by what the input no longer has, as Spark understands them: a column that a `select` or `drop` below left out, or
 * an aggregate of the groups below. The relation below then gives it, and it is dropped again.
 */
import { sameName } from "../../../common/same-name.js";
import { isGoldpanError } from "../../../common/errors/goldpan-error.js";
import { quoteIdentifier } from "../../../common/sql-text.js";
import type { Expression, Relation } from "../../../common/wire/types.js";
import { lackOf, type Lack } from "../expressions/lacks.js";
import type { Scope } from "../expressions/scope.js";
import { isWrittenOut } from "../sql/wire-relations.js";
import type { Binding, Widened } from "./binding.js";

/**
 * @param relation  a filter or a sort
 * @param bindOver  binds it, its input being bound already
 * @throws what `bindOver` throws, unless another relation means what the script does
 */
export async function orByLeftOut(
  binding: Binding,
  relation: Relation,
  bindOver: (relation: Relation) => Promise<Scope>,
): Promise<Scope> {
  const input = inputOf(relation);
  // SQL means what DuckDB means by it.
  if (input === undefined || isWrittenOut(relation)) return bindOver(relation);
  // What the input lacks is not for this relation to mend.
  const scope = await binding.bind(input);
  try {
    return await bindOver(overInput(relation, binding.standFor(scope)));
  } catch (error) {
    const lack = lackOf(error);
    const wide = lack === undefined ? undefined : withLack(binding, relation, lack);
    if (wide === undefined) throw error;
    try {
      const mended = await binding.bind(dropped(wide.relation, wide.added));
      binding.widened.set(relation, wide);
      return mended;
    } catch (other) {
      // What the script wrote is what it should read about.
      throw isGoldpanError(other) ? error : other;
    }
  }
}

function withLack(binding: Binding, relation: Relation, lack: Lack): Widened | undefined {
  const input = inputOf(relation);
  if (input === undefined) return undefined;
  if (lack.kind === "column") {
    const below = widened(binding, input, lack.path, relation);
    return below === undefined ? undefined : { ...below, relation: overInput(relation, below.relation) };
  }
  const expression = expressionsOf(relation).find(({ sql }) => sql === lack.sql);
  const name = binding.helperName("aggregate");
  const below = expression === undefined ? undefined : aggregating(binding, input, name, expression);
  if (below === undefined || expression === undefined) return undefined;
  return { ...below, relation: reading(overInput(relation, below.relation), expression, name) };
}

function expressionsOf({ filter, sort }: Relation): Expression[] {
  const all = [filter?.condition, ...(sort?.orders ?? []).map(({ expression }) => expression)];
  return all.filter((expression) => expression !== null && expression !== undefined);
}

/** The relation with one more column, which it had to leave out. */
function widened(binding: Binding, given: Relation, path: readonly string[], at: Relation): Widened | undefined {
  const { relation: below, added } = asBound(binding, given);
  const name = path.at(-1) ?? "";
  if (added.some((column) => sameName(column, name))) return { relation: below, added };
  const { project, drop } = below;
  if (project) {
    const expression = { sql: path.map(quoteIdentifier).join("."), callSite: at.callSite };
    const columns = [...project.columns, { name: "", expression, hugeintAsBigint: false }];
    return { relation: { ...below, project: { input: bound(binding, project.input), columns } }, added: [name] };
  }
  if (drop) {
    const columns = drop.columns.filter((column) => !sameName(column, name));
    const input = bound(binding, drop.input);
    if (columns.length === drop.columns.length || input === null) return undefined;
    return { relation: columns.length === 0 ? input : { ...below, drop: { input, columns } }, added: [name] };
  }
  const input = inputOf(below) ?? below.withColumns?.input ?? undefined;
  const wider = input === undefined ? undefined : widened(binding, input, path, at);
  if (wider === undefined) return undefined;
  if (!below.withColumns) return { relation: overInput(below, wider.relation), added: [...added, ...wider.added] };
  // It may have columns of its own by the names of those that only filters below it read.
  const others = wider.added.filter((column) => !sameName(column, name));
  return { relation: overInput(below, dropped(wider.relation, others)), added: [name] };
}

/** The aggregation with one more aggregate. */
function aggregating(binding: Binding, given: Relation, name: string, expression: Expression): Widened | undefined {
  const { relation: below, added } = asBound(binding, given);
  const { aggregate } = below;
  if (aggregate) {
    if (aggregate.pivot !== null) return undefined;
    const aggregates = [...aggregate.aggregates, { name, expression, hugeintAsBigint: false }];
    const input = bound(binding, aggregate.input);
    return { relation: { ...below, aggregate: { ...aggregate, input, aggregates } }, added: [name] };
  }
  const input = inputOf(below);
  const wider = input === undefined ? undefined : aggregating(binding, input, name, expression);
  if (wider === undefined) return undefined;
  return { relation: overInput(below, wider.relation), added: [...added, ...wider.added] };
}

function asBound(binding: Binding, relation: Relation): Widened {
  const wide = binding.widened.get(relation);
  if (wide === undefined) return { relation, added: [] };
  const wider = asBound(binding, wide.relation);
  return { ...wider, added: [...wide.added, ...wider.added] };
}

/** Of relations that pass all columns on. */
function inputOf({ filter, sort, limit }: Relation): Relation | undefined {
  return (filter ?? sort ?? limit)?.input ?? undefined;
}

function overInput(relation: Relation, input: Relation): Relation {
  const { filter, sort, limit, withColumns } = relation;
  if (filter) return { ...relation, filter: { ...filter, input } };
  if (withColumns) return { ...relation, withColumns: { ...withColumns, input } };
  if (sort) return { ...relation, sort: { ...sort, input } };
  return limit ? { ...relation, limit: { ...limit, input } } : relation;
}

/** The filter or sort with a column in place of the expression. */
function reading(relation: Relation, expression: Expression, name: string): Relation {
  const column = { sql: quoteIdentifier(name), callSite: expression.callSite };
  const { filter, sort } = relation;
  if (filter) return { ...relation, filter: { ...filter, condition: column } };
  if (!sort) return relation;
  const orders = sort.orders.map((order) =>
    order.expression === expression ? { ...order, expression: column } : order,
  );
  return { ...relation, sort: { ...sort, orders } };
}

function dropped(input: Relation, columns: readonly string[]): Relation {
  if (columns.length === 0) return input;
  return { callSite: input.callSite, planId: 0, relation: "drop", drop: { input, columns: [...columns] } };
}

/** So that it is not bound once more. */
function bound(binding: Binding, relation: Relation | null): Relation | null {
  const scope = relation === null ? undefined : binding.scopeOf(relation);
  return scope === undefined ? relation : binding.standFor(scope);
}
