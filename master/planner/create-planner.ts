/** Wires the planner: the analyser's process, the catalog over the object store, and the lowering. */
import { randomBytes } from "node:crypto";
import type { Config } from "../../common/config/config.js";
import { InvariantError, isGoldpanError } from "../../common/errors/goldpan-error.js";
import type { Logger } from "../../common/log.js";
import type { Action, CallSite, Plan, Schema, Write } from "../../common/wire/types.js";
import type { ObjectStore } from "../../storage/object-store.js";
import { prepareWrite } from "../../storage/table/prepare-write.js";
import type { PreparedMode, PreparedWrite } from "../../storage/table/prepared-write.js";
import { Analyser } from "../analyser/analyser.js";
import { inputsOf, type AnalysedPlan, type BoundRelation } from "./analysed-plan.js";
import { Catalog } from "./catalog.js";
import type { CatalogScan } from "./catalog-port.js";
import { wireColumns } from "./operators.js";
import { checkReadOptions, overwriteModeOf, parseWriteOptions, readFormatOf, type WriteOptions } from "./options.js";
import { planDiscard, planNothing, planResult, type JobInputs } from "./plan-job.js";
import { planSink, sinkColumns } from "./plan-sink.js";
import { planRefused } from "./plan-refused.js";
import { planLimits } from "./plan-rules.js";
import { assertPlanSize, hasSql, scanKey, scansOf, type PlacedScan } from "./plan-scans.js";
import type { PlannedJob } from "./planned-job.js";
import type { PlanContext, Planner } from "./planner.js";

export interface PlannerOptions {
  readonly store: ObjectStore;
  readonly logger: Logger;
  /** Resident memory at which the analyser is ended. @default 400 MB */
  readonly analyserMemoryBytes?: number;
  /** For files of the analyser's process; made if it is missing, the caller removes it. */
  readonly analyserFolder: string;
  /** Longest one analysis may take. @default 20 s */
  readonly analyserDeadlineMs?: number;
  /** Bundle of the analyser's process. @default dist/analyser.js */
  readonly analyserPath?: string;
}

const analyserMemoryBytesDefault = 400_000_000;
const analyserDeadlineMsDefault = 20_000;

/** Starts the analyser at once, so that it is warm when the first plan arrives. */
export function createPlanner(options: PlannerOptions): Planner {
  const analyser = new Analyser({
    logger: options.logger,
    folder: options.analyserFolder,
    memoryBytes: options.analyserMemoryBytes ?? analyserMemoryBytesDefault,
    deadlineMs: options.analyserDeadlineMs ?? analyserDeadlineMsDefault,
    ...(options.analyserPath === undefined ? {} : { entryPath: options.analyserPath }),
  });
  return new AnalysingPlanner(options.store, analyser);
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

  async planJob(action: Action, { config, slots }: PlanContext): Promise<PlannedJob> {
    if (action.plan === null) throw new InvariantError("an action without a plan");
    const { write, callSite } = action;
    if (write) return this.planWrite(action.plan, write, callSite, config, slots);
    const inputs = jobInputs(await this.bind(action.plan, config), config, slots);
    return action.discard ? planDiscard(inputs) : planResult(inputs);
  }

  async close(): Promise<void> {
    await this.analyser.close();
  }

  private async planWrite(
    plan: Plan,
    write: Write,
    callSite: CallSite | null,
    config: Config,
    slots: number,
  ): Promise<PlannedJob> {
    const options = parseWriteOptions(write.options, callSite);
    assertParquet(write.format, callSite);
    const bound = await this.bind(plan, config);
    // Before the table is looked at: what is wrong with the script is said first.
    const { columns } = sinkColumns(bound.plan.root.schema, write.partitionBy, callSite);
    const inputs = jobInputs(bound, config, slots);
    const mode = modeOf(write, options, config, callSite);
    const preparing = prepareWrite(this.store, write.path, mode, {
      allowEmpty: options.allowEmpty,
      replaceForeign: options.replaceForeign,
      quarantine: quarantines(bound.plan.root),
      partitionBy: write.partitionBy,
      columns,
      mergeSchema: options.mergeSchema,
    });
    let prepared: PreparedWrite;
    try {
      prepared = await preparing;
    } catch (error) {
      if (write.mode === "IGNORE" && isGoldpanError(error, "TABLE_EXISTS")) return planNothing(inputs, write.path);
      throw error;
    }
    const writeId = randomBytes(8).toString("hex");
    return planSink(inputs, { options, prepared, writeId, callSite });
  }

  private async bind(given: Plan, config: Config): Promise<{ plan: AnalysedPlan; scans: CatalogScan[] }> {
    const timeZone = config.string("goldpan.sql.session.timeZone");
    if (given.root !== null) assertPlanSize(given.root);
    const plan = hasSql(given) ? await this.analyser.addPaths({ plan: given, timeZone }) : given;
    const scans = await this.catalogue(plan.root === null ? [] : scansOf(plan.root));
    const analysed = await this.analyser.analyse({
      plan,
      scans: scans.map(({ samples, partitionColumns }) => ({ samples, partitionColumns })),
      timeZone,
    });
    return { plan: analysed, scans };
  }

  /** The same path named twice in a plan is listed once: both read the same files. */
  private async catalogue(placed: readonly PlacedScan[]): Promise<CatalogScan[]> {
    const known = new Map<string, Promise<CatalogScan>>();
    for (const { scan, callSite } of placed) {
      checkReadOptions(scan.options, callSite, readFormatOf(scan.format, callSite));
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

function jobInputs(
  bound: { plan: AnalysedPlan; scans: readonly CatalogScan[] },
  config: Config,
  slots: number,
): JobInputs {
  return { ...bound, ...planLimits(config, slots) };
}

function quarantines(relation: BoundRelation): boolean {
  return (relation.kind === "expect" && relation.action === "QUARANTINE") || inputsOf(relation).some(quarantines);
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
      throw planRefused(
        callSite,
        `the write mode ${String(mode)} is not supported`,
        "take error, overwrite, append or ignore",
      );
  }
}

function assertParquet(format: string, callSite: CallSite | null): void {
  if (format === "parquet" || format === "") return;
  throw planRefused(callSite, `the format '${format}' is not supported`, "take parquet");
}
