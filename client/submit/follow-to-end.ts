/** Follows an application that runs elsewhere until it has ended, is left by an interrupt, or the master is gone for good. */
import { once } from "node:events";
import { asGoldpanError, GoldpanError } from "../../common/errors/goldpan-error.js";
import type { ApplicationStatus, OutputChunk } from "../../common/wire/types.js";
import { followApplication } from "../grpc/follow-application.js";
import type { MasterChannel } from "../grpc/master-channel.js";
import type { InterruptSignal } from "./interrupts.js";

export interface FollowOptions {
  readonly applicationId: string;
  /** Empty for one that somebody else submitted. */
  readonly secret: string;
  readonly interrupted: Promise<InterruptSignal>;
  readonly onStatus: (status: ApplicationStatus) => void;
}

export type Followed = (
  | {
      readonly kind: "ended";
      readonly status: ApplicationStatus;
      /** The last of what its driver said on stderr. */
      readonly lastWords: string;
    }
  | { readonly kind: "interrupted"; readonly signal: InterruptSignal }
) & {
  /** Printed before a document, so that it has a line of its own: nothing, or a line break. */
  readonly lineBreak: string;
};

/** Room for an error, and its hint. */
const lastWordsBytes = 8_192;

/** What its driver prints is printed here. @throws as followApplication */
export async function followToEnd(channel: MasterChannel, options: FollowOptions): Promise<Followed> {
  const { applicationId, secret, interrupted, onStatus } = options;
  let lineBreak = "";
  let lastWords = Buffer.alloc(0);
  const onOutput = (chunk: OutputChunk) => {
    if (chunk.stderr) lastWords = Buffer.concat([lastWords, chunk.data]).subarray(-lastWordsBytes);
    if (!chunk.stderr && chunk.data.length > 0) lineBreak = chunk.data.at(-1) === 10 ? "" : "\n";
    return print(chunk);
  };
  const following = followApplication(channel, { applicationId, secret }, { onStatus, onOutput }).then(
    (status): Followed => ({ kind: "ended", status, lastWords: lastWords.toString(), lineBreak }),
  );
  // After an interrupt nobody waits for it.
  following.catch(() => undefined);
  return Promise.race([
    following,
    interrupted.then((signal): Followed => ({ kind: "interrupted", signal, lineBreak })),
  ]);
}

/** Of an application that was accepted, and then could not be followed: how it ends is not known here. */
export function unfollowed(applicationId: string, thrown: unknown): GoldpanError {
  const { code, message } = asGoldpanError(thrown);
  return new GoldpanError(code, `${message}: ${applicationId}, which was accepted, may go on`, {
    hint: `goldpan submit --status ${applicationId} tells how it goes, once the master answers`,
    cause: thrown,
  });
}

/** Resolves when there is room for more. */
async function print({ stderr, data }: OutputChunk): Promise<void> {
  const stream = stderr ? process.stderr : process.stdout;
  if (!stream.write(data)) await once(stream, "drain");
}
