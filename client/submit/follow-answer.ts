/** Another application runs or has succeeded under the idempotency key: its outcome is this submit's. */
import { errorFromWire } from "../../common/errors/wire.js";
import { openChannel } from "../grpc/connect-master.js";
import { openCluster } from "../local-mode.js";
import { submitDocument } from "./application-json.js";
import { followToEnd, unfollowed } from "./follow-to-end.js";
import { exitCodeOfSignal, type Interrupts } from "./interrupts.js";
import { errorLine, exitCodeOf } from "./outcome.js";
import type { SubmitRequest } from "./submit-request.js";
import { SubmitOutput } from "./submit-output.js";

/** @returns the exit code: that of the application, or of the interrupt, after which it goes on */
export async function followAnswer(
  { config, json }: SubmitRequest,
  applicationId: string,
  interrupts: Interrupts,
): Promise<number> {
  const output = new SubmitOutput({ quiet: json });
  const key = config.string("goldpan.submit.idempotencyKey");
  output.say(`${applicationId} answers for the idempotency key '${key}': nothing was started`);
  const channel = await openChannel(await openCluster(config));
  try {
    const interrupted = interrupts.first;
    const followed = await followToEnd(channel, { applicationId, secret: "", interrupted, onStatus: () => undefined });
    if (followed.kind === "interrupted") return exitCodeOfSignal(followed.signal);
    const { status } = followed;
    output.say(`${applicationId}: ${status.state}, exit code ${status.exitCode}`);
    if (status.error !== null) output.line(errorLine(errorFromWire(status.error)));
    const document = submitDocument(status, { master: config.string("goldpan.master"), attached: true });
    if (json) process.stdout.write(`${followed.lineBreak}${JSON.stringify(document)}\n`);
    return status.exitCode;
  } catch (thrown) {
    const error = unfollowed(applicationId, thrown);
    output.line(errorLine(error));
    return exitCodeOf(error);
  } finally {
    channel.close();
  }
}
