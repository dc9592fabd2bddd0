/**
 * What `goldpan.sql` takes: a query, which does nothing until an action asks for its rows. So a statement that should do something is
 * refused where it stands; nothing would ever come to it, and the script would end well without its effect.
 */
import { nearest } from "../../common/nearest.js";
import type { CallSite } from "../../common/wire/types.js";
import { planRefused } from "../dataframe/call-site.js";

/** One that is mistyped is a syntax error, which the master tells. */
const queryVerbs = ["select", "with", "from", "values", "table", "pivot", "unpivot"];

const conf = "settings are given to submit by --conf, or to GoldpanSession.builder().config(key, value)";
const write = 'write sql("SELECT …").write.mode("append").parquet(path), or mode("overwrite")';
const change = 'make the rows that shall be there by joins and filters, and write them with mode("overwrite")';
const look = 'call printSchema(), describe() or summary() on the DataFrame: goldpan.table("name")';
const cache = 'call df.cache() before df.createOrReplaceTempView("name")';

const instead: Readonly<Record<string, string>> = {
  create: 'write sql("SELECT …").createOrReplaceTempView("name"); tables are written by df.write',
  drop: "leave it out: a view lasts as long as the session, and createOrReplaceTempView replaces it",
  insert: write,
  copy: write,
  merge: change,
  update: change,
  delete: change,
  truncate: change,
  set: conf,
  reset: conf,
  use: "name a view or a path: FROM 's3a://bucket/folder/'",
  cache,
  uncache: "call df.unpersist()",
  refresh: "leave it out: files are listed when a job is planned",
  describe: look,
  desc: look,
  show: look,
  summarize: look,
  explain: 'write sql("SELECT …").explain()',
};

/** @throws PLAN_REFUSED for a statement that is no query, with what to write instead */
export function assertQuery(query: string, at: CallSite | null): void {
  const plain = query.replace(/\be'(?:[^'\\]|\\.|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|--.*|\/\*[\s\S]*?\*\//gi, " ");
  const [verb = ""] = /[a-z]+/i.exec(plain) ?? [];
  // Spark has WITH … INSERT, and FROM … INSERT.
  const [statement = verb] = /\b(?:insert|merge)(?=\s+(?:into|overwrite)\b)/i.exec(plain) ?? [];
  const hint = instead[statement.toLowerCase()];
  if (hint === undefined && (statement === "" || nearest(statement, queryVerbs, 1).length > 0)) return;
  throw planRefused(
    `sql takes a query, not ${statement.toUpperCase()}`,
    at,
    hint ?? 'write sql("SELECT …"); tables are written by df.write',
  );
}
