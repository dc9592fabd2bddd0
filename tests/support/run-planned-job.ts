/**
 * Runs a planned job in one DuckDB, stage by stage and task by task, reading local files: what the stages mean, told by something
 * that shares no code with executors. Row functions are DuckDB macros of the same name that the caller has made.
 */
import type { DuckDBConnection } from "@duckdb/node-api";
import { fileURLToPath } from "node:url";
import type { Column, NamedTree, Operator, Split, Tree } from "../../common/wire/types.js";
import type { PlannedJob } from "../../master/planner/planned-job.js";

const name = (text: string): string => `"${text.replaceAll('"', '""')}"`;
const quote = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** @returns a query over the rows that the last stage delivers, in order of its partitions */
export async function runPlannedJob(connection: DuckDBConnection, job: PlannedJob): Promise<string> {
  const pieces = new Map<number, string[]>();
  for (const stage of job.stages) {
    const tables: string[] = [];
    const inputs = stage.inputs.flatMap((input) => pieces.get(input) ?? []);
    for (const [partition, task] of stage.tasks.entries()) {
      const operators = stage.fragments[task.fragmentIndex]?.operators ?? [];
      let query = "";
      for (const operator of operators) {
        query = await apply(connection, operator, query, task.split, inputs);
      }
      const table = `piece_${stage.stageId}_${partition}`;
      await connection.run(`CREATE OR REPLACE TEMP TABLE ${table} AS ${query}`);
      tables.push(table);
    }
    pieces.set(stage.stageId, tables);
  }
  return all(pieces.get(job.stages.length - 1) ?? []);
}

const all = (tables: readonly string[]): string => tables.map((table) => `SELECT * FROM ${table}`).join(" UNION ALL ");

async function apply(
  connection: DuckDBConnection,
  operator: Operator,
  query: string,
  split: Split,
  pieces: readonly string[],
): Promise<string> {
  const items = async (columns: readonly NamedTree[]): Promise<string> =>
    (
      await Promise.all(columns.map(async (column) => `${await text(connection, column.tree)} AS ${name(column.name)}`))
    ).join(", ");
  switch (operator.operator) {
    case "scan":
      return scanQuery(operator.scan?.columns?.columns ?? [], split);
    case "pieces":
      return all(pieces);
    case "values":
      return valuesQuery(operator.values?.columns?.columns ?? [], operator.values?.rowsJson ?? Buffer.alloc(0));
    case "project":
      return `SELECT ${await items(operator.project?.columns ?? [])} FROM (${query})`;
    case "filter":
      return `SELECT * FROM (${query}) WHERE ${await text(connection, operator.filter ?? null)}`;
    case "limit":
      return `SELECT * FROM (${query}) LIMIT ${operator.limit ?? 0}`;
    case "aggregate":
      return `SELECT ${await items(operator.aggregate?.aggregates ?? [])} FROM (${query})`;
    case "expect": {
      const { action, predicate, nullsPass } = operator.expect ?? { action: "", predicate: null, nullsPass: false };
      if (action !== "DROP" && action !== "QUARANTINE") return query;
      return `SELECT * FROM (${query}) WHERE coalesce(${await text(connection, predicate)}, ${String(nullsPass)})`;
    }
    case "mapFunction": {
      const calls = (operator.mapFunction?.calls ?? []).map(
        (call) => `${name(call.function?.name ?? "")}(${call.arguments.map(name).join(", ")}) AS ${name(call.output)}`,
      );
      return `SELECT *, ${calls.join(", ")} FROM (${query})`;
    }
    default:
      throw new Error("an operator without a kind");
  }
}

async function text(connection: DuckDBConnection, tree: Tree | null): Promise<string> {
  const select =
    `{"error":false,"statements":[{"node":{"type":"SELECT_NODE","modifiers":[],"cte_map":{"map":[]},"select_list":[` +
    `${tree?.json ?? ""}],"from_table":{"type":"EMPTY","alias":"","sample":null},"where_clause":null,"group_expressions":[],` +
    `"group_sets":[],"aggregate_handling":"STANDARD_HANDLING","having":null,"sample":null,"qualify":null},"named_param_map":[]}]}`;
  const reader = await connection.runAndReadAll(`SELECT json_deserialize_sql(${quote(select)})`);
  return `(${String(reader.getRows()[0]?.[0]).replace(/^SELECT /, "")})`;
}

function scanQuery(columns: readonly Column[], { files }: Split): string {
  const empty = `SELECT ${[...columns.map((column) => `CAST(NULL AS ${column.type}) AS ${name(column.name)}`), "1 AS _"].join(", ")} WHERE false`;
  const branches = files.map(({ uri, rowGroups, partitionValues, nullPartitions }) => {
    const path = quote(fileURLToPath(uri.replaceAll("%", "%25")));
    const rows = rowGroups.map(
      ({ firstRow, rows: count }) => `file_row_number >= ${firstRow} AND file_row_number < ${firstRow + count}`,
    );
    const items = columns.map((column) => {
      const value = partitionValues[column.name];
      const isNull = nullPartitions.includes(column.name);
      const source = isNull ? "NULL" : value === undefined ? name(column.name) : quote(value);
      return `CAST(${source} AS ${column.type}) AS ${name(column.name)}`;
    });
    // A file that lacks a column gets it from an empty relation with all of them.
    const whole = `SELECT * FROM read_parquet(${path}, file_row_number = true, hive_partitioning = false)`;
    const wide = `SELECT * FROM (${empty}) UNION ALL BY NAME ${whole}`;
    return `SELECT ${[...items, "1 AS _"].join(", ")} FROM (${wide}) WHERE ${rows.join(" OR ")}`;
  });
  const query = branches.length === 0 ? empty : branches.join(" UNION ALL ");
  return columns.length === 0 ? query : `SELECT * EXCLUDE (_) FROM (${query})`;
}

function valuesQuery(columns: readonly Column[], rowsJson: Uint8Array): string {
  const rows = Buffer.from(rowsJson)
    .toString("utf8")
    .split("\n")
    .filter((line) => line !== "");
  const items = columns.map(
    ({ name: column, type }) =>
      `CAST(json_extract_string(line, '$.' || ${quote(`"${column}"`)}) AS ${type}) AS ${name(column)}`,
  );
  const lines =
    rows.length === 0 ? "SELECT NULL AS line WHERE false" : `SELECT unnest([${rows.map(quote).join(", ")}]) AS line`;
  return `SELECT ${items.join(", ")} FROM (${lines})`;
}
