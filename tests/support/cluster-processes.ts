/** A cluster as an operator starts it: `goldpan master` and `goldpan worker` as processes on loopback, each of which a test may kill. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { packageRoot } from "../../common/package-root.js";
import { outputOf } from "./output-of.js";
import { bareEnvironment } from "./submit.js";
import { temporaryFolder } from "./temporary-folder.js";

export interface ClusterProcesses {
  /** `goldpan://127.0.0.1:…` */
  readonly url: string;
  readonly folder: string;
  master: ChildProcess;
  /** By number. */
  readonly workers: ChildProcess[];
  startMaster(): Promise<void>;
  /** @param options.root  of the package that it runs from. @default this one */
  startWorker(options?: { memory?: string; cores?: number; root?: string }): Promise<ChildProcess>;
  /** Folder of the worker of that number. */
  workFolder(worker: number): string;
  close(): Promise<void>;
}

export async function startCluster(options: {
  readonly workers: number;
  readonly memory?: string;
  readonly settings?: Readonly<Record<string, string>>;
}): Promise<ClusterProcesses> {
  const folder = temporaryFolder();
  const port = await freePort();
  const conf = Object.entries(options.settings ?? {}).flatMap(([key, value]) => ["--conf", `${key}=${value}`]);
  const start = async (args: readonly string[], ready: string, root = packageRoot) => {
    const child = spawn(process.execPath, [join(root, "bin/goldpan.js"), ...args], {
      env: bareEnvironment(),
      stdio: ["ignore", "ignore", "pipe"],
    });
    const output = outputOf(child);
    while (!output.stderr.includes(ready)) {
      if (child.exitCode !== null) throw new Error(output.stderr);
      await Promise.race([once(child.stderr, "data"), once(child, "close")]);
    }
    return child;
  };
  const cluster: ClusterProcesses = {
    url: `goldpan://127.0.0.1:${port}`,
    folder,
    master: await start(
      ["master", "--port", String(port), "--state-dir", join(folder, "master"), ...conf],
      "master_started",
    ),
    workers: [],
    async startMaster() {
      cluster.master = await start(
        ["master", "--port", String(port), "--state-dir", join(folder, "master"), ...conf],
        "master_started",
      );
    },
    async startWorker({ memory = options.memory ?? "3g", cores = 2, root } = {}) {
      const workFolder = cluster.workFolder(cluster.workers.length);
      const size = ["--cores", String(cores), "--memory", memory, "--work-dir", workFolder];
      const args = ["worker", cluster.url, "--host", "127.0.0.1", ...size, ...conf];
      const worker = await start(args, "worker_registered", root);
      cluster.workers.push(worker);
      return worker;
    },
    workFolder: (worker) => join(folder, `worker-${worker}`),
    async close() {
      for (const child of [...cluster.workers, cluster.master]) await killed(child);
    },
  };
  for (let worker = 0; worker < options.workers; worker++) await cluster.startWorker();
  return cluster;
}

/** SIGKILL; resolves when it is gone. */
export async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  await gone;
}

/** Process ids of the children of a process whose command line has the text. */
export function childrenOf(pid: number | undefined, text: string): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ").filter(Boolean).map(Number);
  return children.filter((child) => commandOf(child).includes(text));
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return "";
  }
}

export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
