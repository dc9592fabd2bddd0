/** A plan's row functions, made known to the binder. */
import type { RowFunction } from "../../../common/wire/types.js";
import type { Engine } from "../engine.js";
import type { FunctionCatalog } from "./function-catalog.js";
import { scriptError, type Place } from "./refusals.js";
import { canonicalType } from "./type-names.js";

/** Row functions bind like DuckDB's own: their types, implicit casts and errors are the binder's. */
export async function declareFunctions(
  functions: readonly RowFunction[],
  engine: Engine,
  catalog: FunctionCatalog,
): Promise<RowFunction[]> {
  const declared = new Map<string, RowFunction>();
  for (const rowFunction of functions) {
    const place: Place = { callSite: rowFunction.callSite, sql: "", columns: [] };
    const name = rowFunction.name.toLowerCase();
    if (catalog.names.has(name)) {
      throw scriptError(
        "PLAN_REFUSED",
        place,
        `the row function '${rowFunction.name}' has the name of a DuckDB function`,
        {
          hint: "give the row function another name",
        },
      );
    }
    const other = declared.get(name);
    if (other !== undefined) {
      if (other.module === rowFunction.module && other.bundleSha256 === rowFunction.bundleSha256) continue;
      throw scriptError("PLAN_REFUSED", place, `two row functions are called '${rowFunction.name}'`, {
        hint: "names are compared without regard to case; give one of them another name",
      });
    }
    const argumentTypes: string[] = [];
    for (const type of rowFunction.argumentTypes) argumentTypes.push(await canonicalType(engine, type, place));
    const returnType = await canonicalType(engine, rowFunction.returnType, place);
    await engine.declare(rowFunction.name, argumentTypes, returnType);
    declared.set(name, { ...rowFunction, argumentTypes, returnType });
  }
  return [...declared.values()];
}
