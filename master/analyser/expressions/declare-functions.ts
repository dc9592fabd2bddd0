/** A plan's row functions, made known to the binder. */
import type { RowFunction } from "../../../common/wire/types.js";
import type { Engine } from "../engine.js";
import type { ScriptFunctions } from "./check-tree.js";
import type { FunctionCatalog } from "./function-catalog.js";
import { parseSelect } from "./parse.js";
import { functionName } from "./plain-trees.js";
import { scriptError, type Place } from "./refusals.js";
import { canonicalType } from "./type-names.js";

/** Row functions bind like DuckDB's own: their types, implicit casts and errors are the binder's. */
export async function declareFunctions(
  functions: readonly RowFunction[],
  engine: Engine,
  catalog: FunctionCatalog,
): Promise<RowFunction[]> {
  // It is a column of the rows to the planner.
  await engine.declare("input_file_name", [], "VARCHAR");
  const declared = new Map<string, RowFunction>();
  for (const rowFunction of functions) {
    const place: Place = { callSite: rowFunction.callSite, sql: "", columns: [] };
    const name = rowFunction.name.toLowerCase();
    if (catalog.names.has(name) || !(await canBeCalled(rowFunction, engine))) {
      const what = `the row function '${rowFunction.name}' has the name of a DuckDB function, or of what SQL writes like one`;
      throw scriptError("PLAN_REFUSED", place, what, { hint: "give the row function another name" });
    }
    const other = declared.get(name);
    if (other !== undefined) {
      if (other.module === rowFunction.module && other.bundleSha256 === rowFunction.bundleSha256) continue;
      throw scriptError("PLAN_REFUSED", place, `two row functions are called '${rowFunction.name}'`, {
        hint: "names are compared without regard to case; give one of them another name",
      });
    }
    declared.set(name, await declare(rowFunction, engine, place));
  }
  return [...declared.values()];
}

/** False for `coalesce`, `date` or `none`: with parentheses after them they are operators, casts or no SQL at all. */
async function canBeCalled({ name, kind, argumentTypes }: RowFunction, engine: Engine): Promise<boolean> {
  if (kind === "PARTITIONS") return true;
  const parsed = await parseSelect(engine, `${name}(${argumentTypes.map(() => "NULL").join(", ")})`);
  return parsed.kind === "expression" && functionName(parsed.tree) === name.toLowerCase();
}

async function declare(rowFunction: RowFunction, engine: Engine, place: Place): Promise<RowFunction> {
  // It is called for batches of rows, and by no expression.
  if (rowFunction.kind === "PARTITIONS") return rowFunction;
  const argumentTypes: string[] = [];
  for (const type of rowFunction.argumentTypes) argumentTypes.push(await canonicalType(engine, type, place));
  const returnType = await canonicalType(engine, rowFunction.returnType, place);
  const isAggregate = rowFunction.kind === "AGGREGATE";
  // Of lists, so that the aggregate `list` stands around what is not grouped.
  const bindingTypes = isAggregate ? argumentTypes.map((type) => `${type}[]`) : argumentTypes;
  await engine.declare(rowFunction.name, bindingTypes, returnType);
  const stateType = isAggregate ? await canonicalType(engine, rowFunction.stateType, place) : "";
  return { ...rowFunction, argumentTypes, returnType, stateType };
}

/** @returns names by kind, in lower case */
export function scriptFunctionsOf(functions: readonly RowFunction[]): ScriptFunctions {
  const namesOf = (kind: RowFunction["kind"]): Set<string> =>
    new Set(functions.filter((known) => known.kind === kind).map(({ name }) => name.toLowerCase()));
  return { scalars: namesOf("SCALAR"), aggregates: namesOf("AGGREGATE") };
}
