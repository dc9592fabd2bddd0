/** Files that SQL texts of a plan read by path: they are scans like others, and have to be found before the plan is bound. */
import type { Plan, Relation } from "../../../common/wire/types.js";
import { relationsOf } from "../../../common/wire/relation-inputs.js";
import type { Engine } from "../engine.js";
import { pathsRead } from "../sql/expand-sql.js";

/**
 * Adds a scan to the views of each SQL text for each path that it reads, named by the path.
 * @throws SYNTAX_ERROR, PLAN_REFUSED for what is no SELECT
 */
export async function addSqlPaths(plan: Plan, engine: Engine): Promise<Plan> {
  for (const relation of plan.root === null ? [] : relationsOf(plan.root)) {
    const { sql, callSite } = relation;
    if (!sql) continue;
    for (const path of await pathsRead(engine, sql, callSite))
      sql.views[path] ??= scanOf(absolute(path, sql.folder), relation);
  }
  return plan;
}

/** A path without a scheme lies where the script was submitted. */
function absolute(path: string, folder: string): string {
  if (path.includes("://")) return path;
  return path.startsWith("/") ? `file://${path}` : `${folder}${path.replace(/^\.\//, "")}`;
}

function scanOf(path: string, { callSite }: Relation): Relation {
  return {
    callSite,
    planId: 0,
    relation: "scan",
    scan: { format: "parquet", paths: [path], options: {}, quarantine: false, schema: null },
  };
}
