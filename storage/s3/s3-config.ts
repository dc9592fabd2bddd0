/** What the S3 adapter needs to know, validated once. */
import type { Config } from "../../common/config/config.js";
import { GoldpanError } from "../../common/errors/goldpan-error.js";

export interface S3Config {
  /** `http://minio:9000`; undefined means AWS. */
  readonly endpoint: string | undefined;
  readonly region: string;
  readonly accessKey: string | undefined;
  readonly secretKey: string | undefined;
  readonly sessionToken: string | undefined;
  readonly pathStyle: boolean;
  /** Sockets per process. */
  readonly connectionsMax: number;
  readonly retry: RetryPolicy;
}

export interface RetryPolicy {
  /** Tries of one request that the store answered with an error. */
  readonly attemptsMax: number;
  /** Longest silence: until the answer begins, and within its body. */
  readonly requestTimeoutMs: number;
  /** How long a store that has answered before may be out of reach. */
  readonly budgetMs: number;
  /** How long a store that has never answered this process may be out of reach. */
  readonly unansweredMs: number;
  /** Told before each wait for another try. */
  readonly onRetry?: (retry: StoreRetry) => void;
}

/** A try that failed and will be made again. Fit for a log: without URLs. */
export interface StoreRetry {
  /** `read`, `write to`, … */
  readonly action: string;
  readonly uri: string;
  readonly endpoint: string;
  /** The answer's; 0 when none came. */
  readonly status: number;
  /** The store's code, or what went wrong with the connection. */
  readonly reason: string;
  readonly waitMs: number;
}

export const defaultRetryPolicy: RetryPolicy = {
  attemptsMax: 5,
  requestTimeoutMs: 30_000,
  budgetMs: 120_000,
  unansweredMs: 3_000,
};

/** @throws CONFIG_INVALID for an endpoint that is no URL of a host */
export function s3ConfigOf(config: Config): S3Config {
  const endpoint = config.optional("goldpan.hadoop.fs.s3a.endpoint");
  return {
    endpoint: endpoint === undefined ? undefined : validEndpoint(endpoint),
    region: config.string("goldpan.hadoop.fs.s3a.endpoint.region"),
    accessKey: config.optional("goldpan.hadoop.fs.s3a.access.key"),
    secretKey: config.optional("goldpan.hadoop.fs.s3a.secret.key"),
    sessionToken: config.optional("goldpan.hadoop.fs.s3a.session.token"),
    pathStyle: config.optionalBoolean("goldpan.hadoop.fs.s3a.path.style.access") ?? endpoint !== undefined,
    connectionsMax: config.integer("goldpan.hadoop.fs.s3a.connection.maximum"),
    retry: {
      attemptsMax: config.integer("goldpan.hadoop.fs.s3a.attempts.maximum"),
      requestTimeoutMs: config.durationMs("goldpan.hadoop.fs.s3a.request.timeout"),
      budgetMs: config.durationMs("goldpan.hadoop.fs.s3a.retry.budget"),
      unansweredMs: defaultRetryPolicy.unansweredMs,
    },
  };
}

function validEndpoint(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.hostname === "") {
    throw invalid(text, "is not a URL of an object store", `write for instance http://${text.replace(/^.*:\/\//, "")}`);
  }
  if (url.username !== "" || url.password !== "") {
    throw invalid(`${url.protocol}//…@${url.host}`, "has credentials in it", "set the access and secret keys instead");
  }
  if (url.pathname !== "/" || url.search !== "") throw invalid(text, "has a path", `write ${url.origin}`);
  return url.origin;
}

function invalid(endpoint: string, what: string, hint: string): GoldpanError<"CONFIG_INVALID"> {
  return new GoldpanError("CONFIG_INVALID", `goldpan.hadoop.fs.s3a.endpoint = '${endpoint}' ${what}`, { hint });
}
