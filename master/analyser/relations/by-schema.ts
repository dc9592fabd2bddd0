/**
 * Relations that depend on the names and types of their input, such as Spark's `na` functions: written out as relations that a client
 * would have sent, had it known them. The input is bound once.
 */
import type {
  BySchema,
  CallSite,
  DropNulls,
  FillNulls,
  NamedExpression,
  NameColumns,
  Relation,
  ReplaceValues,
  ShareOfRows,
  Unpivot,
} from "../../../common/wire/types.js";
import { quoteIdentifier, quoteText } from "../../../common/sql-text.js";
import { scriptError } from "../expressions/refusals.js";
import type { Scope } from "../expressions/scope.js";
import { WireRelations } from "../sql/wire-relations.js";
import type { Binding } from "./binding.js";
import { castSql, isOfKind, kindOf, presentSql } from "./column-kinds.js";
import { placeAt, required } from "./parts.js";
import { assertReachable } from "./projections.js";
import { columnsNamed, expressionOf, namedOf, type KnownInput } from "./known-input.js";
import { summarized } from "./summarize.js";

export async function bindBySchema(binding: Binding, bySchema: BySchema, callSite: CallSite | null): Promise<Scope> {
  const scope = await binding.bind(required(bySchema.input));
  if (bySchema.form === "nameColumns") {
    return nameColumns(binding, scope, required(bySchema.nameColumns), callSite);
  }
  const columns = scope.visible.map(({ name, column }) => ({ name, type: column.type }));
  const known: KnownInput = {
    input: binding.standFor(scope),
    scope,
    columns,
    make: new WireRelations(callSite),
    callSite,
  };
  return binding.bind(written(bySchema, known));
}

function written(bySchema: BySchema, known: KnownInput): Relation {
  switch (bySchema.form) {
    case "fillNulls":
      return fillNulls(required(bySchema.fillNulls), known);
    case "dropNulls":
      return dropNulls(required(bySchema.dropNulls), known);
    case "replaceValues":
      return replaceValues(required(bySchema.replaceValues), known);
    case "summarize":
      return summarized(required(bySchema.summarize), known);
    case "unpivot":
      return unpivot(required(bySchema.unpivot), known);
    case "shareOfRows":
      return shareOfRows(required(bySchema.shareOfRows), known);
    default:
      throw scriptError(
        "PLAN_REFUSED",
        placeAt(known.callSite),
        "the plan has a relation that this master does not know",
        {
          hint: "run the same goldpan release on master, workers and clients",
        },
      );
  }
}

function fillNulls({ fills }: FillNulls, known: KnownInput): Relation {
  const filled = new Map<string, NamedExpression>();
  for (const { columns, kind, castsToAny, value: given } of fills) {
    const value = required(given);
    for (const column of columnsNamed(columns, known)) {
      if (!castsToAny && !isOfKind(column.type, kind)) continue;
      const sql = `CASE WHEN ${presentSql(column)} THEN ${quoteIdentifier(column.name)} ELSE ${castSql(value.sql, kind, column.type)} END`;
      filled.set(column.name, namedOf(column.name, sql, value.callSite));
    }
  }
  return known.make.withColumns(known.input, [...filled.values()]);
}

function dropNulls({ columns: names, valuesMin }: DropNulls, known: KnownInput): Relation {
  const columns = columnsNamed(names, known);
  const { make, input, callSite } = known;
  if (valuesMin === undefined || valuesMin === columns.length) {
    // A condition for each column: those of Parquet's statistics are of use.
    return columns.reduce(
      (relation, column) => make.filter(relation, expressionOf(presentSql(column), callSite)),
      input,
    );
  }
  const values = columns.map((column) => `CASE WHEN ${presentSql(column)} THEN 1 ELSE 0 END`);
  return make.filter(input, expressionOf(`${values.join(" + ")} >= ${valuesMin}`, callSite));
}

function replaceValues({ columns: names, kind, replacements }: ReplaceValues, known: KnownInput): Relation {
  const columns = columnsNamed(names, known).filter(({ type }) => isOfKind(type, kind));
  const replaced = columns.map((column) => {
    const name = quoteIdentifier(column.name);
    const cases = replacements.map(({ from, to }) => {
      const value = castSql(required(to).sql, kind, column.type);
      return `WHEN ${name} = ${required(from).sql} THEN ${value}`;
    });
    const callSite = replacements[0]?.from?.callSite ?? known.callSite;
    return namedOf(column.name, `CASE ${cases.join(" ")} ELSE ${name} END`, callSite);
  });
  return known.make.withColumns(known.input, replaced);
}

/** By position: two columns of one name, as a join may have, get names of their own. */
function nameColumns({ projections }: Binding, scope: Scope, { names }: NameColumns, callSite: CallSite | null): Scope {
  const { visible } = scope;
  if (names.length !== visible.length) {
    const what = `${visible.length} columns (${scope.names.join(", ")}) cannot take ${names.length} names`;
    throw scriptError("PLAN_REFUSED", placeAt(callSite), what, { hint: "give as many names as there are columns" });
  }
  const columns = visible.map((column, index) => {
    const { bound } = projections.passedOn(column);
    return { bound: { ...bound, name: names[index] ?? bound.name }, from: undefined };
  });
  assertReachable(columns, callSite);
  return projections.select(scope, columns, callSite);
}

const pairColumn = "__goldpan_unpivoted";

function unpivot({ ids, values: wanted, nameColumn, valueColumn }: Unpivot, known: KnownInput): Relation {
  const { make, input, callSite } = known;
  const kept = ids.length === 0 ? [] : columnsNamed(ids, known);
  const values =
    wanted.length === 0 ? known.columns.filter((column) => !kept.includes(column)) : columnsNamed(wanted, known);
  const [first] = values;
  if (first === undefined) {
    throw scriptError("PLAN_REFUSED", placeAt(callSite), "there is no column to unpivot", {
      hint: "leave at least one column out of the ids",
    });
  }
  const other = values.find(({ type }) => kindOf(type) !== kindOf(first.type));
  if (other !== undefined) {
    const what = `unpivot puts ${first.name} (${first.type}) and ${other.name} (${other.type}) into one column`;
    throw scriptError("TYPE_MISMATCH", placeAt(callSite), what, { hint: "cast them to one type first" });
  }
  const pairs = values.map(({ name }) => `{'name': ${quoteText(name)}, 'value': ${quoteIdentifier(name)}}`);
  const unnested = make.unnest(input, expressionOf(`[${pairs.join(", ")}]`, callSite), pairColumn);
  return make.project(unnested, [
    ...kept.map(({ name }) => namedOf(name, quoteIdentifier(name), callSite)),
    namedOf(nameColumn, `"${pairColumn}"."name"`, callSite),
    namedOf(valueColumn, `"${pairColumn}"."value"`, callSite),
  ]);
}

/** 53 bits of a hash, as a DOUBLE in [0, 1). */
function shareOfRows({ lower, upper, seed }: ShareOfRows, { make, input, columns, callSite }: KnownInput): Relation {
  const parts = [...columns.map(({ name }) => quoteIdentifier(name)), `${seed}::UBIGINT`];
  const draw = `CAST(hash(hash(${parts.join(", ")})) >> 11 AS DOUBLE) / 9007199254740992`;
  return make.filter(input, expressionOf(`${draw} >= ${lower} AND ${draw} < ${upper}`, callSite));
}
