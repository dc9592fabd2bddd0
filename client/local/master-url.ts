/** What `--master` names: a cluster in this process, one of worker processes on loopback, or one that runs elsewhere. */
import { availableParallelism } from "node:os";
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import { parseBytes } from "../../common/units.js";

export type MasterUrl =
  | { readonly kind: "local"; readonly cores: number }
  | {
      readonly kind: "local-cluster";
      readonly workers: number;
      readonly coresPerWorker: number;
      /** What each worker offers to executors; undefined leaves it to the worker. */
      readonly memoryBytesPerWorker: number | undefined;
    }
  | { readonly kind: "remote"; readonly addresses: readonly string[] };

const forms = "write local[N], local[*], local-cluster[WORKERS,CORES], or goldpan://host:port[,host:port]";

/** Port of a `goldpan://` address that names none; Spark's. */
export const defaultMasterPort = 7077;

/** @throws CONFIG_INVALID, saying which forms there are */
export function parseMasterUrl(text: string): MasterUrl {
  if (text === "local") return { kind: "local", cores: 1 };
  const local = /^local\[\s*(\*|\d+)\s*\]$/.exec(text);
  if (local?.[1] !== undefined) {
    return { kind: "local", cores: local[1] === "*" ? availableParallelism() : positive(text, local[1]) };
  }
  const cluster = /^local-cluster\[\s*(\d+)\s*,\s*(\d+)\s*(?:,\s*([^\]]+?)\s*)?\]$/.exec(text);
  if (cluster?.[1] !== undefined && cluster[2] !== undefined) {
    return {
      kind: "local-cluster",
      workers: positive(text, cluster[1]),
      coresPerWorker: positive(text, cluster[2]),
      memoryBytesPerWorker: cluster[3] === undefined ? undefined : clusterMemory(cluster[3]),
    };
  }
  if (text.startsWith("goldpan://")) return { kind: "remote", addresses: remoteAddresses(text) };
  throw refused(text);
}

/** Spark counts the memory of a local cluster's worker in MB when no unit is given. */
function clusterMemory(text: string): number {
  return parseBytes(/^\d+$/.test(text) ? `${text}m` : text);
}

function positive(text: string, digits: string): number {
  const value = Number(digits);
  if (value >= 1) return value;
  throw new GoldpanError("CONFIG_INVALID", `--master ${text}: zero is too few`, { hint: forms });
}

function remoteAddresses(text: string): string[] {
  return text
    .slice("goldpan://".length)
    .split(",")
    .map((part) => {
      const match = /^(\[[0-9a-fA-F:]+\]|[^\s:/[\]]+)(?::(\d{1,5}))?$/.exec(part.trim());
      const port = match?.[2] === undefined ? defaultMasterPort : Number(match[2]);
      if (match?.[1] === undefined || port < 1 || port > 65_535) {
        throw new GoldpanError("CONFIG_INVALID", `--master ${text}: '${part}' is not host:port`, { hint: forms });
      }
      return `${match[1]}:${port}`;
    });
}

function refused(text: string): GoldpanError {
  const [scheme = ""] = text.split(/[:[]/);
  const why: Record<string, string> = {
    spark: "this is not Spark's master: start one with `goldpan master` and write goldpan://host:port",
    yarn: "YARN is not there: run `docker compose up`, or local[*]",
    k8s: "Kubernetes is not there: run `docker compose up`, or local[*]",
    mesos: "Mesos is not there: run `docker compose up`, or local[*]",
    sc: "Spark Connect is not there: write goldpan://host:port",
  };
  return new GoldpanError("CONFIG_INVALID", `--master '${text}' is not understood`, { hint: why[scheme] ?? forms });
}

/** `local[*]: 2 cores, no server`: what submit says first. */
export function describeMaster(text: string): string {
  const url = parseMasterUrl(text);
  switch (url.kind) {
    case "local":
      return `${text}: ${url.cores} ${url.cores === 1 ? "core" : "cores"}, no server`;
    case "local-cluster":
      return `${text}: ${url.workers} worker processes of ${url.coresPerWorker} ${url.coresPerWorker === 1 ? "core" : "cores"}`;
    case "remote":
      return text;
  }
}
