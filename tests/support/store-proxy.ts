/** Stands between a process and its MinIO, and holds back the requests that a test chooses: the moment to kill the process. */
import { once } from "node:events";
import { createServer, request, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { TestMinio } from "./minio.js";

export interface StoreProxy {
  readonly endpoint: string;
  /** Resolves with the first request that was held back; it gets no answer before `release`. */
  readonly held: Promise<{ method: string; url: string }>;
  /** Lets all requests through, those that were held back first. */
  release(): void;
  close(): Promise<void>;
}

/** @param holds  which requests do not arrive at the store before `release`, or never */
export async function startStoreProxy(
  minio: TestMinio,
  holds: (request: IncomingMessage) => boolean,
): Promise<StoreProxy> {
  const target = new URL(minio.endpoint);
  let tell: (held: { method: string; url: string }) => void = () => undefined;
  const held = new Promise<{ method: string; url: string }>((resolve) => (tell = resolve));
  let waiting: (() => void)[] | undefined = [];
  const server = createServer((incoming, outgoing) => {
    if (waiting !== undefined && holds(incoming)) {
      waiting.push(() => forward(incoming, outgoing));
      tell({ method: incoming.method ?? "", url: incoming.url ?? "" });
      return;
    }
    forward(incoming, outgoing);
  });
  const forward = (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const { method, url: path, headers } = incoming;
    const forwarded = request({ host: target.hostname, port: target.port, method, path, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    forwarded.on("error", () => outgoing.destroy());
    incoming.pipe(forwarded);
  };
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    held,
    release: () => {
      const released = waiting ?? [];
      waiting = undefined;
      for (const go of released) go();
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
