/** Analyses from request to bound plan, each in a DuckDB of its own; the next one's is opened while nobody waits. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import type { Plan } from "../../common/wire/types.js";
import type { AnalysedPlan } from "../planner/analysed-plan.js";
import { Engine, EngineRefusal } from "./engine.js";
import { FunctionCatalog } from "./expressions/function-catalog.js";
import type { AnalysisRequest, PathsRequest } from "./protocol.js";
import { bindPlan } from "./relations/bind-plan.js";
import { addSqlPaths } from "./relations/sql-paths.js";

/** Empty tables need next to nothing; what constant folding takes on top is refused early. */
const engineMemoryBytes = 256 * 2 ** 20;

interface Spare {
  readonly timeZone: string;
  readonly engine: Promise<Engine>;
}

export class Analyses {
  /** The same in every DuckDB of this process: row functions are declared after it was read. */
  private functions: FunctionCatalog | undefined;
  private spare: Spare | undefined;

  /** @param folder  for files of one analysis at a time; the caller removes it */
  constructor(private readonly folder: string) {}

  /** @throws GoldpanError with the call site of what is wrong */
  async analyse({ plan, scans, timeZone }: AnalysisRequest): Promise<AnalysedPlan> {
    const engine = await this.takeEngine(timeZone);
    try {
      this.functions ??= await FunctionCatalog.read(engine);
      return await bindPlan(plan, { engine, functions: this.functions, scans, folder: this.folder });
    } finally {
      engine.close();
    }
  }

  /** @throws SYNTAX_ERROR, PLAN_REFUSED for a text that is no SELECT */
  async addPaths({ plan, timeZone }: PathsRequest): Promise<Plan> {
    const engine = await this.takeEngine(timeZone);
    // Parsing leaves nothing behind in it.
    this.spare = { timeZone, engine: Promise.resolve(engine) };
    return addSqlPaths(plan, engine);
  }

  /** Pays once for what the first analysis would wait for, and before each analysis for its DuckDB. */
  async warmUp(timeZone = "UTC"): Promise<void> {
    if (this.spare?.timeZone === timeZone) return;
    this.discardSpare();
    const engine = this.open(timeZone);
    this.spare = { timeZone, engine };
    // Who takes it hears of the failure.
    await engine.then(
      async (opened) => (this.functions ??= await FunctionCatalog.read(opened)),
      () => undefined,
    );
  }

  close(): void {
    this.discardSpare();
  }

  private async takeEngine(timeZone: string): Promise<Engine> {
    const { spare } = this;
    if (spare?.timeZone !== timeZone) return this.open(timeZone);
    this.spare = undefined;
    return spare.engine;
  }

  private discardSpare(): void {
    void this.spare?.engine.then(
      (engine) => engine.close(),
      () => undefined,
    );
    this.spare = undefined;
  }

  private async open(timeZone: string): Promise<Engine> {
    try {
      return await Engine.open({ folder: this.folder, timeZone, memoryBytes: engineMemoryBytes });
    } catch (error) {
      if (!(error instanceof EngineRefusal)) throw error;
      throw new GoldpanError("CONFIG_INVALID", `goldpan.sql.session.timeZone = '${timeZone}': ${error.message}`, {
        hint: "give a name of the IANA time zone database, for instance Europe/Berlin",
      });
    }
  }
}

/** One analysis in this process. */
export async function analyse(request: AnalysisRequest): Promise<AnalysedPlan> {
  return inProcess(async (analyses) => analyses.analyse(request));
}

/** What SQL texts of the plan read by path, found in this process. */
export async function addPaths(request: PathsRequest): Promise<Plan> {
  return inProcess(async (analyses) => analyses.addPaths(request));
}

async function inProcess<T>(use: (analyses: Analyses) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "goldpan-analyser-"));
  const analyses = new Analyses(folder);
  try {
    return await use(analyses);
  } finally {
    analyses.close();
    await rm(folder, { recursive: true, force: true });
  }
}
