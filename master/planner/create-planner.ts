/** Wires the planner: the analyser's process, the catalog over the object store, and the lowering. */
import { randomBytes } from "node:crypto";
import { sameName } from "../../common/same-name.js";
import { quoteIdentifier } from "../../common/sql-text.js";
import type { Config } from "../../common/config/config.js";
import { InvariantError, isGoldpanError } from "../../common/errors/goldpan-error.js";
import type { Logger } from "../../common/log.js";
import { withShared } from "../../common/wire/relation-inputs.js";
import type { Action, CallSite, JobPlanInput, Plan, Schema, Write } from "../../common/wire/types.js";
import type { ObjectStore } from "../../storage/object-store.js";
import { prepareWrite } from "../../storage/table/prepare-write.js";
import { findCommittedBefore } from "../../storage/table/rebase.js";
import { TableLog } from "../../storage/table/table-log.js";
import type { PreparedMode, PreparedWrite } from "../../storage/table/prepared-write.js";
import { tableFolder } from "../../storage/table/table-path.js";
import { Analyser } from "../analyser/analyser.js";
import { relationsOf, type AnalysedPlan, type BoundRelation } from "./analysed-plan.js";
import { Catalog } from "./catalog.js";
import type { CatalogScan } from "./catalog-port.js";
import { describeJob } from "./describe-job.js";
import { wireColumns } from "./operators.js";
import { planCompaction } from "./compaction.js";
import { readFormatOf, resolveReadOptions } from "./read-options.js";
import { planDiscard, planNothing, planResult, type JobInputs } from "./plan-job.js";
import { planSink, sinkColumns } from "./plan-sink.js";
import { planRefused } from "./plan-refused.js";
import { planLimits } from "./plan-rules.js";
import { columnReference, formatTree } from "./trees/tree.js";
import { assertPlanSize, hasSql, scanKey, scansOf, type PlacedScan } from "./plan-scans.js";
import { tableKept, type PlannedJob } from "./planned-job.js";
import type { PlanContext, Planner } from "./planner.js";
import { dataFormatOf, overwriteModeOf, parseWriteOptions, writeDefaults, type WriteOptions } from "./write-options.js";

export interface PlannerOptions {
  readonly store: ObjectStore;
  readonly logger: Logger;
  /** For files of the analyser's process; made if it is missing, the caller removes it. */
  readonly analyserFolder: string;
  /** Bundle of the analyser's process. @default dist/analyser.js */
  readonly analyserPath?: string;
}

/** Resident memory at which the analyser is ended. */
const analyserMemoryBytes = 400_000_000;
/** Longest one analysis may take. */
const analyserDeadlineMs = 20_000;

/** Starts the analyser at once, so that it is warm when the first plan arrives. */
export function createPlanner(options: PlannerOptions): Planner {
  const analyser = new Analyser({
    logger: options.logger,
    folder: options.analyserFolder,
    memoryBytes: analyserMemoryBytes,
    deadlineMs: analyserDeadlineMs,
    ...(options.analyserPath === undefined ? {} : { entryPath: options.analyserPath }),
  });
  return new AnalysingPlanner(options.store, analyser);
}

interface Bound {
  readonly plan: AnalysedPlan;
  /** The plan's scans as the script names them, by position in `scans`. */
  readonly placed: readonly PlacedScan[];
  readonly scans: readonly CatalogScan[];
}

interface Writing {
  readonly commitKey: PlanContext["commitKey"];
  readonly write: Write;
  readonly options: WriteOptions;
  readonly callSite: CallSite | null;
  readonly config: Config;
  readonly probe: boolean;
}

class AnalysingPlanner implements Planner {
  private readonly catalog: Catalog;

  constructor(
    private readonly store: ObjectStore,
    private readonly analyser: Analyser,
  ) {
    this.catalog = new Catalog(store);
  }

  async analyze(
    plan: Plan,
    config: Config,
    options: { readonly formatted?: boolean; readonly slots?: number } = {},
  ): Promise<{ schema: Schema; explain: string }> {
    const bound = await this.bind(plan, config);
    const { explain } = planResult(jobInputs(bound, config, options.slots ?? 1), options);
    return { schema: { columns: wireColumns(bound.plan.root.schema) }, explain };
  }

  async planJob(action: Action, context: PlanContext): Promise<PlannedJob> {
    return (await this.place(action, context, { probe: true })).job;
  }

  async describeJob(action: Action, context: PlanContext): Promise<JobPlanInput> {
    const { job, bound } = await this.place(action, context, { probe: false });
    const named = bound.placed.map(({ scan }) => scan);
    return describeJob(job, { root: bound.plan.root, named, scans: bound.scans });
  }

  async close(): Promise<void> {
    await this.analyser.close();
  }

  /** @param options.probe  whether the target's store is tried for what commits need of it */
  private async place(
    action: Action,
    { config, slots, commitKey }: PlanContext,
    options: { readonly probe: boolean },
  ): Promise<{ job: PlannedJob; bound: Bound }> {
    if (action.plan === null) throw new InvariantError("an action without a plan");
    const { write, callSite, discard } = action;
    const writing = write
      ? { write, options: parseWriteOptions(write.options, callSite, write.format, writeDefaults(config)) }
      : undefined;
    const asRead = await this.bind(action.plan, config);
    const bound = write ? spelledAs(asRead, write.partitionBy) : asRead;
    const inputs = jobInputs(bound, config, slots);
    if (writing === undefined) return { job: discard ? planDiscard(inputs) : planResult(inputs), bound };
    return { job: await this.planWrite(bound, inputs, { ...writing, ...options, callSite, config, commitKey }), bound };
  }

  private async planWrite(bound: Bound, inputs: JobInputs, writing: Writing): Promise<PlannedJob> {
    if (writing.write.mode === "COMPACT") return this.planCompaction(bound, inputs, writing);
    const { write, options, callSite, config, probe } = writing;
    // Before the table is looked at: what is wrong with the script is said first.
    const { columns } = sinkColumns(bound.plan.root.schema, write.partitionBy, callSite, options.format);
    const mode = modeOf(write, options, config, callSite);
    const earlier = await this.committedBefore(writing, mode);
    if (earlier !== undefined) {
      const text = `${write.path} has this write since commit ${earlier}, by an earlier run: it is not done again`;
      return planNothing(inputs, { code: "COMMITTED_BEFORE", text });
    }
    const preparing = prepareWrite(this.store, write.path, mode, {
      allowEmpty: options.allowEmpty,
      replaceForeign: options.replaceForeign,
      quarantine: quarantines(bound.plan.root, bound.scans),
      partitionBy: write.partitionBy,
      columns,
      mergeSchema: options.mergeSchema,
      dataFormat: dataFormatOf(options),
      leavesOthers: write.mode === "IGNORE",
      probe,
    });
    let prepared: PreparedWrite;
    try {
      prepared = await preparing;
    } catch (error) {
      if (write.mode === "IGNORE" && isGoldpanError(error, "TABLE_EXISTS")) {
        return planNothing(inputs, tableKept(write.path));
      }
      throw error;
    }
    const writeId = randomBytes(8).toString("hex");
    return planSink(inputs, { options, prepared, writeId, callSite });
  }

  /** An overwrite may as well be done again; rows must not be added twice, nor a table refused that this run made. */
  private async committedBefore({ write, commitKey }: Writing, mode: PreparedMode): Promise<number | undefined> {
    if (commitKey?.mayBeEarlier !== true || (mode !== "append" && mode !== "error")) return undefined;
    const log = TableLog.open(this.store, write.path);
    return (await findCommittedBefore(log, await log.latest(), commitKey.text))?.commit;
  }

  private async planCompaction({ plan, scans }: Bound, inputs: JobInputs, writing: Writing): Promise<PlannedJob> {
    const { write, options, callSite, probe } = writing;
    const [scan] = scans;
    if (plan.root.kind !== "scan" || scan === undefined) {
      throw planRefused(callSite, "a compaction of anything but a table", "goldpan table PATH --compact");
    }
    const { files, splits } = planCompaction(scan, options.fileBytesTarget);
    const table = tableFolder(write.path);
    if (files.length === 0) {
      const text = `${table} has no small files that would become fewer`;
      return planNothing(inputs, { code: "NOTHING_TO_COMPACT", text });
    }
    const partitionBy = scan.partitionColumns.map(({ name }) => name);
    const prepared = await prepareWrite(this.store, table, "compact", {
      ...{ allowEmpty: true, replaceForeign: false, quarantine: false, mergeSchema: true, partitionBy, probe },
      columns: sinkColumns(plan.root.schema, partitionBy, callSite).columns,
      compacted: files.map(({ uri }) => uri.slice(table.length)),
    });
    const writeId = randomBytes(8).toString("hex");
    return planSink({ ...inputs, scans: [{ ...scan, files }] }, { options, prepared, writeId, callSite, splits });
  }

  private async bind(sent: Plan, config: Config): Promise<Bound> {
    const given = withShared(sent);
    const timeZone = config.string("goldpan.sql.session.timeZone");
    if (given.root !== null) assertPlanSize(given.root);
    const plan = hasSql(given) ? await this.analyser.addPaths({ plan: given, timeZone }) : given;
    const placed = plan.root === null ? [] : scansOf(plan.root);
    const scans = await this.catalogue(placed);
    const analysed = await this.analyser.analyse({
      plan,
      scans: scans.map(({ samples, partitionColumns }) => ({ samples, partitionColumns })),
      timeZone,
    });
    return { plan: analysed, placed, scans };
  }

  /** The same path named twice in a plan is listed once: both read the same files. */
  private async catalogue(placed: readonly PlacedScan[]): Promise<CatalogScan[]> {
    const known = new Map<string, Promise<CatalogScan>>();
    for (const { scan, callSite } of placed) {
      resolveReadOptions(scan.options, callSite, readFormatOf(scan.format, callSite));
    }
    return Promise.all(
      placed.map(({ scan }) => {
        const key = scanKey(scan);
        const found = known.get(key) ?? this.catalog.scan(scan);
        known.set(key, found);
        return found;
      }),
    );
  }
}

function jobInputs({ plan, scans }: Bound, config: Config, slots: number): JobInputs {
  return { plan, scans, ...planLimits(config, slots) };
}

/** As in Spark, a partition column may be named in another case, which its folders then have. */
function spelledAs({ plan, ...rest }: Bound, partitionBy: readonly string[]): Bound {
  const { root } = plan;
  const { callSite } = root;
  const spelling = (name: string) =>
    partitionBy.includes(name) ? name : (partitionBy.find((other) => sameName(other, name)) ?? name);
  if (root.schema.every(({ name }) => spelling(name) === name)) return { plan, ...rest };
  const schema = root.schema.map(({ name, type }) => ({ name: spelling(name), type }));
  const columns = root.schema.map(({ name, type }) => ({
    name: spelling(name),
    type,
    expression: { json: formatTree(columnReference(name)), callSite, sql: quoteIdentifier(name) },
  }));
  return { plan: { ...plan, root: { kind: "project", input: root, columns, schema, callSite } }, ...rest };
}

function quarantines(root: BoundRelation, scans: readonly CatalogScan[]): boolean {
  return relationsOf(root).some(
    (relation) =>
      (relation.kind === "expect" && relation.action === "QUARANTINE") ||
      (relation.kind === "scan" && scans[relation.scan]?.read.quarantinesRecords === true),
  );
}

function modeOf(
  { mode, partitionBy }: Write,
  options: WriteOptions,
  config: Config,
  callSite: CallSite | null,
): PreparedMode {
  switch (mode) {
    case "ERROR_IF_EXISTS":
    case "WRITE_MODE_UNSPECIFIED":
    case "IGNORE":
      return "error";
    case "APPEND":
      return "append";
    case "OVERWRITE": {
      const setting = overwriteModeOf(config.string("goldpan.sql.sources.partitionOverwriteMode"), callSite);
      const dynamic = (options.partitionOverwriteMode ?? setting) === "dynamic";
      // As in Spark: without partitions the table is the one partition.
      return dynamic && partitionBy.length > 0 ? "dynamic" : "overwrite";
    }
    default:
      throw planRefused(callSite, `the write mode ${mode} is not supported`, "take error, overwrite, append or ignore");
  }
}
