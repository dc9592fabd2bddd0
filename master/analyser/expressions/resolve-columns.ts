/** References of a parsed expression, from names of the script to columns of the input's relation. */
import { replaceColumns } from "../../planner/trees/tree-columns.js";
import { call, columnReference, nullConstant, plainColumn, type Tree } from "../../planner/trees/tree.js";
import { plainTree } from "./plain-trees.js";
import { withLack } from "./lacks.js";
import { ambiguousColumn, columnNotFound, scriptError, type Place } from "./refusals.js";
import { planIdOf, type Resolution, type Scope } from "./scope.js";

/** Functions that are written like a column, by their names: DuckDB looks for them when no column has the name. */
const columnLikeFunctions = new Map([
  ["current_catalog", "current_database"],
  ["current_time", "get_current_time"],
  ["current_timestamp", "get_current_timestamp"],
  ["localtime", "current_localtime"],
  ["localtimestamp", "current_localtimestamp"],
  ...["current_date", "current_role", "current_schema", "current_user", "session_user", "user"].map(
    (name) => [name, name] as const,
  ),
]);

/**
 * @param isNull  whether a column is NULL without a type, which takes the one that is asked for
 * @param check  sees the tree made plain, before its names are resolved
 * @returns `asWritten`: every name is also the column's own, so that DuckDB understands the user's text
 * @throws COLUMN_NOT_FOUND, AMBIGUOUS_COLUMN
 */
export function resolveColumns(
  written: Tree,
  place: Place,
  scope: Scope,
  lambdas: ReadonlySet<string>,
  isNull: (column: string) => boolean,
  check: (plain: Tree) => void,
): { tree: Tree; asWritten: boolean } {
  let asWritten = true;
  const nameOf = (path: readonly string[]): string | undefined => {
    const resolution = scope.resolve(path);
    return resolution.kind === "column" && resolution.fields.length === 0 ? resolution.column.name : undefined;
  };
  const plain = plainTree(written, { nameOf, lambdas });
  check(plain);
  const isWhole = plainColumn(plain) !== undefined;
  const tree = replaceColumns(plain, (path) => {
    const [name = ""] = path;
    const resolution = scope.resolve(path);
    switch (resolution.kind) {
      case "column": {
        const { column, fields, qualified } = resolution;
        if (!isWhole && fields.length === 0 && isNull(column.column.name)) {
          asWritten = false;
          return nullConstant();
        }
        asWritten &&= !qualified && column.column.name.toLowerCase() === name.toLowerCase();
        return columnReference(column.column.name, ...fields);
      }
      case "ambiguous":
        throw ambiguousColumn(place, path, resolution.columns);
      case "unknown": {
        const like = path.length === 1 ? columnLikeFunctions.get(name.toLowerCase()) : undefined;
        if (like !== undefined) return call(like, []);
        throw withLack(unknownColumn(place, path, resolution), { kind: "column", path });
      }
    }
  });
  return { tree, asWritten };
}

function unknownColumn(place: Place, path: readonly string[], resolution: Extract<Resolution, { kind: "unknown" }>) {
  const [qualifier = "", column = ""] = path;
  if (planIdOf(qualifier) === undefined) {
    return columnNotFound({ ...place, columns: resolution.known }, resolution.name, { path });
  }
  const what = `the column '${column}' of that DataFrame is not here any more: it was left out, replaced or aggregated since`;
  return scriptError("COLUMN_NOT_FOUND", place, what, {
    hint: `take the column of the DataFrame at hand: col("${column}")`,
  });
}
