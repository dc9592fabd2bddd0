/**
 * Answers a driver as `goldpan submit` would, but for what runs: every action is planned by the master, and none is run. Keeps a record
 * of each. Jobs that read files for their schema do run: without it nothing of the plan could be said.
 */
import { asGoldpanError, type GoldpanError } from "../../common/errors/goldpan-error.js";
import { errorToWire } from "../../common/errors/wire.js";
import type { ActionInput, CallSite, JobPlan, PlanInput } from "../../common/wire/types.js";
import type { GrpcMasterConnection } from "../grpc/connect-master.js";
import { emptySummary } from "../grpc/run-job.js";
import type { FromDriver, ToDriver } from "../submit/driver-protocol.js";
import { startJob } from "../submit/job-record.js";

type Asked<K extends FromDriver["kind"]> = Extract<FromDriver, { kind: K }>;

export interface CheckedAction {
  readonly jobId: number;
  /** `write s3a://gold/flights/`, or what the script called: `count`. */
  readonly label: string;
  readonly kind: "write" | "result" | "discard";
  readonly callSite: CallSite | null;
  /** `unknown`: it reads what an earlier action of this script would write. */
  state: "asked" | "accepted" | "refused" | "unknown";
  plan: JobPlan | undefined;
  error: GoldpanError | undefined;
}

/** Where the check could not follow the script. */
export interface NotFollowed {
  /** What the script asked for: `count`, `schema`. */
  readonly what: string;
  readonly callSite: CallSite | null;
  readonly why: string;
}

export interface PlanRelayOptions {
  readonly connection: GrpcMasterConnection;
  /** To plan for where no worker is. */
  readonly slots: number;
  readonly answer: (message: ToDriver) => void;
  /** Resolves when a job can run, for those that find a schema. */
  readonly workersReady: () => Promise<void>;
}

export class PlanRelay {
  readonly actions: CheckedAction[] = [];
  readonly notFollowed: NotFollowed[] = [];
  private asking = 0;
  private lastAskedAtMs = performance.now();

  constructor(private readonly options: PlanRelayOptions) {}

  /** How long the script has asked for nothing, once there is something that it waits for in vain; undefined otherwise. */
  get stuckForMs(): number | undefined {
    if (this.asking > 0 || this.notFollowed.length === 0) return undefined;
    return performance.now() - this.lastAskedAtMs;
  }

  async analyze({ request, plan, explain, formatted }: Asked<"analyze">): Promise<void> {
    const { connection, answer } = this.options;
    await this.during(async () => {
      try {
        const { schema, explain: text } = await connection.analyze(plan, { explain, formatted });
        answer({ kind: "analyzed", request, schema, explain: text });
      } catch (thrown) {
        const error = asGoldpanError(thrown);
        const written = this.ownOutput(error, plan);
        const callSite = (plan.root?.callSite as CallSite | null | undefined) ?? null;
        if (written === undefined) answer({ kind: "refused", request, error: errorToWire(error), jobId: undefined });
        else this.notFollowed.push({ what: "the schema", callSite, why: ownOutputReason(written) });
      }
    });
  }

  async run(asked: Asked<"run">): Promise<void> {
    await (asked.sniffs ? this.sniff(asked) : this.plan(asked));
  }

  /** What the script says from here on depends on the types that it finds. */
  private async sniff({ request, action }: Asked<"run">): Promise<void> {
    const { connection, answer, workersReady } = this.options;
    await this.during(async () => {
      try {
        await workersReady();
        answer({ kind: "ran", request, result: await connection.run(action) });
      } catch (thrown) {
        answer({ kind: "refused", request, error: errorToWire(asGoldpanError(thrown)), jobId: undefined });
      }
    });
  }

  private async plan({ request, action }: Asked<"run">): Promise<void> {
    const { connection, slots, answer } = this.options;
    const checked = startCheck(this.actions.length, action);
    this.actions.push(checked);
    await this.during(async () => {
      try {
        checked.plan = await connection.plan(action, slots);
        checked.state = "accepted";
      } catch (thrown) {
        const error = asGoldpanError(thrown);
        const written = this.ownOutput(error, action.plan);
        if (written === undefined) {
          Object.assign(checked, { state: "refused", error });
          answer({ kind: "refused", request, error: errorToWire(error), jobId: checked.jobId });
          return;
        }
        checked.state = "unknown";
        const { label: what, callSite } = checked;
        this.notFollowed.push({ what, callSite, why: ownOutputReason(written) });
      }
      answer({ kind: "ran", request, result: planned(checked, action) });
    });
  }

  /** There is nothing that could be forgotten. */
  release({ request }: Asked<"release">): void {
    this.options.answer({ kind: "released", request });
  }

  unanswered({ action, callSite }: Asked<"unanswered">): void {
    // An action that could not be planned is there already.
    if (this.notFollowed.some((known) => known.callSite === callSite && callSite !== null)) return;
    const why = "its value is known only when it runs: what the script does with it was not looked at";
    this.notFollowed.push({ what: action, callSite, why });
  }

  private async during(work: () => Promise<void>): Promise<void> {
    this.asking++;
    try {
      await work();
    } finally {
      this.asking--;
      this.lastAskedAtMs = performance.now();
    }
  }

  /** The table of an earlier action that the plan reads, when that is why nothing was found there. */
  private ownOutput(error: GoldpanError, plan: PlanInput | null | undefined): string | undefined {
    if (error.code !== "INPUT_NOT_FOUND") return undefined;
    const tables = this.actions.flatMap(({ state, plan: job, label, kind }) => {
      if (kind !== "write" || (state !== "accepted" && state !== "unknown")) return [];
      return [job?.output?.table ?? label.replace(/^write /, "")];
    });
    const read = scannedPaths(plan).map(asFolder);
    return tables.find((table) => read.some((path) => path.startsWith(asFolder(table))));
  }
}

function startCheck(jobId: number, action: ActionInput): CheckedAction {
  const { label, callSite } = startJob(jobId, action, 0);
  const kind = action.write ? "write" : action.discard ? "discard" : "result";
  return { jobId, label, kind, callSite, state: "asked", plan: undefined, error: undefined };
}

function planned({ plan }: CheckedAction, { write }: ActionInput): Extract<ToDriver, { kind: "ran" }>["result"] {
  const summary = { ...emptySummary, path: plan?.output?.table ?? write?.path ?? "" };
  return { schema: plan?.schema ?? { columns: [] }, summary, partitions: [], plannedOnly: true };
}

function ownOutputReason(table: string): string {
  return `it reads ${table}, which an action before it would write, and which is not there yet`;
}

/** What all scans below a message name, whatever the relations between. */
function scannedPaths(message: unknown): string[] {
  if (typeof message !== "object" || message === null || ArrayBuffer.isView(message)) return [];
  const { scan } = message as { scan?: { paths?: readonly string[] } | null };
  return [...(scan?.paths ?? []), ...Object.values(message).flatMap(scannedPaths)];
}

function asFolder(path: string): string {
  return `${path.replace(/^s3:/, "s3a:").replace(/\/+$/, "")}/`;
}
