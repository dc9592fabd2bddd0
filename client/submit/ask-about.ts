/** `goldpan submit --status ID` and `--kill ID`. */
import type { Config } from "../../common/config/config.js";
import { errorFromWire } from "../../common/errors/wire.js";
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import { formatDuration } from "../../common/units.js";
import type { ApplicationStatus } from "../../common/wire/types.js";
import { openChannel } from "../grpc/connect-master.js";
import { describeApplication, killApplication } from "../grpc/follow-application.js";
import { parseMasterUrl } from "../local/master-url.js";
import { openCluster } from "../local-mode.js";
import { statusDocument } from "./application-json.js";
import { errorLine } from "./outcome.js";

export interface Asked {
  readonly kind: "status" | "kill";
  readonly applicationId: string;
}

/** @returns 0. @throws APPLICATION_UNKNOWN (1), MASTER_UNREACHABLE, TOKEN_REFUSED (3), USAGE (2) */
export async function askAbout(config: Config, { kind, applicationId }: Asked, json: boolean): Promise<number> {
  const master = config.string("goldpan.master");
  if (parseMasterUrl(master).kind !== "remote") {
    throw new GoldpanError("USAGE", `--${kind} asks a cluster, and ${master} is none`, {
      hint: "name the master: --master goldpan://host:port",
    });
  }
  const channel = await openChannel(await openCluster(config));
  try {
    const { status, killed } =
      kind === "kill"
        ? await killApplication(channel, applicationId)
        : { status: await describeApplication(channel, applicationId), killed: undefined };
    const document = { ...statusDocument(status), ...(killed === undefined ? {} : { killed }) };
    const lines = json ? [JSON.stringify(document)] : statusLines(status, killed);
    process.stdout.write(`${lines.join("\n")}\n`);
    return 0;
  } finally {
    channel.close();
  }
}

function statusLines(status: ApplicationStatus, killed: boolean | undefined): string[] {
  const { applicationId, name, user, state, clusterMode, startedAtMs, endedAtMs, exitCode, error } = status;
  const driver = status.driverWorkerId === "" ? "" : ` on ${status.driverWorkerId}, launch ${status.driverLaunches}`;
  return [
    `${applicationId}: ${state}${killed === false ? " (it had ended before)" : ""}`,
    `  name: ${name}, submitted by ${user} in ${clusterMode ? "cluster" : "client"} mode`,
    `  started: ${new Date(startedAtMs).toISOString()}`,
    ...(endedAtMs > 0
      ? [
          `  ended: ${new Date(endedAtMs).toISOString()} after ${formatDuration(endedAtMs - startedAtMs)}, exit code ${exitCode}`,
        ]
      : []),
    ...(driver === "" ? [] : [`  driver:${driver}`]),
    ...(error === null ? [] : [`  ${errorLine(errorFromWire(error))}`]),
  ];
}
