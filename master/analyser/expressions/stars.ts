/** Stars written out: `*`, `alias.*`, EXCLUDE, REPLACE and RENAME by the scope's names; COLUMNS(…) by what DuckDB makes of those names. */
import { isArray, isObject, type JsonObject } from "../../planner/trees/lossless-json.js";
import { isTree, text, type Tree } from "../../planner/trees/tree.js";
import { columnNotFound, type Place } from "./refusals.js";
import type { Scope, ScopeColumn } from "./scope.js";

/** One column that comes of a star. */
export interface StarItem {
  readonly column: ScopeColumn;
  readonly name: string;
  /** What REPLACE puts there. */
  readonly replacement: Tree | undefined;
}

/** Columns that a star stands for; undefined where its qualifier is neither an alias nor a DataFrame. */
export function starColumns(star: Tree, scope: Scope): readonly ScopeColumn[] | undefined {
  const qualifier = text(star, "relation_name");
  if (qualifier === "") return scope.visible;
  const columns = scope.qualifiedBy(qualifier);
  return columns.length === 0 ? undefined : columns;
}

/** `COLUMNS(…)` chooses by a pattern, a lambda or a list. */
export function choosesColumns(star: Tree): boolean {
  return star["columns"] === true || isTree(star["expr"]);
}

export function replacesColumns(star: Tree): boolean {
  return objectsIn(star, "replace_list").length > 0;
}

/** Old names by those that RENAME gives, in lower case. */
export function renamedNames(star: Tree): ReadonlyMap<string, string> {
  return new Map(
    objectsIn(star, "rename_list").map(({ key, value }) => [asText(value).toLowerCase(), nameIn(key).column]),
  );
}

/** @throws COLUMN_NOT_FOUND for a name in EXCLUDE, REPLACE or RENAME that the star does not have */
export function starItems(star: Tree, columns: readonly ScopeColumn[], place: Place): StarItem[] {
  const excluded = [
    ...textsIn(star, "exclude_list").map(plainName),
    ...objectsIn(star, "qualified_exclude_list").map(nameIn),
  ];
  const renamed = objectsIn(star, "rename_list").map(({ key, value }) => ({ name: nameIn(key), to: asText(value) }));
  const replaced = objectsIn(star, "replace_list").map(({ key, value }) => ({
    name: plainName(asText(key)),
    by: value,
  }));
  for (const name of [...excluded, ...renamed.map((entry) => entry.name), ...replaced.map((entry) => entry.name)]) {
    if (columns.some((column) => isNamed(column, name))) continue;
    throw columnNotFound({ ...place, columns: columns.map((column) => column.name) }, name.column);
  }
  return columns
    .filter((column) => !excluded.some((name) => isNamed(column, name)))
    .map((column) => {
      const rename = renamed.find(({ name }) => isNamed(column, name));
      const replacement = replaced.find(({ name }) => isNamed(column, name))?.by;
      return {
        column,
        name: rename?.to ?? column.name,
        replacement: isTree(replacement) ? replacement : undefined,
      };
    });
}

interface StarName {
  readonly qualifier: string;
  readonly column: string;
}

function isNamed({ name, alias }: ScopeColumn, { qualifier, column }: StarName): boolean {
  if (name.toLowerCase() !== column.toLowerCase()) return false;
  return qualifier === "" || qualifier.toLowerCase() === alias;
}

function plainName(column: string): StarName {
  return { qualifier: "", column };
}

function nameIn(value: JsonObject[string] | undefined): StarName {
  if (!isObject(value)) return plainName(asText(value));
  return { qualifier: asText(value["table"]), column: asText(value["column"]) };
}

function asText(value: JsonObject[string] | undefined): string {
  return typeof value === "string" ? value : "";
}

function textsIn(star: Tree, member: string): string[] {
  const list = star[member];
  return isArray(list) ? list.filter((value) => typeof value === "string") : [];
}

function objectsIn(star: Tree, member: string): JsonObject[] {
  const list = star[member];
  return isArray(list) ? list.filter(isObject) : [];
}
