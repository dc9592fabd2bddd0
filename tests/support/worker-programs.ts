/** Programs for a worker under test: the real piece server, built from source, and executors that only pretend. */
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { build } from "esbuild";
import { packageRoot } from "../../common/package-root.js";
import type { WorkerPrograms } from "../../worker/start-worker.js";

/** The caller removes the folder of `pieceServer`. */
export async function buildWorkerPrograms(): Promise<WorkerPrograms> {
  // Inside the package, so that it finds proto/ and its libraries.
  const pieceServer = join(packageRoot, ".goldpan", `test-programs-${randomUUID()}`, "piece-server.js");
  await build({
    entryPoints: [join(packageRoot, "worker/grpc/piece-server.ts")],
    outfile: pieceServer,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    packages: "external",
  });
  const support = join(packageRoot, "tests", "support");
  return {
    pieceServer,
    executor: join(support, "fake-executor.mjs"),
    functionCheck: join(support, "fake-function-check.mjs"),
    // Never started: the fake master runs no drivers.
    clusterDriver: "",
  };
}
