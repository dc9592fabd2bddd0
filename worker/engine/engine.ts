/**
 * One DuckDB instance for one attempt, locked down before it sees anything of the user's: memory, threads, time zone and seed are
 * set, it reads and writes in the attempt's folder and the named files alone, and nothing of it can change afterwards.
 *
 * Queries go through `run`: the binding's streaming calls end as if complete when a query fails midway.
 */
import { quoteIdentifier, quoteText } from "../../common/sql-text.js";
import { DuckDBInstance, type DuckDBConnection, type DuckDBDataChunk, type DuckDBType } from "@duckdb/node-api";
import accessors from "@duckdb/node-api/lib/vectors/dataAccessors.js";
import { EngineError } from "./engine-error.js";
import { textList } from "./sql-text.js";

// Its own decoder leaves out a U+FEFF that a text or a name begins with, as if texts were files.
Object.assign(accessors, { textDecoder: new TextDecoder("utf-8", { ignoreBOM: true }) });

export interface EngineOptions {
  /** The attempt's own folder: slices, spill and output live here. */
  readonly folder: string;
  /** Files elsewhere that may be read: the pieces it consumes. */
  readonly files: readonly string[];
  readonly memoryBytes: number;
  readonly spillBytesMax: number;
  readonly threads: number;
  readonly timeZone: string;
  /** Seeds random(), uuid() and the like: the same for every attempt of a task. */
  readonly seed: number;
  /** What now(), current_date and the like answer, whatever the attempt. */
  readonly nowMs: number;
  /** Rows leave in the order they came, at the price of memory when there are several threads. */
  readonly keepOrder: boolean;
  /**
   * A join's other side is filtered by the keys of the first one where it is read. DuckDB 1.5.6 does so even below a LIMIT, which then
   * gives other rows: false for queries with both. True unless said.
   */
  readonly filtersJoins?: boolean;
}

export interface NamedType {
  readonly name: string;
  readonly type: DuckDBType;
}

/** A materialized answer; only for results that are known to be small. */
export interface Rows {
  readonly columns: readonly NamedType[];
  readonly chunks: readonly DuckDBDataChunk[];
  readonly rowCount: number;
}

/** An instance that knows its memory and nothing else yet: to make one takes 12 ms of CPU. */
export interface BareEngine {
  readonly instance: DuckDBInstance;
  readonly connection: DuckDBConnection;
}

/** @param memoryBytes  a limit that is set later gives the process's free memory back to the system */
export async function bareEngine(memoryBytes: number): Promise<BareEngine> {
  const limit = `${String(Math.floor(memoryBytes))}B`;
  const instance = await DuckDBInstance.create(":memory:", { threads: "1", memory_limit: limit });
  return { instance, connection: await instance.connect() };
}

const interruptIntervalMs = 50;

export class Engine {
  private closed = false;
  private interrupting: NodeJS.Timeout | undefined;
  /** The latest use of the connection: the next one waits for it. */
  private latest: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly instance: DuckDBInstance,
    private readonly connection: DuckDBConnection,
    /** With one thread a scan of a table gives its rows in order, unsorted. */
    readonly threads: number,
    readonly memoryBytes: number,
  ) {}

  /** @param bare  with the same memory; becomes the engine's own, also where it fails */
  static async open(options: EngineOptions, bare?: BareEngine): Promise<Engine> {
    const { instance, connection } = bare ?? (await bareEngine(options.memoryBytes));
    const engine = new Engine(instance, connection, options.threads, options.memoryBytes);
    try {
      await engine.run(pinnedClock(options.nowMs));
      await engine.run(lockDown(options));
      await engine.run(`SELECT setseed(${seedFraction(options.seed)})`);
    } catch (error) {
      engine.close();
      throw error;
    }
    return engine;
  }

  /** Runs statements whose rows nobody wants. @throws EngineError */
  async run(sql: string): Promise<void> {
    await this.query(sql);
  }

  /** @throws EngineError */
  async rows(sql: string): Promise<Rows> {
    const result = await this.query(sql);
    const columns = result.columnNames().map((name, index) => ({ name, type: result.columnType(index) }));
    const chunks = await result.fetchAllChunks();
    return { columns, chunks, rowCount: chunks.reduce((sum, chunk) => sum + chunk.rowCount, 0) };
  }

  /** The rows as JSON values, keyed by column: big integers, decimals, dates and times are texts. @throws EngineError */
  async objects(sql: string): Promise<Record<string, unknown>[]> {
    const result = await this.query(sql);
    return await result.getRowObjectsJson();
  }

  /** The one row of a query that always has one. */
  async object(sql: string): Promise<Record<string, unknown>> {
    const [row] = await this.objects(sql);
    return row ?? {};
  }

  /** Names and types that a query would have; nothing is run. */
  async describe(sql: string): Promise<NamedType[]> {
    const { columns } = await this.rows(`SELECT * FROM (${sql}) LIMIT 0`);
    return [...columns];
  }

  /** Writes a query's rows to a local Parquet file. @throws EngineError */
  async copy(sql: string, path: string, parquetOptions: string): Promise<CopiedFile> {
    const row = await this.object(
      `COPY (${sql}) TO ${quoteText(path)} (FORMAT parquet, RETURN_STATS, ${parquetOptions})`,
    );
    return copiedFile(row);
  }

  /**
   * Writes a query's rows to Parquet files by the value of an integer column, which the files lack.
   * @param column  neither NULL nor negative
   * @returns at least one file per value that occurs
   * @throws EngineError
   */
  async copyByColumn(
    sql: string,
    folder: string,
    column: string,
    parquetOptions: string,
  ): Promise<(CopiedFile & { readonly path: string; readonly value: number })[]> {
    const rows = await this.objects(
      `COPY (${sql}) TO ${quoteText(folder)} (FORMAT parquet, PARTITION_BY (${quoteIdentifier(column)}), RETURN_STATS, ${parquetOptions})`,
    );
    return rows.map((row) => {
      const path = String(row["filename"]);
      const value = Number(path.slice(folder.length + column.length + "/=".length).split("/")[0]);
      return { ...copiedFile(row), path, value };
    });
  }

  /** Share of the running query that is done, 0 ≤ share ≤ 1; 0 when DuckDB does not know. */
  progress(): number {
    if (this.closed) return 0;
    const { percentage } = this.connection.progress;
    return percentage > 0 ? Math.min(percentage / 100, 1) : 0;
  }

  /** Ends the running query, which then rejects, and any that comes after it. */
  interrupt(): void {
    if (this.closed || this.interrupting !== undefined) return;
    this.connection.interrupt();
    // A query that is only about to begin forgets that it was interrupted.
    this.interrupting = setInterval(() => {
      this.connection.interrupt();
    }, interruptIntervalMs);
  }

  close(): void {
    if (!this.closed) this.disconnect()();
  }

  /**
   * Ends its use, and gives back what it held to the process. To close an instance gives back to the system what the process holds beyond
   * its use, which the next engine would have to ask for again.
   * @returns closes what is left of it, which holds next to nothing
   */
  disconnect(): () => void {
    this.closed = true;
    clearInterval(this.interrupting);
    this.connection.closeSync();
    return () => {
      this.instance.closeSync();
    };
  }

  /** Runs a statement with values for its `$1`, `$2`, …: long texts that need no quoting. @throws EngineError */
  async runWith(sql: string, values: readonly string[]): Promise<void> {
    await this.alone(() => this.connection.run(sql, [...values]));
  }

  /** Appends chunks to a table, all or none. @throws EngineError */
  async append(table: string, chunks: Iterable<DuckDBDataChunk>): Promise<void> {
    await this.alone(async () => {
      const appender = await this.connection.createAppender(table);
      try {
        for (const chunk of chunks) appender.appendDataChunk(chunk);
        appender.flushSync();
      } finally {
        appender.closeSync();
      }
    });
  }

  private async query(sql: string): ReturnType<DuckDBConnection["run"]> {
    return await this.alone(() => this.connection.run(sql));
  }

  /** One use of the connection at a time. */
  private async alone<T>(use: () => Promise<T>): Promise<T> {
    const mine = this.latest.then(use, use);
    this.latest = mine;
    try {
      return await mine;
    } catch (error) {
      throw EngineError.from(error);
    }
  }
}

/** Where an engine over a folder spills. */
export function spillFolder(folder: string): string {
  return `${folder}/spill`;
}

export interface CopiedColumn {
  readonly column: string;
  /** As SQL text; undefined where the writer does not know. */
  readonly min: string | undefined;
  readonly max: string | undefined;
  readonly nulls: number;
}

export interface CopiedFile {
  readonly rows: number;
  readonly bytes: number;
  readonly footerBytes: number;
  readonly statistics: readonly CopiedColumn[];
}

function copiedFile(row: Record<string, unknown>): CopiedFile {
  return {
    rows: Number(row["count"]),
    bytes: Number(row["file_size_bytes"]),
    footerBytes: Number(row["footer_size_bytes"]),
    statistics: copiedStatistics(row["column_statistics"]),
  };
}

interface JsonEntry {
  readonly key: string;
  readonly value: unknown;
}

/** A MAP of MAPs; columns come quoted, nested ones as a path that we leave out. */
function copiedStatistics(json: unknown): CopiedColumn[] {
  if (!Array.isArray(json)) return [];
  return (json as readonly JsonEntry[]).flatMap((entry) => {
    const column = /^"((?:[^"]|"")*)"$/.exec(entry.key)?.[1];
    if (column === undefined || !Array.isArray(entry.value)) return [];
    const values = new Map((entry.value as readonly JsonEntry[]).map((pair) => [pair.key, String(pair.value)]));
    const trusted = values.get("has_nan") !== "true";
    return {
      column: column.replaceAll('""', '"'),
      min: trusted ? values.get("min") : undefined,
      max: trusted ? values.get("max") : undefined,
      nulls: Number(values.get("null_count") ?? 0),
    };
  });
}

/** More than any exchange has. */
const partitionsMax = 1_000_000;

/** The order matters: FACTS of the engine, each other order fails. */
function lockDown(options: EngineOptions): string {
  return [
    "SET errors_as_json = true",
    `SET TimeZone = ${quoteText(options.timeZone)}`,
    `SET preserve_insertion_order = ${String(options.keepOrder)}`,
    // An attempt reads a file once, or parts of it.
    "SET enable_external_file_cache = false",
    "SET enable_progress_bar = true",
    "SET enable_progress_bar_print = false",
    // Beyond it a partition is written to several files.
    `SET partitioned_write_max_open_files = ${String(partitionsMax)}`,
    `SET threads = ${String(options.threads)}`,
    `SET temp_directory = ${quoteText(spillFolder(options.folder))}`,
    `SET max_temp_directory_size = '${String(Math.floor(options.spillBytesMax))}B'`,
    // It would hold the rows that are first of their groups in memory, where a window of row numbers spills.
    `SET disabled_optimizers = 'top_n_window_elimination${options.filtersJoins === false ? ",join_filter_pushdown" : ""}'`,
    `SET allowed_directories = ${textList([options.folder])}`,
    ...(options.files.length === 0 ? [] : [`SET allowed_paths = ${textList(options.files)}`]),
    "SET autoinstall_known_extensions = false",
    "SET autoload_known_extensions = false",
    "SET allow_community_extensions = false",
    "SET enable_external_access = false",
    "SET lock_configuration = true",
  ].join(";\n");
}

/** Functions that ask for the time, redefined before the lock: every attempt of an application gets the same answer. */
function pinnedClock(nowMs: number): string {
  const utc = `epoch_ms(${String(Math.floor(nowMs))})`;
  const now = `${utc} AT TIME ZONE 'UTC'`;
  const midnight = `CASE typeof(since) WHEN 'TIMESTAMP WITH TIME ZONE' THEN CAST((${now}) AS DATE) ELSE CAST(${utc} AS DATE) END`;
  return [
    ...["now", "get_current_timestamp", "transaction_timestamp"].map((name) => `CREATE MACRO ${name}() AS (${now})`),
    ...["current_date", "today"].map((name) => `CREATE MACRO ${name}() AS CAST((${now}) AS DATE)`),
    `CREATE MACRO get_current_time() AS CAST((${now}) AS TIMETZ)`,
    `CREATE MACRO current_localtimestamp() AS CAST((${now}) AS TIMESTAMP)`,
    `CREATE MACRO current_localtime() AS CAST(CAST((${now}) AS TIMESTAMP) AS TIME)`,
    // One argument is taken from the day's midnight, in UTC unless it has a zone; a TIMESTAMPTZ among the two makes the other one.
    `CREATE MACRO age(since) AS system.main.age(CAST(${midnight} AS TIMESTAMP), since), (later, since) AS system.main.age(later, since)`,
  ].join(";\n");
}

const seedModulus = 2 ** 31;

/** DuckDB's seeds are fractions in [-1, 1]. */
function seedFraction(seed: number): string {
  return String((seed % seedModulus) / seedModulus);
}

/** Functions, in lower case, that may answer differently each time they are asked. */
export async function volatileFunctions({ connection }: BareEngine): Promise<ReadonlySet<string>> {
  const reader = await connection.runAndReadAll(
    "SELECT DISTINCT lower(function_name) FROM duckdb_functions() WHERE stability = 'VOLATILE'",
  );
  return new Set(reader.getRows().map(([name]) => String(name)));
}
