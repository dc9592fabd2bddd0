/** An application from outside: how it stands, its end, and what its driver prints, over connections that may break. */
import { userInfo } from "node:os";
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import { errorFromStatus } from "../../common/grpc/client.js";
import type {
  ApplicationStatus,
  FollowApplicationRequestInput,
  FollowEvent,
  KillApplicationResponse,
  OutputChunk,
} from "../../common/wire/types.js";
import { isConnectionLoss, type MasterChannel } from "./master-channel.js";

const statusTimeoutMs = 10_000;
/** A commit past its point is waited for. */
const killTimeoutMs = 130_000;

/** @throws APPLICATION_UNKNOWN, MASTER_UNREACHABLE, TOKEN_REFUSED */
export async function describeApplication(channel: MasterChannel, applicationId: string): Promise<ApplicationStatus> {
  return channel.call<ApplicationStatus>(
    (client, options, callback) => client.describe({ applicationId }, options, callback),
    statusTimeoutMs,
  );
}

/** Resolves when it has ended. @throws APPLICATION_UNKNOWN, MASTER_UNREACHABLE, TOKEN_REFUSED */
export async function killApplication(
  channel: MasterChannel,
  applicationId: string,
): Promise<{ status: ApplicationStatus; killed: boolean }> {
  const { status, killed } = await channel.call<KillApplicationResponse>(
    (client, options, callback) => client.kill({ applicationId, user: userInfo().username }, options, callback),
    killTimeoutMs,
  );
  if (status === null) throw new GoldpanError("INTERNAL", "the master did not say what it killed");
  return { status, killed };
}

export interface ApplicationFollower {
  /** First, and whenever its state changes. */
  readonly onStatus: (status: ApplicationStatus) => void;
  /** Awaited before more is read. */
  readonly onOutput: (chunk: OutputChunk) => Promise<void>;
}

/** @returns how it ended. @throws APPLICATION_UNKNOWN; MASTER_UNREACHABLE when the master does not come back */
export async function followApplication(
  channel: MasterChannel,
  application: { readonly applicationId: string; readonly secret: string },
  follower: ApplicationFollower,
): Promise<ApplicationStatus> {
  const has = { launch: 0, stdoutFrom: 0, stderrFrom: 0 };
  for (;;) {
    await channel.mended();
    const { client, address } = channel;
    const call = client.follow({ ...application, ...has } satisfies FollowApplicationRequestInput);
    call.on("error", () => undefined);
    try {
      for await (const event of call as AsyncIterable<FollowEvent>) {
        if (event.status) {
          if (event.status.endedAtMs > 0) return event.status;
          follower.onStatus(event.status);
        }
        if (event.output?.chunk) {
          const { launch, chunk } = event.output;
          if (launch !== has.launch) Object.assign(has, { launch, stdoutFrom: 0, stderrFrom: 0 });
          has[chunk.stderr ? "stderrFrom" : "stdoutFrom"] += chunk.data.length;
          await follower.onOutput(chunk);
        }
      }
    } catch (error) {
      if (!isConnectionLoss(error)) throw errorFromStatus(error, address);
    } finally {
      call.cancel();
    }
    await channel.mend(client);
  }
}
