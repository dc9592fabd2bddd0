/** Bodies of ranges against servers that say every byte themselves. */
import { randomBytes } from "node:crypto";
import { open, readFile } from "node:fs/promises";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { createServer as createTlsServer } from "node:tls";
import { afterEach, expect, test, vi } from "vitest";
import { temporaryFolder } from "../../tests/support/temporary-folder.js";
import { fetchRangesToFile } from "../transfer.js";
import { Connections } from "./connections.js";
import { getRangeBuffer, type RangedGet } from "./ranged-get.js";
import { defaultRetryPolicy } from "./s3-config.js";

const closers: (() => void)[] = [];
afterEach(() => {
  vi.unstubAllEnvs();
  for (const close of closers.splice(0)) close();
});

interface Served {
  readonly url: string;
  /** Requests in order, each with the number of its connection, from 0. */
  readonly seen: { readonly connection: number; readonly text: string }[];
}

/** A server that answers requests by `answer`, whatever is in it. */
async function serve(
  answer: (socket: Socket, request: number) => void,
  make: (use: (socket: Socket) => void) => Server = (use) => createServer(use),
): Promise<Served> {
  const seen: Served["seen"] = [];
  const sockets: Socket[] = [];
  const server = make((socket) => {
    const connection = sockets.push(socket) - 1;
    let text = "";
    socket.on("error", () => undefined);
    socket.on("data", (bytes: Buffer) => {
      text += bytes.toString("latin1");
      if (!text.endsWith("\r\n\r\n")) return;
      seen.push({ connection, text });
      text = "";
      answer(socket, seen.length);
    });
  });
  const port = await new Promise<number>((resolve) => {
    server.listen(0, "localhost", () => {
      resolve((server.address() as AddressInfo).port);
    });
  });
  closers.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { url: `http://localhost:${port}/bucket/key?X-Amz-Signature=abc`, seen };
}

function reads(url: string, connections = new Connections(4)): (start: number, end: number) => Promise<Buffer> {
  closers.push(() => {
    connections.close();
  });
  const subject = { endpoint: url.slice(0, url.indexOf("/bucket")), bucket: "bucket", key: "key", action: "read" };
  const policy: RangedGet["policy"] = { ...defaultRetryPolicy, unansweredMs: 1_000, budgetMs: 1_000 };
  return (start, end) =>
    getRangeBuffer({ subject, policy, connections, sign: () => Promise.resolve(url), etag: "e1", start, end });
}

const body = randomBytes(3_000_000);

function head(start: number, end: number, more = `content-length: ${end - start}\r\n`): string {
  return `HTTP/1.1 206 Partial Content\r\nContent-Range: bytes ${start}-${end - 1}/${body.length}\r\n${more}\r\n`;
}

test("requests go over one connection, with host, range and etag as they were signed", async () => {
  const { url, seen } = await serve((socket) => {
    socket.write(head(5, 9).toLowerCase().replace("http", "HTTP"));
    socket.write(body.subarray(5, 9));
  });
  const read = reads(url);
  for (let times = 0; times < 3; times++) expect(await read(5, 9)).toEqual(body.subarray(5, 9));
  expect(seen.map(({ connection }) => connection)).toEqual([0, 0, 0]);
  expect(seen[0]?.text).toBe(
    `GET /bucket/key?X-Amz-Signature=abc HTTP/1.1\r\nhost: ${new URL(url).host}\r\nconnection: keep-alive\r\n` +
      'range: bytes=5-8\r\nif-match: "e1"\r\n\r\n',
  );
});

test("a head in pieces and a body of many chunks are put together", async () => {
  const { url } = await serve((socket) => {
    const text = head(0, body.length);
    socket.setNoDelay(true);
    socket.write(text.slice(0, 20));
    setTimeout(() => socket.write(text.slice(20, -2)), 20);
    setTimeout(() => socket.write(Buffer.concat([Buffer.from(text.slice(-2)), body])), 40);
  });
  expect((await reads(url)(0, body.length)).equals(body)).toBe(true);
});

test("chunks of all sizes land in a file in order", async () => {
  const sizes = [1, 1_000, 200_000, 5, 100_000, 130_000, 131_072, 262_144, 3, 70_000];
  const { url } = await serve((socket) => {
    void (async () => {
      socket.setNoDelay(true);
      socket.write(head(0, body.length));
      for (let at = 0, turn = 0; at < body.length; turn++) {
        const size = sizes[turn % sizes.length] ?? 1;
        socket.write(body.subarray(at, at + size));
        at += size;
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
    })();
  });
  const path = join(temporaryFolder(), "file");
  const target = await open(path, "w");
  const grant = { kind: "http", uri: "s3a://bucket/key", url, etag: "e1" } as const;
  await fetchRangesToFile(grant, [{ start: 0, end: body.length, position: 7 }], target);
  await target.close();
  expect((await readFile(path)).subarray(7).equals(body)).toBe(true);
});

test("a body of chunks with lengths of their own is read too", async () => {
  const { url, seen } = await serve((socket) => {
    socket.write(`${head(0, 6, "transfer-encoding: chunked\r\n")}2\r\nab\r\n`);
    setTimeout(() => socket.write("4\r\ncdef\r\n0\r\n\r\n"), 20);
  });
  expect((await reads(url)(0, 6)).toString()).toBe("abcdef");
  expect(seen).toHaveLength(1);
});

test("a connection is left that its server closes, or that brings what nobody asked for", async () => {
  const { url, seen } = await serve((socket, request) => {
    const more = request === 1 ? "content-length: 2\r\nConnection: close\r\n" : "content-length: 2\r\n";
    socket.write(`${head(0, 2, more)}ab`);
    if (request === 2) socket.write("HTTP/1.1 206 Partial Content\r\ncontent-length: 2\r\n\r\nxy");
  });
  const read = reads(url);
  for (let times = 0; times < 3; times++) {
    expect((await read(0, 2)).toString()).toBe("ab");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  expect(seen.map(({ connection }) => connection)).toEqual([0, 1, 2]);
});

test("a kept connection that the server has closed is no failure", async () => {
  const { url, seen } = await serve((socket, request) => {
    if (request === 2) socket.destroy();
    else socket.write(`${head(0, 2)}ab`);
  });
  const read = reads(url);
  for (let times = 0; times < 2; times++) expect((await read(0, 2)).toString()).toBe("ab");
  expect(seen.map(({ connection }) => connection)).toEqual([0, 0, 1]);
});

test("no more connections are in use than are allowed", async () => {
  const { url, seen } = await serve((socket) => {
    setTimeout(() => socket.write(`${head(0, 2)}ab`), 10);
  });
  const read = reads(url, new Connections(2));
  await Promise.all(Array.from({ length: 7 }, () => read(0, 2)));
  expect([seen.length, Math.max(...seen.map(({ connection }) => connection))]).toEqual([7, 1]);
});

test("a connection that can't be made takes no place from those that wait", async () => {
  const { url } = await serve((socket) => {
    setTimeout(() => socket.write(`${head(0, 2)}ab`), 10);
  });
  const connections = new Connections(1);
  const nowhere = reads(url.replace(/:\d+/, ":65536"), connections);
  const read = reads(url, connections);
  await expect(nowhere(0, 2)).rejects.toThrow(RangeError);
  // The one that can't be made is first in the queue.
  const [first, failed, last] = await Promise.allSettled([read(0, 2), nowhere(0, 2), read(0, 2)]);
  expect([first.status, failed.status, last.status]).toEqual(["fulfilled", "rejected", "fulfilled"]);
});

test("a connection that is in use when all are closed is not kept", async () => {
  const connections = new Connections(1);
  const { url, seen } = await serve((socket) => {
    connections.close();
    socket.write(`${head(0, 2)}ab`);
  });
  const read = reads(url, connections);
  for (let times = 0; times < 2; times++) expect((await read(0, 2)).toString()).toBe("ab");
  expect(seen.map(({ connection }) => connection)).toEqual([0, 1]);
});

test("a connection is left that brings more between the end of a body and its return", async () => {
  const { url, seen } = await serve((socket) => socket.write(`${head(0, 2)}ab`));
  const connections = new Connections(1);
  const lend = connections.lend.bind(connections);
  vi.spyOn(connections, "lend").mockImplementation(async (endpoint) => {
    const connection = await lend(endpoint);
    const listen = connection.listen.bind(connection);
    connection.listen = (listener) => {
      const received = (bytes: Buffer): void => {
        listener.received(bytes);
        listener.received(Buffer.from("HTTP/1.1 206"));
      };
      listen({ received, closed: (error) => listener.closed(error) });
    };
    return connection;
  });
  const read = reads(url, connections);
  for (let times = 0; times < 2; times++) expect((await read(0, 2)).toString()).toBe("ab");
  expect(seen.map(({ connection }) => connection)).toEqual([0, 1]);
});

test("a head of which single bytes come for ever is broken off", async () => {
  const { url } = await serve((socket) => {
    const timer = setInterval(() => socket.write("x"), 50);
    socket.once("close", () => clearInterval(timer));
  });
  await expect(reads(url)(0, 2)).rejects.toMatchObject({
    code: "STORE_UNREACHABLE",
    message: expect.stringContaining("no more than") as string,
  });
});

test("a refusal says what the store said", async () => {
  const { url } = await serve((socket) => {
    const text = "<Error><Code>AccessDenied</Code><Message>no</Message></Error>";
    socket.write(
      `HTTP/1.1 403 Forbidden\r\ntransfer-encoding: chunked\r\n\r\n${text.length.toString(16)}\r\n${text}\r\n0\r\n\r\n`,
    );
  });
  await expect(reads(url)(0, 2)).rejects.toMatchObject({
    code: "STORE_ACCESS_DENIED",
    details: { httpStatus: 403, storeCode: "AccessDenied" },
  });
});

test("bodies come over TLS as well", async () => {
  vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", "0");
  const { url, seen } = await serve(
    (socket) => {
      socket.write(Buffer.concat([Buffer.from(head(0, body.length)), body]));
    },
    (use) => createTlsServer({ key: testKey, cert: testCertificate }, use),
  );
  const read = reads(url.replace("http:", "https:"));
  for (let times = 0; times < 2; times++) expect((await read(0, body.length)).equals(body)).toBe(true);
  expect(seen.map(({ connection }) => connection)).toEqual([0, 0]);
});

test("a certificate that nobody signed is refused", async () => {
  const { url } = await serve(
    () => undefined,
    (use) => createTlsServer({ key: testKey, cert: testCertificate }, use),
  );
  await expect(reads(url.replace("http:", "https:"))(0, 2)).rejects.toMatchObject({
    code: "STORE_UNREACHABLE",
    hint: expect.stringContaining("certificate") as string,
  });
});

/** Of `localhost`, for these tests alone. */
const testKey = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgtNsTHr5KuJ4zm7qd
k9M4G+LEWySJS25yHoVg71L02zChRANCAASNjlFgajaGYeHfO+Zq6SA5pHsiUT9w
EO4azJqZiNEAqNd9siXHllPbg/NpUuZB0I2PssjwcObc9191kqjGIoW7
-----END PRIVATE KEY-----`;
const testCertificate = `-----BEGIN CERTIFICATE-----
MIIBlTCCATugAwIBAgIUUJNYTAVt6gQTjNRP3IcC3AU453IwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMzA3MTI0NFoYDzIxMjYxMDMw
MDcxMjQ0WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAASNjlFgajaGYeHfO+Zq6SA5pHsiUT9wEO4azJqZiNEAqNd9siXHllPb
g/NpUuZB0I2PssjwcObc9191kqjGIoW7o2kwZzAdBgNVHQ4EFgQUYGA/zjZKt0Q4
G5nUWNB0l3sPgzwwHwYDVR0jBBgwFoAUYGA/zjZKt0Q4G5nUWNB0l3sPgzwwDwYD
VR0TAQH/BAUwAwEB/zAUBgNVHREEDTALgglsb2NhbGhvc3QwCgYIKoZIzj0EAwID
SAAwRQIgAiP9uhei+PR431pLnAkY/3WW8Bax/32smO+2wTac7ogCIQDZbN9qwptC
70sRvt947NIxfqtrzvyWQatNA9eYyTShGQ==
-----END CERTIFICATE-----`;
