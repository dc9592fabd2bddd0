/** `Relation.sql` of a plan: what files it reads, before they are looked up, and then the relations that it stands for. */
import type { Relation, Sql } from "../../../common/wire/types.js";
import type { BoundColumn } from "../../planner/analysed-plan.js";
import { functionsIn } from "../expressions/function-catalog.js";
import { syntaxError, type Place } from "../expressions/refusals.js";
import type { Engine } from "../engine.js";
import { isPath, parseQuery, tablesNamedIn, type QueryNode } from "./query-nodes.js";
import { pivotRefused } from "./refused-tables.js";
import type { SqlContext } from "./sql-context.js";
import { translateQuery } from "./translate-query.js";
import { TextQueue } from "./text-queue.js";
import { WireRelations } from "./wire-relations.js";

/** Paths that the query reads, by none of the views' names. @throws SYNTAX_ERROR, PLAN_REFUSED for what is no SELECT */
export async function pathsRead(engine: Engine, sql: Sql, callSite: Relation["callSite"]): Promise<string[]> {
  const query = await parsed(engine, sql, callSite);
  const views = new Set(Object.keys(sql.views).map((name) => name.toLowerCase()));
  return tablesNamedIn(query).filter((name) => isPath(name) && !views.has(name.toLowerCase()));
}

export interface ExpandContext {
  readonly engine: Engine;
  readonly isAggregate: SqlContext["isAggregate"];
  readonly nearUnknown: SqlContext["nearUnknown"];
  /** Told of the functions that the query calls, before it is asked which are aggregates. */
  readonly learn: (functions: ReadonlySet<string>) => Promise<void>;
  /** Visible columns of a relation, in order, with their types. @throws what is wrong in it */
  readonly bind: (relation: Relation) => Promise<readonly BoundColumn[]>;
  readonly next: SqlContext["next"];
}

/**
 * @param sql  its views hold a scan for each path that it reads
 * @returns relations as a client would have sent them
 */
export async function expandSql(
  { engine, isAggregate, nearUnknown, learn, bind, next }: ExpandContext,
  sql: Sql,
  callSite: Relation["callSite"],
): Promise<Relation> {
  const query = await parsed(engine, sql, callSite);
  await learn(functionsIn(query));
  const texts = new TextQueue(engine, callSite);
  const tables = new Map(Object.entries(sql.views).map(([name, view]) => [name.toLowerCase(), view]));
  /** Relations don't change once they are made, and several clauses ask for the columns of one. */
  const known = new WeakMap<Relation, ReturnType<ExpandContext["bind"]>>();
  const bound: ExpandContext["bind"] = async (relation) => {
    await texts.fill();
    const columns = known.get(relation) ?? bind(relation);
    known.set(relation, columns);
    return columns;
  };
  const context: SqlContext = {
    texts,
    make: new WireRelations(callSite),
    isAggregate,
    nearUnknown,
    next,
    translate: async (inner, outer) => translateQuery(context, inner, outer),
    columnsOf: async (relation) => (await bound(relation)).map(({ name }) => name),
    typesOf: async (relation) => (await bound(relation)).map(({ type }) => type),
  };
  const relation = await translateQuery(context, query, tables);
  await texts.fill();
  return relation;
}

async function parsed(engine: Engine, { query }: Sql, callSite: Relation["callSite"]): Promise<QueryNode> {
  const place: Place = { callSite, sql: query, columns: [] };
  const [[json] = []] = await engine.rows("SELECT CAST(json_serialize_sql($1::VARCHAR) AS VARCHAR)", [query]);
  const answer = parseQuery(json ?? "null");
  if (answer.kind === "query") return answer.node;
  if (answer.kind === "syntax") throw syntaxError(place, answer.message);
  const make = new WireRelations(callSite);
  if (/(^|\()\s*pivot\s/i.test(query)) throw pivotRefused(make, "PIVOT");
  const hint = "write SELECT …; tables are written with df.write, views made by df.createOrReplaceTempView";
  throw make.refused("goldpan.sql takes one query, not several statements", hint);
}
