/**
 * Objects in a bucket store. minio-js signs and makes the control calls; bodies travel by plain HTTP to signed URLs, at a
 * quarter of the CPU. Multipart uploads are never listed: MinIO's listing of them is not reliable.
 */
import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Client } from "minio";
import { GoldpanError, isGoldpanError } from "../../common/errors/goldpan-error.js";
import { formatLocation, parseLocation, type BucketLocation } from "../location.js";
import type { ObjectInfo, ObjectStore, PartGrant, PendingUpload, ReadGrant, UploadedPart } from "../object-store.js";
import { completionBody } from "./completion-body.js";
import { exchange, makeAgents, NoAnswer, readBody, refusalOf, StoreAnswer, type Agents } from "./http-exchange.js";
import { asExchangeFailure, endpointLabel, makeSigner } from "./minio-signer.js";
import { Connections } from "./connections.js";
import { getRangeBuffer } from "./ranged-get.js";
import { retryRequest, type RequestTry } from "./retry-request.js";
import type { S3Config } from "./s3-config.js";
import type { RequestSubject } from "./store-errors.js";

/** Of objects read or written whole. */
const wholeBytesMax = 256 * 1024 * 1024;
/** A signed URL of our own lasts longer than the request that it is made for. */
const ownUrlSeconds = 900;
const signedUrlSecondsMax = 7 * 24 * 3600;
/** Tells one writer's object from another's when an answer was lost. */
const writeMark = "goldpan-write";

export class S3ObjectStore implements ObjectStore {
  private readonly endpoint: string;
  private readonly agents: Agents;
  private readonly connections: Connections;
  private signer: Client | undefined;
  private readonly bucketsSeen = new Set<string>();
  private readonly conditional = new Map<string, Promise<void>>();

  constructor(private readonly config: S3Config) {
    this.endpoint = endpointLabel(config);
    this.agents = makeAgents(config.connectionsMax);
    this.connections = new Connections(config.connectionsMax);
  }

  async head(uri: string): Promise<ObjectInfo | undefined> {
    const at = bucketLocation(uri);
    try {
      const response = await this.request(this.subject(at, "read"), async ({ timeoutMs }) => {
        const answer = await this.explained(at, exchange({ ...(await this.own("HEAD", at)), timeoutMs }));
        answer.resume();
        return answer;
      });
      return infoOf(at, response);
    } catch (error) {
      if (!isGoldpanError(error, "STORE_OBJECT_NOT_FOUND")) throw error;
      await this.assertBucket(at);
      return undefined;
    }
  }

  async *list(folder: string): AsyncIterable<ObjectInfo> {
    const at = bucketLocation(folder);
    let token = "";
    do {
      const after = token;
      const page = await this.control(this.subject(at, "list"), (client) =>
        client.listObjectsV2Query(at.bucket, at.key, after, "", 1000, ""),
      );
      this.bucketsSeen.add(at.bucket);
      for (const item of page.objects) {
        if (item.name === undefined) continue;
        const uri = formatLocation({ ...at, key: item.name });
        yield { uri, etag: item.etag, bytes: item.size, modifiedAtMs: item.lastModified.getTime() };
      }
      token = page.isTruncated ? page.nextContinuationToken : "";
    } while (token !== "");
  }

  async read(uri: string, range: { start: number; end: number }, etag?: string): Promise<Uint8Array> {
    if (range.end <= range.start) return new Uint8Array(0);
    const at = bucketLocation(uri);
    return getRangeBuffer({
      subject: this.subject(at, "read"),
      policy: this.config.retry,
      connections: this.connections,
      sign: () => this.sign("GET", at),
      etag,
      ...range,
    });
  }

  async readSuffix(uri: string, bytes: number): Promise<{ info: ObjectInfo; data: Uint8Array }> {
    const at = bucketLocation(uri);
    return this.request(this.subject(at, "read"), async ({ timeoutMs }) => {
      const headers = { range: `bytes=-${bytes}` };
      try {
        const response = await exchange({ ...(await this.own("GET", at)), headers, timeoutMs });
        return { info: infoOf(at, response), data: await wholeBody(response) };
      } catch (error) {
        // An empty object has no suffix.
        if (!(error instanceof StoreAnswer) || error.status !== 416) throw error;
        const info = await this.head(uri);
        if (info?.bytes !== 0) throw error;
        return { info, data: new Uint8Array(0) };
      }
    });
  }

  async readAll(uri: string): Promise<{ info: ObjectInfo; data: Uint8Array } | undefined> {
    const at = bucketLocation(uri);
    return this.request(this.subject(at, "read"), async ({ timeoutMs }) => {
      try {
        const response = await exchange({ ...(await this.own("GET", at)), timeoutMs });
        return { info: infoOf(at, response), data: await wholeBody(response) };
      } catch (error) {
        if (error instanceof StoreAnswer && error.status === 404 && error.code === "NoSuchKey") return undefined;
        throw error;
      }
    });
  }

  async put(uri: string, data: Uint8Array, contentType = "application/octet-stream"): Promise<void> {
    const at = bucketLocation(uri);
    await this.request(this.subject(at, "write to"), async ({ timeoutMs }) => {
      const headers = { "content-type": contentType };
      const response = await exchange({ ...(await this.own("PUT", at)), headers, body: data, timeoutMs });
      await wholeBody(response);
    });
  }

  async putIfAbsent(uri: string, data: Uint8Array): Promise<"written" | "exists"> {
    const at = bucketLocation(uri);
    const mark = randomUUID();
    const isOurs = async (): Promise<boolean> => (await this.head(uri))?.metadata?.[writeMark] === mark;
    try {
      return await this.control(this.subject(at, "write to"), async (client, current) => {
        return (await this.tryPutIfAbsent(client, at, { data, mark })) || (current.maybeDone && (await isOurs()))
          ? "written"
          : "exists";
      });
    } catch (error) {
      if (!isGoldpanError(error, "STORE_FAILED")) throw error;
      if (error.details?.httpStatus === 501) throw unconditional(this.subject(at, "write to"));
      // The answer of the last try may be the one that was lost.
      if (error.retry !== "never" && (await isOurs())) return "written";
      throw error;
    }
  }

  private async tryPutIfAbsent(
    client: Client,
    at: BucketLocation,
    object: { data: Uint8Array; mark: string },
  ): Promise<boolean> {
    // Signed with its headers, not by URL: AWS refuses an x-amz-meta-… that is not signed.
    const headers = { "if-none-match": "*", [`x-amz-meta-${writeMark}`]: object.mark };
    const { buffer, byteOffset, byteLength } = object.data;
    try {
      await client.makeRequestAsyncOmit(
        { method: "PUT", bucketName: at.bucket, objectName: at.key, headers },
        Buffer.from(buffer, byteOffset, byteLength),
      );
      return true;
    } catch (error) {
      if (!(error instanceof StoreAnswer)) throw error;
      if (error.status === 412) return false;
      throw error;
    }
  }

  async delete(uris: readonly string[]): Promise<void> {
    const keysByBucket = new Map<string, string[]>();
    for (const uri of uris) {
      const at = bucketLocation(uri);
      const keys = keysByBucket.get(at.bucket);
      if (keys === undefined) keysByBucket.set(at.bucket, [at.key]);
      else keys.push(at.key);
    }
    for (const [bucket, keys] of keysByBucket) {
      const at: BucketLocation = { scheme: "s3a", bucket, key: "" };
      await this.control(this.subject(at, "delete from"), async (client) => {
        const failures = (await client.removeObjects(bucket, keys)) as readonly DeleteFailure[];
        const failure = failures.find(({ Error: error }) => error?.Code !== "NoSuchKey");
        if (failure !== undefined) throw deleteAnswer(failure);
      });
    }
  }

  async assertConditionalPut(folder: string): Promise<void> {
    const at = bucketLocation(folder);
    let probe = this.conditional.get(at.bucket);
    if (probe === undefined) {
      probe = this.probeConditionalPut(at);
      this.conditional.set(at.bucket, probe);
      probe.catch(() => this.conditional.delete(at.bucket));
    }
    return probe;
  }

  /** Two conditional writes of one new key: the second must be refused. The key is gone afterwards. */
  private async probeConditionalPut(folder: BucketLocation): Promise<void> {
    const at = { ...folder, key: `${folder.key}_goldpan/probe-${randomUUID()}` };
    const uri = formatLocation(at);
    const empty = new Uint8Array(0);
    try {
      const first = await this.putIfAbsent(uri, empty);
      const second = await this.putIfAbsent(uri, empty);
      if (first !== "written" || second !== "exists") throw unconditional(this.subject(folder, "write to"));
    } finally {
      await this.delete([uri]);
    }
  }

  async createUpload(uri: string, metadata: Readonly<Record<string, string>>): Promise<PendingUpload> {
    const at = bucketLocation(uri);
    const headers: Record<string, string> = { "content-type": "application/vnd.apache.parquet" };
    for (const [name, value] of Object.entries(metadata)) headers[`${metadataPrefix}${name}`] = value;
    const uploadId = await this.control(this.subject(at, "write to"), (client) =>
      client.initiateNewMultipartUpload(at.bucket, at.key, headers),
    );
    return { uri: formatLocation(at), uploadId };
  }

  async completeUpload(upload: PendingUpload, parts: readonly UploadedPart[]): Promise<void> {
    const at = bucketLocation(upload.uri);
    const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
    const body = completionBody(parts);
    await this.control(this.subject(at, "complete the upload of"), async (client, { maybeDone }) => {
      try {
        const query = `uploadId=${encodeURIComponent(upload.uploadId)}`;
        const request = { method: "POST", bucketName: at.bucket, objectName: at.key, query };
        const answer = await refusalOf(await client.makeRequestAsync(request, body));
        // A store may find out that it fails after it has begun to answer.
        if (answer.code !== "") throw answer;
      } catch (error) {
        const answer = asExchangeFailure(error);
        const gone = answer instanceof StoreAnswer && answer.code === "NoSuchUpload";
        // The upload is gone because a try of ours, whose answer was lost, completed it: then the object is there.
        if (gone && maybeDone && (await this.head(upload.uri))?.bytes === bytes) return;
        throw answer;
      }
    });
  }

  async abortUpload(upload: PendingUpload): Promise<void> {
    const at = bucketLocation(upload.uri);
    await this.control(this.subject(at, "abort the upload of"), async (client) => {
      try {
        await client.abortMultipartUpload(at.bucket, at.key, encodeURIComponent(upload.uploadId));
      } catch (error) {
        if (!(error instanceof StoreAnswer) || error.code !== "NoSuchUpload") throw error;
      }
    });
  }

  async grantRead(uri: string, etag: string, validForMs: number): Promise<ReadGrant> {
    const at = bucketLocation(uri);
    const url = await this.sign("GET", at, {}, seconds(validForMs));
    return { kind: "http", uri: formatLocation(at), etag, url };
  }

  async grantPart(upload: PendingUpload, number: number, _offset: number, validForMs: number): Promise<PartGrant> {
    const at = bucketLocation(upload.uri);
    const query = { uploadId: upload.uploadId, partNumber: String(number) };
    const url = await this.sign("PUT", at, query, seconds(validForMs));
    return { kind: "http", uri: formatLocation(at), number, url };
  }

  close(): void {
    this.agents["http:"].destroy();
    this.agents["https:"].destroy();
    this.connections.close();
  }

  private subject(at: BucketLocation, action: string): RequestSubject {
    return { endpoint: this.endpoint, bucket: at.bucket, key: at.key, action };
  }

  private request<T>(subject: RequestSubject, attempt: (current: RequestTry) => Promise<T>): Promise<T> {
    return retryRequest(this.config.retry, subject, attempt);
  }

  /** A call of minio-js, with our retries and errors. */
  private async control<T>(
    subject: RequestSubject,
    call: (client: Client, current: RequestTry) => Promise<T>,
  ): Promise<T> {
    const client = this.client(subject);
    return this.request(subject, async (current) => {
      try {
        return await call(client, current);
      } catch (error) {
        throw asExchangeFailure(error);
      }
    });
  }

  private client(subject: RequestSubject): Client {
    if (this.signer !== undefined) return this.signer;
    const missing = [
      ...(this.config.accessKey === undefined ? ["goldpan.hadoop.fs.s3a.access.key (AWS_ACCESS_KEY_ID)"] : []),
      ...(this.config.secretKey === undefined ? ["goldpan.hadoop.fs.s3a.secret.key (AWS_SECRET_ACCESS_KEY)"] : []),
    ];
    if (missing.length > 0) {
      throw new GoldpanError("STORE_ACCESS_DENIED", `no credentials for s3a://${subject.bucket} at ${this.endpoint}`, {
        hint: `set ${missing.join(" and ")}`,
        details: { endpoint: this.endpoint, bucket: subject.bucket, key: subject.key },
      });
    }
    this.signer = makeSigner(this.config, this.agents);
    return this.signer;
  }

  private async own<M extends "GET" | "HEAD" | "PUT">(
    method: M,
    at: BucketLocation,
  ): Promise<{ method: M; url: string; agents: Agents }> {
    return { method, url: await this.sign(method, at), agents: this.agents };
  }

  private sign(
    method: "GET" | "HEAD" | "PUT",
    at: BucketLocation,
    query: Readonly<Record<string, string>> = {},
    validSeconds = ownUrlSeconds,
  ): Promise<string> {
    return this.client(this.subject(at, "reach")).presignedUrl(method, at.bucket, at.key, validSeconds, { ...query });
  }

  /** The answer to a HEAD has no body that says why; one byte of a GET has. */
  private async explained(at: BucketLocation, answer: Promise<IncomingMessage>): Promise<IncomingMessage> {
    try {
      return await answer;
    } catch (error) {
      if (!(error instanceof StoreAnswer) || error.code !== "" || error.status === 404) throw error;
      const { requestTimeoutMs } = this.config.retry;
      const headers = { range: "bytes=0-0" };
      const got = await exchange({ ...(await this.own("GET", at)), headers, timeoutMs: requestTimeoutMs });
      got.destroy();
      throw error;
    }
  }

  /** Tells a missing object from a missing bucket, once per bucket. */
  private async assertBucket(at: BucketLocation): Promise<void> {
    if (this.bucketsSeen.has(at.bucket)) return;
    try {
      await this.control(this.subject({ ...at, key: "" }, "list"), (client) =>
        client.listObjectsV2Query(at.bucket, at.key, "", "", 1, ""),
      );
    } catch (error) {
      // Who may not list can't be told; what is asked for next will say it.
      if (!isGoldpanError(error, "STORE_ACCESS_DENIED")) throw error;
    }
    this.bucketsSeen.add(at.bucket);
  }
}

interface DeleteFailure {
  readonly Error?: { readonly Code?: string; readonly Message?: string; readonly Key?: string };
  readonly Code?: string;
  readonly Message?: string;
  readonly Key?: string;
}

function deleteAnswer(failure: DeleteFailure): StoreAnswer {
  const { Code: code = "", Message: message = "", Key: key = "" } = failure.Error ?? failure;
  return new StoreAnswer(code === "AccessDenied" ? 403 : 500, code, `${key}: ${message}`, undefined);
}

function unconditional(subject: RequestSubject): GoldpanError<"STORE_UNCONDITIONAL"> {
  return new GoldpanError(
    "STORE_UNCONDITIONAL",
    `${subject.endpoint} does not keep to If-None-Match: commits would not be safe`,
    {
      hint: "write to a store that has conditional writes: MinIO, AWS S3 and most others of today",
      details: { endpoint: subject.endpoint, bucket: subject.bucket, key: subject.key },
    },
  );
}

function bucketLocation(uri: string): BucketLocation {
  const location = parseLocation(uri);
  if (location.scheme === "s3a") return location;
  throw new GoldpanError("PATH_REFUSED", `${uri} is not in a bucket`, { details: { key: uri } });
}

function seconds(validForMs: number): number {
  return Math.min(signedUrlSecondsMax, Math.max(1, Math.ceil(validForMs / 1000)));
}

async function wholeBody(response: IncomingMessage): Promise<Buffer> {
  const body = await readBody(response, wholeBytesMax);
  const announced = response.headers["content-length"];
  if (announced !== undefined && Number(announced) !== body.length)
    throw new NoAnswer("the body was cut short", "CUT_SHORT");
  return body;
}

const metadataPrefix = "x-amz-meta-";

function infoOf(at: BucketLocation, response: IncomingMessage): ObjectInfo {
  const { headers } = response;
  const total = /\/(\d+)$/.exec(headers["content-range"] ?? "")?.[1] ?? headers["content-length"] ?? "";
  const etag = (headers.etag ?? "").replace(/^W\//, "").replaceAll('"', "");
  if (!/^\d+$/.test(total) || etag === "") throw new NoAnswer("an answer without length or etag", "HPE_INVALID_ANSWER");
  const metadata = Object.entries(headers).flatMap(([name, value]) =>
    name.startsWith(metadataPrefix) && typeof value === "string" ? [[name.slice(metadataPrefix.length), value]] : [],
  );
  return {
    uri: formatLocation(at),
    etag,
    bytes: Number(total),
    modifiedAtMs: Date.parse(headers["last-modified"] ?? "") || 0,
    metadata: Object.fromEntries(metadata) as Record<string, string>,
  };
}
