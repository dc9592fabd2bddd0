/** Plans jobs with everything but the analyser's process, for tests that ask what was planned. */
import { Config } from "../../common/config/config.js";
import type { Plan } from "../../common/wire/types.js";
import { addPaths, analyse } from "../../master/analyser/analyse.js";
import { Catalog } from "../../master/planner/catalog.js";
import { planResult, type JobInputs } from "../../master/planner/plan-job.js";
import { planLimits } from "../../master/planner/plan-rules.js";
import { hasSql, scansOf } from "../../master/planner/plan-scans.js";
import type { PlannedJob } from "../../master/planner/planned-job.js";
import { openObjectStore, storeConfigOf } from "../../storage/open-object-store.js";

export const testConfig = Config.resolve([]);

export async function bindInProcess(
  given: Plan,
  limits: JobInputs["limits"] = { maxBytes: 1, openCostBytes: 0, slots: 1 },
  timeZone = "UTC",
  settings: Readonly<Record<string, string>> = {},
): Promise<JobInputs> {
  const store = openObjectStore(storeConfigOf(testConfig));
  try {
    const catalog = new Catalog(store);
    const plan = hasSql(given) ? await addPaths({ plan: given, timeZone }) : given;
    const scans = [];
    for (const { scan } of plan.root === null ? [] : scansOf(plan.root)) scans.push(await catalog.scan(scan));
    const planned = planLimits(testConfig.with("test", settings), limits.slots);
    return { plan: await analyse({ plan, scans, timeZone }), scans, ...planned, limits };
  } finally {
    store.close();
  }
}

/** One task per row group. */
export async function planInProcess(
  plan: Plan,
  limits?: JobInputs["limits"],
  settings?: Readonly<Record<string, string>>,
): Promise<PlannedJob> {
  return planResult(await bindInProcess(plan, limits, "UTC", settings));
}
