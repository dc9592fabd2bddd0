/** A MasterConnection for tests: remembers what it is asked for and answers what it was given. */
import { RecordBatchStreamWriter, type Table } from "apache-arrow";
import type { ActionInput, PlanInput, RelationInput, Schema } from "../../common/wire/types.js";
import type { JobResult, MasterConnection } from "../../client/master-connection.js";
import { emptySummary } from "../../client/grpc/run-job.js";
import { createSession, type GoldpanSession } from "../../client/session/goldpan-session.js";
import type { SessionOptions } from "../../client/session/session-options.js";

export class TestConnection implements MasterConnection {
  readonly applicationId = "app-test";
  readonly analyzed: PlanInput[] = [];
  readonly ran: ActionInput[] = [];
  readonly released: number[] = [];
  ended = 0;
  schema: Schema = { columns: [] };
  /** Answers `run`. */
  respond: (action: ActionInput) => Promise<JobResult> = async () => ({
    schema: this.schema,
    summary: emptySummary,
    partitions: [],
  });

  async analyze(plan: PlanInput): Promise<{ schema: Schema; explain: string }> {
    this.analyzed.push(plan);
    return { schema: this.schema, explain: "one stage" };
  }

  async run(action: ActionInput): Promise<JobResult> {
    this.ran.push(action);
    return this.respond(action);
  }

  async releaseCache(cacheId: number): Promise<void> {
    this.released.push(cacheId);
  }

  async end(): Promise<void> {
    this.ended += 1;
  }

  /** From now on jobs give these tables, one partition each. */
  answer(schema: Schema, ...tables: Table[]): void {
    const partitions = tables.map((table) => RecordBatchStreamWriter.writeAll(table).toUint8Array(true));
    this.respond = async () => ({ schema, summary: emptySummary, partitions });
  }
}

export function testSession(options: Partial<SessionOptions> = {}): {
  session: GoldpanSession;
  connection: TestConnection;
} {
  const connection = new TestConnection();
  const session = createSession(connection, { appName: "test", baseFolder: "/base", ...options });
  return { session, connection };
}

/** A relation without call sites, for comparing. */
export function bare(relation: RelationInput | null | undefined): unknown {
  return JSON.parse(JSON.stringify(relation, (key, value: unknown) => (key === "callSite" ? undefined : value)));
}
