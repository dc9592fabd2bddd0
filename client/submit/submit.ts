/** `goldpan submit`: the script here or on a worker, or another application's outcome where one answers for the idempotency key. */
import { tmpdir } from "node:os";
import type { Config } from "../../common/config/config.js";
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import { makeTemporaryFolder } from "../../common/temporary-folder.js";
import { AnsweredByOther } from "../grpc/answered-by-other.js";
import { describeMaster, parseMasterUrl } from "../local/master-url.js";
import { listenForInterrupts, type Interrupts } from "./interrupts.js";
import { OpenHere } from "./open-here.js";
import { shippedFiles } from "./shipped-files.js";
import type { SubmitRequest } from "./submit-request.js";
import { Run } from "./supervisor.js";

/** @returns the exit code. @throws CONFIG_INVALID, USAGE before anything is started */
export async function submit(request: SubmitRequest): Promise<number> {
  const { config } = request;
  const deployMode = deployModeOf(config);
  const files = shippedFiles(config, process.cwd());
  const folder = makeTemporaryFolder(tmpdir(), "goldpan-script-");
  const interrupts = listenForInterrupts();
  try {
    if (deployMode === "client") return await runHere(request, files, folder.path, interrupts);
    const { runOnWorker } = await import("./run-on-worker.js");
    return await runOnWorker(request, {
      ...{ files, folder: folder.path, interrupts },
      introduction: introduction(request),
    });
  } catch (error) {
    if (!(error instanceof AnsweredByOther)) throw error;
    const { followAnswer } = await import("./follow-answer.js");
    return await followAnswer(request, error.applicationId, interrupts);
  } finally {
    await folder.remove();
    interrupts.stop();
  }
}

async function runHere(
  request: SubmitRequest,
  files: ReturnType<typeof shippedFiles>,
  folder: string,
  interrupts: Interrupts,
): Promise<number> {
  const { scriptPath, args, config, applicationName, verbose, json } = request;
  const heap = config.optional("goldpan.driver.memory");
  const run = new Run(
    {
      ...{ scriptPath, args, config, applicationName, verbose },
      baseFolder: process.cwd(),
      deployMode: "client",
      files: Object.fromEntries(files.map(({ name, path }) => [name, path])),
      heapMegabytes: heap === undefined ? undefined : Math.floor(config.bytes("goldpan.driver.memory") / 2 ** 20),
      introduction: introduction(request),
      output: json ? "document" : "text",
    },
    new OpenHere({ scriptPath, config, applicationName, files, folder, verbose }),
    interrupts.first,
  );
  try {
    return await run.toEnd();
  } finally {
    await run.close();
  }
}

/** @throws USAGE for what does not go together */
export function deployModeOf(config: Config): "client" | "cluster" {
  const master = config.string("goldpan.master");
  const { kind } = parseMasterUrl(master);
  const deployMode = config.string("goldpan.submit.deployMode");
  if (deployMode !== "client" && deployMode !== "cluster") {
    throw new GoldpanError("USAGE", `--deploy-mode ${deployMode} is not understood`, {
      hint: "client runs the script here, cluster runs it on a worker",
    });
  }
  if (deployMode === "cluster" && kind !== "remote") {
    throw new GoldpanError("USAGE", `--deploy-mode cluster needs a cluster, and ${master} is here`, {
      hint: "name one by --master goldpan://host:port, or leave --deploy-mode out",
    });
  }
  const supervised = config.optionalBoolean("goldpan.driver.supervise") === true;
  if (supervised && deployMode === "client") {
    throw new GoldpanError("USAGE", "--supervise is about drivers on workers: this one runs here", {
      hint: "add --deploy-mode cluster",
    });
  }
  return deployMode;
}

/** What is said first. */
function introduction({ applicationName, config, notes, verbose }: SubmitRequest): string[] {
  const settings = config.describe().map(({ key, value, source }) => `${key} = ${value} (${source})`);
  const isHere = deployModeOf(config) === "client";
  const unused = isHere && config.explicit()["goldpan.driver.cores"] !== undefined;
  return [
    `${applicationName} on ${describeMaster(config.string("goldpan.master"))}`,
    ...notes.map((note) => `note: ${note}`),
    ...(unused ? ["note: goldpan.driver.cores is about drivers on workers: this one runs here"] : []),
    ...(verbose ? settings : []),
  ];
}
