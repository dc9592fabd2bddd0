/**
 * A real MinIO for tests. Looked for in this order: one that runs already (GOLDPAN_TEST_MINIO_ENDPOINT, with
 * GOLDPAN_TEST_MINIO_ACCESS_KEY and GOLDPAN_TEST_MINIO_SECRET_KEY), `minio` on the PATH, the lab beside this repository, one
 * built here before, docker, `go install`. Where none can be had, the answer is undefined and stderr says what was skipped.
 */
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { accessSync, constants, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { get } from "node:http";
import { createServer } from "node:net";
import { homedir, tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "minio";
import { packageRoot } from "../../common/package-root.js";

/** How to reach a MinIO. */
export interface MinioAccess {
  /** `http://127.0.0.1:port` */
  readonly endpoint: string;
  readonly accessKey: string;
  readonly secretKey: string;
}

export interface TestMinio extends MinioAccess {
  /** Where the server keeps its objects; undefined when it is not a process of ours. */
  readonly dataFolder: string | undefined;
  /** Undefined when it is not a process of ours, or not running. */
  readonly pid: number | undefined;
  /** Ends the server at once, as a crash would, and keeps its data. */
  kill(): Promise<void>;
  /** Starts it again on the same port and data. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** For `beforeAll`: a server starts in under a second, but the first `go install` takes minutes. */
export const minioStartTimeoutMs = 300_000;

const image = process.env["GOLDPAN_TEST_MINIO_IMAGE"] ?? "quay.io/minio/minio:RELEASE.2025-09-07T16-13-09Z";
const module = "github.com/minio/minio@v0.0.0-20260212201848-7aac2a2c5b7c";
const readyTimeoutMs = 20_000;

/** @throws Error when a MinIO was found but does not start */
export async function startMinio(): Promise<TestMinio | undefined> {
  const running = process.env["GOLDPAN_TEST_MINIO_ENDPOINT"];
  if (running !== undefined && running !== "") return useRunning(running);
  const binary = findBinary();
  if (binary !== undefined) return startServer(processLauncher(binary));
  if (succeeds("docker", ["image", "inspect", image]) || succeeds("docker", ["pull", "-q", image])) {
    return startServer(dockerLauncher());
  }
  const built = buildBinary();
  if (built !== undefined) return startServer(processLauncher(built));
  process.stderr.write("\nSKIPPED: tests that need MinIO. Put `minio` on the PATH, start docker, or install Go.\n");
  return undefined;
}

/** What a process needs to reach this MinIO. */
export function storeEnvironment(minio: TestMinio): Record<string, string> {
  return {
    GOLDPAN_HADOOP_FS_S3A_ENDPOINT: minio.endpoint,
    AWS_ACCESS_KEY_ID: minio.accessKey,
    AWS_SECRET_ACCESS_KEY: minio.secretKey,
  };
}

export function minioClient(minio: MinioAccess): Client {
  const url = new URL(minio.endpoint);
  return new Client({
    endPoint: url.hostname,
    port: Number(url.port === "" ? (url.protocol === "https:" ? 443 : 80) : url.port),
    useSSL: url.protocol === "https:",
    accessKey: minio.accessKey,
    secretKey: minio.secretKey,
    region: "us-east-1",
  });
}

/** A new bucket of its own; its name starts with `name`. */
export async function makeBucket(minio: MinioAccess, name = "test"): Promise<string> {
  const bucket = `${name}-${randomBytes(5).toString("hex")}`;
  await minioClient(minio).makeBucket(bucket);
  return bucket;
}

export interface TestObject {
  readonly bucket: string;
  readonly key: string;
  /** Bytes, or text. */
  readonly body: Uint8Array | string;
}

export async function putObject(minio: MinioAccess, object: TestObject): Promise<void> {
  await minioClient(minio).putObject(object.bucket, object.key, Buffer.from(object.body));
}

export async function putFile(minio: MinioAccess, bucket: string, key: string, path: string): Promise<void> {
  await putObject(minio, { bucket, key, body: readFileSync(path) });
}

export async function getObject(minio: MinioAccess, bucket: string, key: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of await minioClient(minio).getObject(bucket, key)) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** Keys of a bucket in ascending order. */
export async function listKeys(minio: MinioAccess, bucket: string, prefix = ""): Promise<string[]> {
  const keys: string[] = [];
  for await (const item of minioClient(minio).listObjectsV2(bucket, prefix, true)) {
    const { name } = item as { name?: string };
    if (name !== undefined) keys.push(name);
  }
  return keys.sort();
}

function useRunning(endpoint: string): TestMinio {
  const refuse = (): Promise<void> => Promise.reject(new Error("a MinIO that others started is not ours to end"));
  return {
    endpoint: endpoint.replace(/\/$/, ""),
    accessKey: process.env["GOLDPAN_TEST_MINIO_ACCESS_KEY"] ?? "minioadmin",
    secretKey: process.env["GOLDPAN_TEST_MINIO_SECRET_KEY"] ?? "minioadmin",
    dataFolder: undefined,
    pid: undefined,
    kill: refuse,
    restart: refuse,
    stop: () => Promise.resolve(),
  };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

const cacheFolder = join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "goldpan-test");

function findBinary(): string | undefined {
  const onPath = (process.env["PATH"] ?? "").split(delimiter).map((folder) => join(folder, "minio"));
  const found = onPath.find(isExecutable);
  if (found !== undefined) return found;
  const lab = join(packageRoot, "..", "shared", "lab", "minio");
  if (isExecutable(lab)) {
    const answer = spawnSync(lab, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
    if (answer.status === 0) return answer.stdout.trim();
  }
  const built = join(cacheFolder, "minio");
  return isExecutable(built) ? built : undefined;
}

function succeeds(command: string, args: string[]): boolean {
  return spawnSync(command, args, { stdio: "ignore", timeout: 120_000 }).status === 0;
}

/** One process builds; the others that started at the same time build too, and the last rename wins: all are the same file. */
function buildBinary(): string | undefined {
  if (!succeeds("go", ["version"])) return undefined;
  const folder = join(cacheFolder, `build-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  process.stderr.write("\nbuilding MinIO for the tests; this takes about two minutes, once\n");
  try {
    const answer = spawnSync("go", ["install", module], { stdio: "ignore", env: { ...process.env, GOBIN: folder } });
    if (answer.status !== 0 || !existsSync(join(folder, "minio"))) return undefined;
    renameSync(join(folder, "minio"), join(cacheFolder, "minio"));
    return join(cacheFolder, "minio");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Launcher {
  start(at: { port: number; folder: string; environment: Record<string, string> }): ChildProcess;
  /** Ends what was started, by its id. */
  end(child: ChildProcess): void;
  readonly keepsData: boolean;
}

function processLauncher(binary: string): Launcher {
  return {
    keepsData: true,
    start: ({ port, folder, environment }) =>
      spawn(binary, ["server", folder, "--address", `127.0.0.1:${port}`, "--quiet"], {
        stdio: ["ignore", "ignore", "pipe"],
        env: { ...process.env, ...environment },
      }),
    end: (child) => {
      child.kill("SIGKILL");
    },
  };
}

function dockerLauncher(): Launcher {
  const name = `goldpan-test-${randomBytes(6).toString("hex")}`;
  return {
    keepsData: false,
    start: ({ port, environment }) => {
      const variables = Object.entries(environment).flatMap(([key, value]) => ["-e", `${key}=${value}`]);
      const where = ["-p", `127.0.0.1:${port}:9000`];
      return spawn("docker", ["run", "--rm", "--name", name, ...where, ...variables, image, "server", "/data"], {
        stdio: ["ignore", "ignore", "pipe"],
      });
    },
    end: () => {
      spawnSync("docker", ["kill", name], { stdio: "ignore" });
    },
  };
}

async function startServer(launcher: Launcher): Promise<TestMinio> {
  const accessKey = "goldpan-test";
  const secretKey = randomBytes(12).toString("hex");
  const folder = await mkdtemp(join(tmpdir(), "goldpan-minio-"));
  const environment = { MINIO_ROOT_USER: accessKey, MINIO_ROOT_PASSWORD: secretKey, MINIO_BROWSER: "off" };
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  let child: ChildProcess | undefined;

  const restart = async (): Promise<void> => {
    child = launcher.start({ port, folder, environment });
    await untilReady(child, endpoint);
  };
  const kill = async (): Promise<void> => {
    if (child === undefined) return;
    const ended = child.exitCode !== null || child.signalCode !== null;
    const exited = ended ? undefined : new Promise((resolve) => child?.once("exit", resolve));
    launcher.end(child);
    await exited;
    child = undefined;
  };
  const endWithUs = (): void => {
    if (child !== undefined) launcher.end(child);
  };
  process.once("exit", endWithUs);
  await restart();
  return {
    endpoint,
    accessKey,
    secretKey,
    dataFolder: launcher.keepsData ? folder : undefined,
    get pid() {
      return launcher.keepsData ? child?.pid : undefined;
    },
    kill,
    restart,
    stop: async () => {
      await kill();
      process.off("exit", endWithUs);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function untilReady(child: ChildProcess, endpoint: string): Promise<void> {
  let story = "";
  let failure: string | undefined;
  child.stderr?.on("data", (chunk: Buffer) => {
    story = (story + chunk.toString()).slice(-4_000);
  });
  child.once("error", (error) => (failure = error.message));
  child.once("exit", (code, signal) => (failure = `it ended with ${code ?? signal}`));
  const deadline = Date.now() + readyTimeoutMs;
  while (!(await isLive(endpoint))) {
    if (failure === undefined && Date.now() > deadline) failure = `no answer from ${endpoint} in ${readyTimeoutMs} ms`;
    if (failure !== undefined) throw new Error(`MinIO did not start: ${failure}\n${story}`);
    await sleep(25);
  }
}

function isLive(endpoint: string): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get(`${endpoint}/minio/health/live`, { agent: false, timeout: 1_000 }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.once("timeout", () => request.destroy());
    request.once("error", () => resolve(false));
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => {
        if (address === null || typeof address === "string") reject(new Error("no free port"));
        else resolve(address.port);
      });
    });
  });
}
