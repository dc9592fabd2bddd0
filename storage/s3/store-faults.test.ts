/** The S3 adapter against servers that misbehave: each fault is one that a real store or network shows. */
import { open } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTcpServer, type AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { fetchRangesToFile, readRange } from "../transfer.js";
import { defaultRetryPolicy, type S3Config, type StoreRetry } from "./s3-config.js";
import { S3ObjectStore } from "./s3-object-store.js";

interface Seen {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  /** From 1. */
  readonly number: number;
}

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** A store that answers by `answer`, which may also destroy the connection. */
async function misbehave(
  answer: (seen: Seen, response: ServerResponse) => void,
  retry: Partial<S3Config["retry"]> = {},
): Promise<{ store: S3ObjectStore; seen: Seen[]; endpoint: string }> {
  const seen: Seen[] = [];
  const server: Server = createServer((request, response) => {
    request.resume();
    request.on("end", () => {
      const { method = "", url = "", headers } = request;
      const one = { method, path: url, headers, number: seen.length + 1 };
      seen.push(one);
      answer(one, response);
    });
  });
  const port = await new Promise<number>((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });
  const endpoint = `http://127.0.0.1:${port}`;
  const store = openAt(endpoint, retry);
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { store, seen, endpoint };
}

function openAt(endpoint: string, retry: Partial<S3Config["retry"]> = {}, connectionsMax = 4): S3ObjectStore {
  const store = new S3ObjectStore({
    endpoint,
    region: "us-east-1",
    accessKey: "key",
    secretKey: "topsecretvalue",
    sessionToken: undefined,
    pathStyle: true,
    connectionsMax,
    retry: { ...defaultRetryPolicy, ...retry },
  });
  closers.push(() => store.close());
  return store;
}

/** A byte of the body every 50 ms, for as long as somebody listens. */
function drip(response: ServerResponse): void {
  const timer = setInterval(() => response.write("x"), 50);
  response.once("close", () => clearInterval(timer));
}

function refuse(response: ServerResponse, status: number, code: string, headers: Record<string, string> = {}): void {
  response.writeHead(status, { "content-type": "application/xml", ...headers });
  response.end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>said ${code}</Message></Error>`);
}

const object = { etag: '"e1"', "last-modified": "Thu, 01 Jan 2026 00:00:00 GMT" };

describe("an endpoint that never answered", () => {
  test("that refuses connections is given up within 8 s, by name", async () => {
    const server = createTcpServer();
    const port = await new Promise<number>((resolve) => {
      server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
    });
    await new Promise((resolve) => server.close(resolve));
    const store = openAt(`http://127.0.0.1:${port}`);
    const startedAt = performance.now();
    await expect(store.head("s3a://bucket/key")).rejects.toMatchObject({
      code: "STORE_UNREACHABLE",
      message: expect.stringContaining(`http://127.0.0.1:${port}`) as string,
      hint: expect.stringContaining("goldpan.hadoop.fs.s3a.endpoint") as string,
    });
    expect(performance.now() - startedAt).toBeLessThan(8_000);
  }, 12_000);

  test("that takes connections and says nothing is given up in time, whatever the call", async () => {
    const server = createTcpServer(() => undefined);
    const port = await new Promise<number>((resolve) => {
      server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
    });
    closers.push(() => server.close());
    const store = openAt(`http://127.0.0.1:${port}`, { unansweredMs: 700 });
    const startedAt = performance.now();
    const calls = [
      store.head("s3a://bucket/key"),
      store.list("s3a://bucket/folder/")[Symbol.asyncIterator]().next(),
      store.putIfAbsent("s3a://bucket/key", new Uint8Array(1)),
      store.createUpload("s3a://bucket/key", {}),
    ];
    for (const result of await Promise.allSettled(calls)) {
      expect(result).toMatchObject({ status: "rejected", reason: { code: "STORE_UNREACHABLE" } });
    }
    expect(performance.now() - startedAt).toBeLessThan(2_500);
  });

  test("that has no such host is given up in time", async () => {
    const store = openAt("http://no-such-host.invalid:9000", { unansweredMs: 700 });
    await expect(store.readAll("s3a://bucket/key")).rejects.toMatchObject({ code: "STORE_UNREACHABLE" });
  }, 10_000);

  test("that speaks TLS where plain HTTP is, or the reverse, fails at once with what to check", async () => {
    const { endpoint } = await misbehave((_, response) => refuse(response, 500, "InternalError"));
    const startedAt = performance.now();
    await expect(openAt(endpoint.replace("http:", "https:")).head("s3a://bucket/key")).rejects.toMatchObject({
      code: "STORE_UNREACHABLE",
      hint: expect.stringContaining("scheme") as string,
    });
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });
});

describe("refusals", () => {
  const cases = [
    { status: 403, code: "AccessDenied", expected: "STORE_ACCESS_DENIED", says: "not allowed to list s3a://bucket/" },
    { status: 403, code: "InvalidAccessKeyId", expected: "STORE_ACCESS_DENIED", says: "does not know the access key" },
    { status: 403, code: "SignatureDoesNotMatch", expected: "STORE_ACCESS_DENIED", says: "refuses the secret key" },
    { status: 403, code: "RequestTimeTooSkewed", expected: "STORE_ACCESS_DENIED", says: "clock" },
    { status: 400, code: "ExpiredToken", expected: "STORE_ACCESS_DENIED", says: "session token" },
    { status: 404, code: "NoSuchBucket", expected: "STORE_BUCKET_NOT_FOUND", says: "bucket 'bucket' does not exist" },
    { status: 301, code: "PermanentRedirect", expected: "STORE_FAILED", says: "HTTP 301" },
    { status: 400, code: "AuthorizationHeaderMalformed", expected: "STORE_FAILED", says: "HTTP 400" },
  ];
  test.each(cases)("$status $code is $expected at once", async ({ status, code, expected, says }) => {
    const { store, seen } = await misbehave((_, response) => refuse(response, status, code));
    await expect(store.list("s3a://bucket/folder/")[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      code: expected,
      retry: "never",
      message: expect.stringContaining(says) as string,
      details: { bucket: "bucket", httpStatus: status, storeCode: code },
    });
    expect(seen).toHaveLength(1);
  });

  test("a clock that differs by hours is blamed, whatever the code", async () => {
    const { store } = await misbehave((_, response) => {
      refuse(response, 403, "AccessDenied", { date: new Date(Date.now() - 3 * 3_600_000).toUTCString() });
    });
    await expect(store.readAll("s3a://bucket/key")).rejects.toMatchObject({
      code: "STORE_ACCESS_DENIED",
      message: expect.stringContaining("differ by 180 minutes") as string,
    });
  });

  test("what is no S3 store at all is told so", async () => {
    const { store } = await misbehave((_, response) => {
      response.writeHead(405, { "content-type": "text/html" });
      response.end("<html>a console</html>");
    });
    await expect(store.readAll("s3a://bucket/key")).rejects.toMatchObject({
      code: "STORE_FAILED",
      hint: expect.stringContaining("does not speak S3") as string,
    });
  });

  test("a web server that knows no such page is no store without such a folder", async () => {
    const { store } = await misbehave((_, response) => {
      response.writeHead(404, { "content-type": "text/html" });
      response.end("<html>Not Found</html>");
    });
    await expect(store.list("s3a://bucket/folder/")[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      code: "STORE_FAILED",
      retry: "never",
      hint: expect.stringContaining("does not speak S3") as string,
    });
  });

  test("no error, nor its causes, shows a signature or a secret", async () => {
    const { store, endpoint } = await misbehave((_, response) => refuse(response, 400, "Strange"));
    const grant = await store.grantRead("s3a://bucket/key", "e1", 60_000);
    const errors = await Promise.allSettled([
      store.readAll("s3a://bucket/key"),
      readRange(grant, 0, 4),
      openAt(endpoint.replace("http:", "https:")).readAll("s3a://bucket/key"),
    ]);
    for (const result of errors) {
      expect(result.status).toBe("rejected");
      const { reason } = result as PromiseRejectedResult;
      const all = JSON.stringify(reason, Object.getOwnPropertyNames(reason)) + String((reason as Error).stack);
      expect(all).not.toMatch(/X-Amz|Signature|topsecretvalue/i);
    }
  });
});

describe("passing troubles", () => {
  test("503 and resets are tried again", async () => {
    const { store, seen } = await misbehave(({ number }, response) => {
      if (number === 1) refuse(response, 503, "SlowDown");
      else if (number === 2) response.destroy();
      else response.writeHead(200, { ...object, "content-length": "4" }).end("gold");
    });
    expect(Buffer.from((await store.readAll("s3a://bucket/key"))?.data ?? []).toString()).toBe("gold");
    expect(seen).toHaveLength(3);
  });

  test("500 for ever is given up after the configured tries, for another worker to try", async () => {
    const { store, seen } = await misbehave((_, response) => refuse(response, 500, "InternalError"), {
      attemptsMax: 3,
    });
    await expect(store.readAll("s3a://bucket/key")).rejects.toMatchObject({
      code: "STORE_FAILED",
      retry: "other-worker",
    });
    expect(seen).toHaveLength(3);
  });

  test("a body that is cut short goes on where it stopped, pinned to the same etag", async () => {
    const body = Buffer.from("0123456789");
    const { store, seen } = await misbehave(({ headers, number }, response) => {
      const [, from = "0", to = "0"] = /bytes=(\d+)-(\d+)/.exec(headers.range ?? "") ?? [];
      const part = body.subarray(Number(from), Number(to) + 1);
      const range = { "content-range": `bytes ${from}-${to}/10`, "content-length": String(part.length) };
      response.writeHead(206, { ...object, ...range });
      if (number > 1) response.end(part);
      else response.write(part.subarray(0, 4), () => response.destroy());
    });
    expect(Buffer.from(await store.read("s3a://bucket/key", { start: 1, end: 9 }, "e1")).toString()).toBe("12345678");
    expect(seen.map(({ headers }) => [headers.range, headers["if-match"]])).toEqual([
      ["bytes=1-8", '"e1"'],
      ["bytes=5-8", '"e1"'],
    ]);
  });

  test("a body that stalls is ended and tried again", async () => {
    const { store } = await misbehave(
      ({ number }, response) => {
        response.writeHead(200, { ...object, "content-length": "4" });
        if (number === 1) response.write("go");
        else response.end("gold");
      },
      { requestTimeoutMs: 200 },
    );
    expect(Buffer.from((await store.readAll("s3a://bucket/key"))?.data ?? []).toString()).toBe("gold");
  });

  test("a body of which single bytes come is ended, and goes on where it stopped", async () => {
    const { store, seen } = await misbehave(
      ({ headers, number }, response) => {
        const [, from = "0"] = /bytes=(\d+)-/.exec(headers.range ?? "") ?? [];
        const range = { "content-range": `bytes ${from}-99/100`, "content-length": String(100 - Number(from)) };
        response.writeHead(206, { ...object, ...range });
        if (number === 1) drip(response);
        else response.end(Buffer.alloc(100 - Number(from), "x"));
      },
      { requestTimeoutMs: 300 },
    );
    const data = await store.read("s3a://bucket/key", { start: 0, end: 100 });
    expect(Buffer.from(data).toString()).toBe("x".repeat(100));
    expect(seen).toHaveLength(2);
  });

  test("bodies that drip for ever are given up after the budget, listings too", async () => {
    const { store } = await misbehave(
      (_, response) => {
        response.writeHead(200, { ...object, "content-length": "1000000" });
        drip(response);
      },
      { requestTimeoutMs: 200, budgetMs: 500, unansweredMs: 500 },
    );
    const calls = [
      store.readAll("s3a://bucket/key"),
      store.list("s3a://bucket/folder/")[Symbol.asyncIterator]().next(),
    ];
    for (const result of await Promise.allSettled(calls)) {
      expect(result).toMatchObject({
        status: "rejected",
        reason: { code: expect.stringMatching(/^STORE_/) as string },
      });
    }
  });

  test("each wait is told: what for, of what answer, how long, and no signature", async () => {
    const told: StoreRetry[] = [];
    const { store, endpoint } = await misbehave(
      ({ number }, response) => {
        if (number === 1) refuse(response, 503, "SlowDown");
        else if (number === 2) response.destroy();
        else response.writeHead(200, { ...object, "content-length": "4" }).end("gold");
      },
      { onRetry: (retry) => told.push(retry) },
    );
    await store.readAll("s3a://bucket/key");
    const what = { action: "read", uri: "s3a://bucket/key", endpoint, waitMs: expect.any(Number) as number };
    expect(told).toEqual([
      { ...what, status: 503, reason: "SlowDown" },
      { ...what, status: 0, reason: expect.stringContaining("hang up") as string },
    ]);
    expect(JSON.stringify(told)).not.toMatch(/X-Amz|Signature/i);
  });

  test("a store that answered before and is gone is given up after the budget", async () => {
    let gone = false;
    const { store } = await misbehave(
      (_, response) => {
        if (gone) response.destroy();
        else response.writeHead(200, { ...object, "content-length": "4" }).end("gold");
      },
      { budgetMs: 700 },
    );
    await store.readAll("s3a://bucket/key");
    gone = true;
    const startedAt = performance.now();
    await expect(store.readAll("s3a://bucket/key")).rejects.toMatchObject({
      code: "STORE_FAILED",
      retry: "other-worker",
    });
    expect(performance.now() - startedAt).toBeGreaterThan(600);
  });

  test("a server that ignores ranges does not pass for one", async () => {
    const { store } = await misbehave((_, response) => {
      response.writeHead(200, { ...object, "content-length": "10" }).end("0123456789");
    });
    await expect(store.read("s3a://bucket/key", { start: 2, end: 4 })).rejects.toMatchObject({
      code: "STORE_FAILED",
      retry: "never",
    });
  });
});

test("what the local disk refuses ends a fetch, and is not taken for the store's fault", async () => {
  const body = Buffer.alloc(3_000_000);
  const { store, seen } = await misbehave((_, response) => {
    const range = { "content-range": "bytes 0-2999999/3000000", "content-length": "3000000" };
    response.writeHead(206, { ...object, ...range }).end(body);
  });
  const grant = await store.grantRead("s3a://bucket/key", "e1", 60_000);
  const readOnly = await open("/dev/null", "r");
  await expect(fetchRangesToFile(grant, [{ start: 0, end: body.length, position: 0 }], readOnly)).rejects.toMatchObject(
    {
      code: "EBADF",
    },
  );
  await readOnly.close();
  expect(seen).toHaveLength(1);
});

describe("lost answers", () => {
  test("a conditional put whose answer was lost is ours when the object has our mark", async () => {
    let mark: string | undefined;
    const { store } = await misbehave(({ method, headers, number }, response) => {
      if (number === 1) {
        mark = String(headers["x-amz-meta-goldpan-write"]);
        response.destroy();
      } else if (method === "PUT") refuse(response, 412, "PreconditionFailed");
      else response.writeHead(200, { ...object, "content-length": "1", "x-amz-meta-goldpan-write": mark }).end();
    });
    expect(await store.putIfAbsent("s3a://bucket/key", new Uint8Array(1))).toBe("written");
  });

  test("and another writer's when it has another mark", async () => {
    const { store } = await misbehave(({ method, number }, response) => {
      if (number === 1) response.destroy();
      else if (method === "PUT") refuse(response, 412, "PreconditionFailed");
      else response.writeHead(200, { ...object, "content-length": "1", "x-amz-meta-goldpan-write": "theirs" }).end();
    });
    expect(await store.putIfAbsent("s3a://bucket/key", new Uint8Array(1))).toBe("exists");
  });

  const parts = [{ number: 1, etag: "p1", bytes: 4 }];

  test("a completion whose answer was lost is done when the object is there", async () => {
    const { store } = await misbehave(({ method, number }, response) => {
      if (number === 1) response.destroy();
      else if (method === "POST") refuse(response, 404, "NoSuchUpload");
      else response.writeHead(200, { ...object, "content-length": "4" }).end();
    });
    await store.completeUpload({ uri: "s3a://bucket/key", uploadId: "u" }, parts);
  });

  test("a completion of an upload that was gone before is refused", async () => {
    const { store } = await misbehave((_, response) => refuse(response, 404, "NoSuchUpload"));
    await expect(store.completeUpload({ uri: "s3a://bucket/key", uploadId: "u" }, parts)).rejects.toMatchObject({
      code: "STORE_OBJECT_NOT_FOUND",
    });
  });

  test("an error in the body of a 200 answer is an error", async () => {
    const { store, seen } = await misbehave((_, response) => refuse(response, 200, "InternalError"), {
      attemptsMax: 2,
    });
    await expect(store.completeUpload({ uri: "s3a://bucket/key", uploadId: "u" }, parts)).rejects.toMatchObject({
      code: "STORE_FAILED",
      details: { storeCode: "InternalError" },
    });
    expect(seen).toHaveLength(2);
    const failed = { code: "STORE_FAILED", details: { storeCode: "InternalError" } };
    await expect(store.createUpload("s3a://bucket/key", {})).rejects.toMatchObject(failed);
    await expect(store.list("s3a://bucket/")[Symbol.asyncIterator]().next()).rejects.toMatchObject(failed);
    await expect(store.delete(["s3a://bucket/key"])).rejects.toMatchObject(failed);
    expect(seen).toHaveLength(8);
  });
});

describe("conditional writes", () => {
  test("a store that ignores the condition is refused, and the probe is deleted", async () => {
    const { store, seen } = await misbehave(({ method }, response) => {
      if (method === "POST") response.writeHead(200).end("<DeleteResult></DeleteResult>");
      else response.writeHead(200, object).end();
    });
    await expect(store.assertConditionalPut("s3a://bucket/gold/")).rejects.toMatchObject({
      code: "STORE_UNCONDITIONAL",
    });
    expect(seen.at(-1)).toMatchObject({ method: "POST", path: expect.stringContaining("delete") as string });
  });

  test("a store that does not know the condition is refused", async () => {
    const { store } = await misbehave(({ method }, response) => {
      if (method === "POST") response.writeHead(200).end("<DeleteResult></DeleteResult>");
      else refuse(response, 501, "NotImplemented");
    });
    await expect(store.assertConditionalPut("s3a://bucket/gold/")).rejects.toMatchObject({
      code: "STORE_UNCONDITIONAL",
    });
  });
});

describe("what is sent", () => {
  test("a session token goes with every request, in the signed URL or in a signed header", async () => {
    const { seen, endpoint } = await misbehave((_, response) => refuse(response, 403, "AccessDenied"));
    const store = new S3ObjectStore({
      endpoint,
      region: "eu-central-1",
      accessKey: "key",
      secretKey: "secret",
      sessionToken: "token/of+session=",
      pathStyle: true,
      connectionsMax: 4,
      retry: defaultRetryPolicy,
    });
    closers.push(() => store.close());
    await Promise.allSettled([store.readAll("s3a://bucket/key"), store.createUpload("s3a://bucket/key", {})]);
    expect(seen.find(({ method }) => method === "GET")?.path).toContain("X-Amz-Security-Token=token%2Fof%2Bsession%3D");
    expect(seen.find(({ method }) => method === "GET")?.path).toContain("%2Feu-central-1%2Fs3%2F");
    expect(seen.find(({ method }) => method === "POST")?.headers).toMatchObject({
      "x-amz-security-token": "token/of+session=",
      authorization: expect.stringMatching(/eu-central-1.*SignedHeaders=[^,]*x-amz-security-token/) as string,
    });
  });

  test("through no more connections at once than there may be", async () => {
    const asked: ServerResponse[] = [];
    const { seen, endpoint } = await misbehave((_, response) => asked.push(response));
    const store = openAt(endpoint, {}, 2);
    const reads = Promise.allSettled([1, 2, 3, 4].map((n) => store.readAll(`s3a://bucket/${n}`)));
    while (seen.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(seen).toHaveLength(2);
    for (let answered = 0; answered < 4; answered++) {
      while (asked.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
      refuse(asked.shift()!, 403, "AccessDenied");
    }
    await reads;
    expect(seen).toHaveLength(4);
  });

  test("without an endpoint grants go to AWS, by host name", async () => {
    const store = new S3ObjectStore({
      endpoint: undefined,
      region: "eu-west-1",
      accessKey: "key",
      secretKey: "secret",
      sessionToken: undefined,
      pathStyle: false,
      connectionsMax: 4,
      retry: defaultRetryPolicy,
    });
    closers.push(() => store.close());
    const grant = await store.grantRead("s3a://some-bucket/a b.parquet", "e", 60_000);
    expect(grant.kind === "http" ? grant.url : "").toMatch(
      /^https:\/\/some-bucket\.s3\.(dualstack\.)?eu-west-1\.amazonaws\.com\/a%20b\.parquet\?/,
    );
  });
});
