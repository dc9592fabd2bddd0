/** Stands between a process and its MinIO, and holds back the requests that a test chooses: the moment to kill the process. */
import { once } from "node:events";
import { createServer, request, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { TestMinio } from "./minio.js";

export interface StoreProxy {
  readonly endpoint: string;
  /** Resolves with the first request that was held back; it gets no answer. */
  readonly held: Promise<{ method: string; url: string }>;
  close(): Promise<void>;
}

/** @param holds  which requests never arrive at the store */
export async function startStoreProxy(
  minio: TestMinio,
  holds: (request: IncomingMessage) => boolean,
): Promise<StoreProxy> {
  const target = new URL(minio.endpoint);
  let tell: (held: { method: string; url: string }) => void = () => undefined;
  const held = new Promise<{ method: string; url: string }>((resolve) => (tell = resolve));
  const server = createServer((incoming, outgoing) => {
    if (holds(incoming)) {
      tell({ method: incoming.method ?? "", url: incoming.url ?? "" });
      return;
    }
    const { method, url: path, headers } = incoming;
    const forwarded = request({ host: target.hostname, port: target.port, method, path, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    forwarded.on("error", () => outgoing.destroy());
    incoming.pipe(forwarded);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    held,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
