/**
 * minio-js, set up so that it signs and speaks S3's control calls while every byte goes through connections of ours: our
 * agents, our silence limits, and each answer that is not 2xx as a StoreAnswer. It never retries and never prints.
 */
import * as http from "node:http";
import * as https from "node:https";
import { Client } from "minio";
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import { hasAnswered } from "./endpoint-memory.js";
import {
  asNoAnswer,
  endDripping,
  isConnectionFailure,
  isSuccess,
  NoAnswer,
  refusalOf,
  StoreAnswer,
  watch,
  type Agents,
} from "./http-exchange.js";
import type { S3Config } from "./s3-config.js";

/** What a person calls the store: the configured endpoint, or AWS's of the region. */
export function endpointLabel(config: S3Config): string {
  return config.endpoint ?? `https://s3.${config.region}.amazonaws.com`;
}

/** @throws CONFIG_INVALID for a host that minio-js refuses */
export function makeSigner(config: S3Config, agents: Agents): Client {
  const url = new URL(config.endpoint ?? "https://s3.amazonaws.com");
  const secure = url.protocol === "https:";
  try {
    return new Client({
      endPoint: url.hostname.replace(/^\[|\]$/g, ""),
      port: url.port === "" ? (secure ? 443 : 80) : Number(url.port),
      useSSL: secure,
      region: config.region,
      pathStyle: config.pathStyle,
      accessKey: config.accessKey ?? "",
      secretKey: config.secretKey ?? "",
      ...(config.sessionToken === undefined ? {} : { sessionToken: config.sessionToken }),
      transport: transport(config, agents),
      transportAgent: secure ? agents["https:"] : agents["http:"],
      retryOptions: { disableRetry: true },
    });
  } catch (error) {
    throw new GoldpanError("CONFIG_INVALID", `goldpan.hadoop.fs.s3a.endpoint = '${endpointLabel(config)}' is refused`, {
      hint: "write the store's host name or address",
      cause: error,
    });
  }
}

/** What minio-js threw, as what retries understand. */
export function asExchangeFailure(error: unknown): unknown {
  if (error instanceof StoreAnswer || error instanceof NoAnswer) return error;
  if (error instanceof Error) return isConnectionFailure(error) ? asNoAnswer(error) : error;
  // An error document in a 200 answer (a listing, a new upload, a deletion) comes as the plain object that minio-js's XML parser made.
  if (typeof error === "object" && error !== null && "Code" in error) {
    const message = "Message" in error ? String(error.Message) : "";
    return new StoreAnswer(200, String(error.Code), message, undefined);
  }
  return error;
}

type Answered = (response: http.IncomingMessage) => void;

function transport(config: S3Config, agents: Agents): Pick<typeof http, "request"> {
  const label = endpointLabel(config);
  const send = (options: https.RequestOptions, answered?: Answered): http.ClientRequest => {
    const { requestTimeoutMs, unansweredMs } = config.retry;
    const timeout = hasAnswered(label) ? requestTimeoutMs : Math.min(requestTimeoutMs, unansweredMs);
    const secure = options.protocol === "https:";
    const prepared = { ...options, timeout, agent: secure ? agents["https:"] : agents["http:"] };
    const outgoing = secure ? https.request(prepared) : http.request(prepared);
    const fail = (error: unknown): void => {
      outgoing.emit("error", error);
    };
    watch(outgoing, timeout, () => undefined);
    outgoing.once("response", (response) => {
      // Not of a completion: a store that takes long over one sends blanks meanwhile.
      if (options.method === "GET") endDripping(response, timeout);
      if (isSuccess(response)) answered?.(response);
      else refusalOf(response).then(fail, fail);
    });
    return outgoing;
  };
  return { request: send as typeof http.request };
}
