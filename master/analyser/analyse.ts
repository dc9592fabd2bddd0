/** One analysis, from request to bound plan, in a DuckDB of its own. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import type { AnalysedPlan } from "../planner/analysed-plan.js";
import { Engine, EngineRefusal } from "./engine.js";
import { readFunctionCatalog, type FunctionCatalog } from "./function-catalog.js";
import type { AnalysisRequest } from "./protocol.js";
import { bindPlan } from "./relations.js";

/** Empty tables need next to nothing; what constant folding takes on top is refused early. */
const engineMemoryBytes = 256 * 2 ** 20;

/** The same in every DuckDB of this process: row functions are declared after it was read. */
let knownFunctions: FunctionCatalog | undefined;

/** @throws GoldpanError with the call site of what is wrong */
export async function analyse(request: AnalysisRequest): Promise<AnalysedPlan> {
  const folder = await mkdtemp(join(tmpdir(), "goldpan-analyser-"));
  let engine: Engine | undefined;
  try {
    engine = await openEngine(folder, request.timeZone);
    knownFunctions ??= await readFunctionCatalog(engine);
    return await bindPlan(request.plan, { engine, functions: knownFunctions, scans: request.scans, folder });
  } finally {
    engine?.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Pays once for what the first analysis would wait for. */
export async function warmUp(): Promise<void> {
  await analyse({
    plan: {
      root: {
        callSite: null,
        relation: "values",
        values: { schema: { columns: [{ name: "a", type: "INTEGER" }] }, rowsJson: Buffer.alloc(0) },
      },
      functions: [],
    },
    scans: [],
    timeZone: "UTC",
  });
}

async function openEngine(folder: string, timeZone: string): Promise<Engine> {
  try {
    return await Engine.open({ folder, timeZone, memoryBytes: engineMemoryBytes });
  } catch (error) {
    if (!(error instanceof EngineRefusal)) throw error;
    throw new GoldpanError("CONFIG_INVALID", `goldpan.sql.session.timeZone = '${timeZone}': ${error.message}`, {
      hint: "give a name of the IANA time zone database, for instance Europe/Berlin",
    });
  }
}
