/** Which folders a partitioned write can make, where its partition columns are the inputs' own `key=value` folders. Pure. */
import type { BoundProject, BoundRelation } from "./analysed-plan.js";
import type { CatalogScan } from "./catalog-port.js";
import { parseTree, plainColumn } from "./trees/tree.js";

/**
 * @param columns  of the relation, outermost first
 * @returns how many folders there are at most; undefined where it depends on the rows
 */
export function partitionFoldersAtMost(
  relation: BoundRelation,
  columns: readonly string[],
  scans: readonly CatalogScan[],
): number | undefined {
  return foldersOf(relation, columns, scans)?.size;
}

function foldersOf(
  relation: BoundRelation,
  columns: readonly string[],
  scans: readonly CatalogScan[],
): ReadonlySet<string> | undefined {
  switch (relation.kind) {
    case "scan":
      return foldersOfFiles(scans[relation.scan], columns);
    case "project": {
      const below = columns.map((name) => passedThrough(relation, name));
      return below.every((name) => name !== undefined) ? foldersOf(relation.input, below, scans) : undefined;
    }
    case "filter":
    case "limit":
    case "expect":
    case "deduplicate":
    case "sort":
    case "repartition":
    case "sample":
    case "cache":
    case "window":
    case "unnest":
      return foldersOf(relation.input, columns, scans);
    case "union": {
      const inputs = [...new Set(relation.inputs)];
      return unionOf(inputs.map((input) => foldersOf(input, positioned(relation, input, columns), scans)));
    }
    default:
      return undefined;
  }
}

function foldersOfFiles(scan: CatalogScan | undefined, columns: readonly string[]): ReadonlySet<string> | undefined {
  if (!columns.every((name) => scan?.partitionColumns.some((column) => column.name === name))) return undefined;
  const files = scan?.files ?? [];
  return new Set(
    files.map(({ partitionValues }) => JSON.stringify(columns.map((name) => partitionValues.get(name) ?? null))),
  );
}

function passedThrough({ columns }: BoundProject, name: string): string | undefined {
  const column = columns.find((projection) => projection.name === name);
  return column === undefined ? undefined : plainColumn(parseTree(column.expression.json));
}

/** A union's names are its first input's; the others' columns are found by position. */
function positioned(
  union: Extract<BoundRelation, { kind: "union" }>,
  input: BoundRelation,
  columns: readonly string[],
): string[] {
  return columns.map((name) => {
    const at = union.schema.findIndex((column) => column.name === name);
    return input.schema[at]?.name ?? name;
  });
}

function unionOf(sets: readonly (ReadonlySet<string> | undefined)[]): ReadonlySet<string> | undefined {
  const all = new Set<string>();
  for (const set of sets) {
    if (set === undefined) return undefined;
    for (const folder of set) all.add(folder);
  }
  return all;
}
