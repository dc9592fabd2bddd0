/** A session: the script's end of one application. */
import { packageVersion } from "../../common/package-root.js";
import { isSettingKey } from "../../common/config/config.js";
import { settings as knownSettings, type Setting } from "../../common/config/settings.js";
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import { nearest } from "../../common/nearest.js";
import type { PlanInput, RelationInput, Schema } from "../../common/wire/types.js";
import type { MasterConnection } from "../master-connection.js";
import { captureCallSite, planRefused } from "../dataframe/call-site.js";
import { DataFrame } from "../dataframe/data-frame.js";
import { DataFrameReader } from "../dataframe/data-frame-reader.js";
import type { ActionRequest, Execution } from "../dataframe/execution.js";
import { inferSchemas, type SchemaInference } from "../dataframe/files/infer-file-schema.js";
import { col, expr } from "../dataframe/functions.js";
import { planOf } from "../dataframe/plan.js";
import { loadArrow } from "../dataframe/results/result-table.js";
import { namedRows } from "../dataframe/rows/named-rows.js";
import { valuesOf } from "../dataframe/rows/row-values.js";
import type { SchemaLike } from "../dataframe/sql/type-text.js";
import { confReplacements, refuseSparkNames, sessionReplacements } from "../dataframe/spark-names.js";
import { shownValue } from "../dataframe/arguments/shown-value.js";
import { ActionLog, type ActionRecord } from "./action-log.js";
import { SessionBuilder } from "./builder.js";
import { assertQuery } from "./query-text.js";
import { numberBlocks, tasksFor, wholeNumber } from "./number-range.js";
import { resolvePath } from "./paths.js";
import { Views } from "./views.js";
import type { SessionOptions } from "./session-options.js";

/** Settings of a running session, for reading. */
export interface RuntimeConfig {
  /**
   * The value of a setting, as text; `fallback` where it has none.
   * @throws CONFIG_INVALID for an unknown or secret key, and for one without value or fallback
   */
  get(key: string, fallback?: string): string;
}

/**
 * Where a script starts: reads tables, makes DataFrames, and knows its application. `main` gets one; other programs make one by
 * `GoldpanSession.builder()`.
 */
export class GoldpanSession {
  /** The release of goldpan that runs this script. */
  readonly version: string = packageVersion;
  readonly appName: string;
  readonly conf: RuntimeConfig;
  /** @internal */
  readonly settings: Readonly<Record<string, string>>;
  private readonly connection: MasterConnection;
  private readonly views = new Views();
  private lastCacheId = 0;
  private readonly log = new ActionLog();
  private readonly execution: Execution;
  private readonly onStopped: () => Promise<void>;
  private stopping: Promise<void> | undefined;

  /** @internal  Use `GoldpanSession.builder()`. */
  constructor(connection: MasterConnection, options: SessionOptions) {
    this.connection = connection;
    this.appName = options.appName;
    this.onStopped = options.onStopped ?? (async () => undefined);
    this.settings = options.settings ?? {};
    this.conf = { get: (key, fallback) => settingOf(this.settings, key, fallback) };
    refuseSparkNames(this.conf, "conf", confReplacements);
    this.execution = {
      analyze: (relation, how) => this.analyze(relation, how, options),
      startAction: (request) => this.startAction(request, options),
      resolvePath: (path, at) => resolvePath(path, options.baseFolder, at),
      registerView: (name, relation) => this.views.set(name, relation),
      nextCacheId: () => ++this.lastCacheId,
      releaseCache: (cacheId) => this.connection.releaseCache(cacheId),
      timeZone: this.conf.get("goldpan.sql.session.timeZone"),
    };
  }

  /**
   * For programs of your own: `await GoldpanSession.builder().master("local[2]").getOrCreate()`. A script that is submitted gets its
   * session as the first argument of `main`.
   */
  static builder(): SessionBuilder<GoldpanSession> {
    return new SessionBuilder({
      create: createSession,
      active: () => active?.then((session) => ({ session, appName: session.appName, settings: session.settings })),
      activate,
    });
  }

  /** Names the application in the UI, in the history, and in commits. */
  get applicationId(): string {
    return this.connection.applicationId;
  }

  /** Reads tables and files. @example goldpan.read.parquet("s3a://rawzone/flights/") */
  get read(): DataFrameReader {
    return new DataFrameReader(this.execution);
  }

  /**
   * A DataFrame of the script's own rows; they travel with the plan, up to 24 MiB.
   * @param rows  objects by column name, or arrays of values in the order of the schema; null, undefined and missing are NULL
   * @param schema  DuckDB types: `{ id: "BIGINT", tags: "VARCHAR[]" }` or `"id BIGINT, tags VARCHAR[]"`. Without it, or with the names
   *   alone of what arrays hold (`["id", "tags"]`), types come from all rows: whole numbers and bigints BIGINT, other numbers DOUBLE,
   *   Dates TIMESTAMPTZ, Uint8Arrays BLOB, arrays lists, plain objects structs.
   * @throws PLAN_REFUSED naming row and column where a value does not fit
   */
  createDataFrame(rows: readonly object[], schema?: SchemaLike | readonly string[]): DataFrame {
    const at = captureCallSite("createDataFrame");
    const named = namedRows(rows, schema, at);
    return new DataFrame(this.execution, { callSite: at, values: valuesOf(named.rows, named.schema, at) });
  }

  /**
   * Whole numbers in a column `id` of BIGINT, made by the workers: from `start` to before `end`, every `step`-th; `range(end)` begins at 0.
   * @param partitions  how many tasks make them, each those that follow the ones before; one for each four million unless given
   * @throws PLAN_REFUSED for what are no whole numbers, and for a step of 0
   * @example goldpan.range(1_000_000).withColumn("day", "DATE '2001-01-01' + CAST(id % 365 AS INTEGER)")
   */
  range(start: number | bigint, end?: number | bigint, step: number | bigint = 1, partitions?: number): DataFrame {
    const at = captureCallSite("range");
    const from = end === undefined ? 0n : wholeNumber(start, "start", at);
    const before = end === undefined ? wholeNumber(start, "end", at) : wholeNumber(end, "end", at);
    const by = wholeNumber(step, "step", at);
    if (by === 0n) throw planRefused("range: a step of 0 does not get anywhere", at, "write a step above or below 0");
    const tasks = partitions ?? tasksFor(from, before, by);
    const blocks = this.createDataFrame(numberBlocks(from, before, by), { first: "BIGINT", last: "BIGINT" });
    const order = by > 0n ? col("first") : col("first").desc();
    const numbers = expr(`generate_series(first, last, ${by})`);
    return (tasks === 1 ? blocks : blocks.repartitionByRange(tasks, order)).flatMap(numbers, "id");
  }

  /**
   * The rows of a SELECT in DuckDB's SQL, over views (`createOrReplaceTempView`) and over paths: `FROM 's3a://rawzone/flights/'`. It becomes
   * the same plan as the methods of DataFrame. Never build it from values: views and `filter` with `` sql`…` `` take them safely.
   * @example
   * flights.createOrReplaceTempView("flights");
   * goldpan.sql("SELECT origin, count(*) AS flights FROM flights GROUP BY origin ORDER BY flights DESC");
   */
  sql(query: string, ...more: never[]): DataFrame {
    const at = captureCallSite("sql");
    if (typeof query !== "string" || query.trim() === "") {
      throw planRefused(`sql takes a query, not ${shownValue(query)}`, at, 'write sql("SELECT …")');
    }
    if (more.length > 0) {
      const hint = "views name DataFrames (createOrReplaceTempView), and values go in by filter(sql`id = ${id}`)";
      throw planRefused("sql takes a query alone, no arguments for it", at, hint);
    }
    assertQuery(query, at);
    const folder = this.execution.resolvePath("./", at);
    return new DataFrame(this.execution, { callSite: at, sql: { query, views: this.views.namedIn(query), folder } });
  }

  /** The DataFrame that `createOrReplaceTempView` gave this name; expressions reach its columns by it: `col("flights.origin")`. */
  table(view: string): DataFrame {
    const at = captureCallSite("table");
    const { name, relation } = this.views.get(view, at);
    return new DataFrame(this.execution, { callSite: at, alias: { input: relation, name } });
  }

  /** Waits for the actions that still run, then ends the application. Idempotent. */
  stop(): Promise<void> {
    this.stopping ??= this.endApplication();
    return this.stopping;
  }

  /** `await using goldpan = await GoldpanSession.builder().getOrCreate()` stops it at the end of the block. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  /**
   * Every action that was started, in order: how it stands, and whether the script looked.
   * @internal
   */
  actions(): readonly ActionRecord[] {
    return this.log.records();
  }

  /**
   * Those that still run.
   * @internal
   */
  pendingActions(): readonly ActionRecord[] {
    return this.log.records().filter(({ state }) => state === "running");
  }

  /**
   * Resolves when no action runs. Never rejects.
   * @internal
   */
  async actionsSettled(): Promise<void> {
    await this.log.settled();
  }

  private async endApplication(): Promise<void> {
    // What is closed below lets go of its handles on the way; the process must not end before the rest is done.
    const stayAlive = setInterval(() => undefined, 1_000);
    try {
      await this.log.settled();
      if ((await active?.catch(() => undefined)) === this) active = undefined;
      await this.connection.end({ cancelled: false });
    } finally {
      await this.onStopped().finally(() => clearInterval(stayAlive));
    }
  }

  private async analyze(
    relation: RelationInput,
    how: { readonly explain: boolean; readonly formatted?: boolean },
    options: SessionOptions,
  ): Promise<{ schema: Schema; explain: string }> {
    this.assertRunning();
    await inferSchemas(relation, this.inference(options));
    return this.connection.analyze(planOf(relation, options.bundle), how);
  }

  /** Jobs of its own, which no action of the script stands for. */
  private inference({ observer, onInferred }: SessionOptions): SchemaInference {
    const planned = (relation: RelationInput): PlanInput => planOf(relation, undefined);
    return {
      analyze: async (relation) =>
        (await this.connection.analyze(planned(relation), { explain: false })).schema.columns,
      collect: (relation) =>
        this.connection.run({ plan: planned(relation), callSite: null, collect: {} }, undefined, { sniffs: true }),
      notice: (text) => (onInferred ?? observer?.onNotice)?.({ code: "SCHEMA_INFERRED", text }),
    };
  }

  private startAction<T>(request: ActionRequest<T>, options: SessionOptions): Promise<T> {
    const { bundle, observer } = options;
    const { name, callSite } = request;
    return this.log.start(name, callSite, async () => {
      this.assertRunning();
      const { relation, kind } = request.build();
      await inferSchemas(relation, this.inference(options));
      const action = { plan: planOf(relation, bundle), callSite, ...kind };
      // Loads while the job runs.
      if (kind.collect) void loadArrow();
      const result = await this.connection.run(action, observer);
      if (result.plannedOnly !== true) return request.finish(result);
      if (request.finishPlanned !== undefined) return request.finishPlanned(result);
      options.onUnanswered?.(name, callSite);
      return new Promise<never>(() => undefined);
    });
  }

  private assertRunning(): void {
    if (this.stopping === undefined) return;
    throw new GoldpanError("APPLICATION_UNKNOWN", `the session ${this.applicationId} was stopped`, {
      hint: "make another one by GoldpanSession.builder()",
    });
  }
}

/** The session of this process, for `getOrCreate`: until it is stopped, or could not be opened. */
let active: Promise<GoldpanSession> | undefined;

async function activate(opening: Promise<GoldpanSession>): Promise<GoldpanSession> {
  active = opening;
  try {
    return await opening;
  } catch (error) {
    if (active === opening) active = undefined;
    throw error;
  }
}

/**
 * The session of an application at `connection`, for drivers and for `getOrCreate`, which finds it from now on.
 * @internal
 */
export function createSession(connection: MasterConnection, options: SessionOptions): GoldpanSession {
  const session = new GoldpanSession(connection, options);
  active ??= Promise.resolve(session);
  return session;
}

function settingOf(values: Readonly<Record<string, string>>, key: string, fallback: string | undefined): string {
  if (!isSettingKey(key)) {
    const [best] = nearest(key, Object.keys(knownSettings), 1);
    throw new GoldpanError("CONFIG_INVALID", `unknown setting '${key}'`, {
      hint: best === undefined ? "docs/CONFIG.md lists all settings" : `did you mean ${best}?`,
    });
  }
  const setting: Setting = knownSettings[key];
  if (setting.secret === true) throw new GoldpanError("CONFIG_INVALID", `${key} is a secret: scripts do not see it`);
  const value = values[key] ?? setting.default ?? fallback;
  if (value === undefined) {
    throw new GoldpanError("CONFIG_INVALID", `${key} is not set`, { hint: "pass a fallback: conf.get(key, fallback)" });
  }
  return value;
}

refuseSparkNames(GoldpanSession.prototype, "GoldpanSession", sessionReplacements);
