/** Random queries on real clusters beside one DuckDB process, over views whose columns share names. A block of them shares its views. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";
import { judgeFrame, type Verdict } from "./fuzz-case.js";
import { openFuzzCluster, type FuzzCluster } from "./fuzz-cluster.js";
import { blockCases, randomSettings } from "./random-cases.js";
import type { Described } from "./random-from.js";
import { RandomSql, type RandomQuery } from "./random-sql.js";
import { Random } from "./random.js";
import { layTable, tableUrl, type RandomTable } from "./tables.js";
import { columnTypes } from "./types.js";

export interface SqlCampaignOptions {
  readonly seed: number;
  readonly cases: number;
  /** @default 0 */
  readonly from?: number;
  readonly onFinding: (finding: SqlFinding) => void;
}

export interface SqlFinding {
  readonly number: number;
  readonly sql: string;
  readonly verdict: Extract<Verdict, { kind: "wrong" }>;
  readonly settings: Readonly<Record<string, string>>;
}

export interface SqlReport {
  readonly equal: number;
  readonly noAnswer: readonly string[];
  readonly refused: readonly string[];
  readonly findings: readonly SqlFinding[];
}

const viewsPerBlock = 5;
/** Queries that DuckDB does not bind are made anew. */
const triesMax = 20;

/** The types that a column of a name may have, so that joins by name and set operations cast. */
const viewColumns: readonly (readonly [name: string, types: readonly string[]])[] = [
  ["k", ["SMALLINT", "INTEGER", "BIGINT"]],
  ["i", ["INTEGER"]],
  ["b", ["BIGINT"]],
  ["m", ["DECIMAL(9,2)", "DECIMAL(18,4)"]],
  ["f", ["DOUBLE", "FLOAT"]],
  ["s", ["VARCHAR"]],
  ["two words", ["VARCHAR"]],
  ["d", ["DATE"]],
  ["ts", ["TIMESTAMP"]],
  ["tz", ["TIMESTAMP WITH TIME ZONE"]],
  ["flag", ["BOOLEAN"]],
  ["l", ["INTEGER[]"]],
  ["st", ["STRUCT(a INTEGER, b VARCHAR)"]],
  ["bl", ["BLOB"]],
];

export async function runSqlCampaign({ seed, cases, from = 0, onFinding }: SqlCampaignOptions): Promise<SqlReport> {
  const folder = mkdtempSync(join(tmpdir(), "goldpan-fuzz-sql-"));
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  const duckdb = await instance.connect();
  await duckdb.run("SET TimeZone = 'UTC'");
  await duckdb.run("SET enable_external_file_cache = false");
  const clusters = new Map<number, FuzzCluster>();
  const report = { equal: 0, noAnswer: [] as string[], refused: [] as string[], findings: [] as SqlFinding[] };
  try {
    for (let block = Math.floor(from / blockCases); block * blockCases < from + cases; block++) {
      const random = new Random(seed * 7_919 + block);
      const { workers, settings } = randomSettings(random);
      const views = Array.from({ length: viewsPerBlock }, (_, index) => randomView(random.fork(), `v${index}`));
      for (const view of views) await layTable(duckdb, folder, view);
      const cluster = clusters.get(workers) ?? (await openFuzzCluster(workers));
      clusters.set(workers, cluster);
      const session = await cluster.open({ ...settings, "goldpan.sql.singleTask.enabled": "true" });
      const { goldpan } = session;
      for (const view of views) goldpan.read.parquet(tableUrl(folder, view)).createOrReplaceTempView(view.name);
      const last = Math.min((block + 1) * blockCases, from + cases);
      for (let number = Math.max(block * blockCases, from); number < last; number++) {
        const maker = new RandomSql(new Random(seed * 1_000_003 + number), views, describer(duckdb));
        const { sql, order } = await boundQuery(maker);
        const judged = { sql, frame: () => goldpan.sql(sql), keys: () => order, runTwice: number % 8 === 0 };
        const verdict = await judgeFrame(judged, { session, duckdb });
        if (verdict.kind === "equal") report.equal += 1;
        if (verdict.kind === "no answer") report.noAnswer.push(`${number}: ${verdict.message}`);
        if (verdict.kind === "refused") report.refused.push(`${number}: ${verdict.message}\n${sql}`);
        if (verdict.kind !== "wrong") continue;
        const finding = { number, sql, verdict, settings };
        report.findings.push(finding);
        onFinding(finding);
      }
      await session.close();
    }
  } finally {
    for (const cluster of clusters.values()) await cluster.close();
    duckdb.closeSync();
    instance.closeSync();
    rmSync(folder, { recursive: true, force: true });
  }
  return report;
}

async function boundQuery(maker: RandomSql): Promise<RandomQuery> {
  for (let tries = 1; ; tries++) {
    try {
      return await maker.query();
    } catch (error) {
      if (tries === triesMax) throw error;
    }
  }
}

/** @throws for two columns of one name as well: results have each name once */
function describer(duckdb: DuckDBConnection) {
  return async (sql: string): Promise<Described[]> => {
    const reader = await duckdb.runAndReadAll(`DESCRIBE ${sql}`);
    const columns = reader.getRows().map(([name, type]) => ({ name: String(name), type: String(type) }));
    const names = new Set(columns.map(({ name }) => name.toLowerCase()));
    if (names.size < columns.length) throw new Error(`two columns of one name in ${sql}`);
    return columns;
  };
}

function randomView(random: Random, name: string): RandomTable {
  const count = random.pick([0, 1, 5, 20, 30, 40, 60]);
  const columns = random.sample(viewColumns, random.integer(3, 8)).map(([column, types]) => {
    const wanted = random.pick(types);
    const type = columnTypes.find((known) => known.name === wanted);
    if (type === undefined) throw new Error(`there is no type ${wanted}`);
    const values = Array.from({ length: random.pick([1, 3, 8, 50]) }, () => type.value(random));
    const nulls = random.pick([0, 0.1, 0.1, 0.4]);
    const cell = () => (random.chance(nulls) ? `CAST(NULL AS ${type.name})` : random.pick(values));
    return { name: column, type: type.name, isSelective: false, cells: Array.from({ length: count }, cell) };
  });
  return {
    name,
    columns: columns.map(({ name: column, type, isSelective }) => ({ name: column, type, isSelective })),
    rows: Array.from({ length: count }, (_, row) => columns.map(({ cells }) => cells[row] ?? "NULL")),
    files: random.pick([1, 2, 3]),
  };
}
