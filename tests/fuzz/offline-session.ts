/** A session without a cluster: plans can be built, not run. */
import { tmpdir } from "node:os";
import type { GoldpanSession } from "goldpan";
import { createSession } from "../../client/session/goldpan-session.js";

const refuse = async () => Promise.reject(new Error("there is no cluster"));

export function offlineSession(): GoldpanSession {
  const connection = { applicationId: "offline", analyze: refuse, run: refuse, releaseCache: refuse, end: refuse };
  return createSession(connection, { appName: "offline", baseFolder: tmpdir() });
}
