/** Messages that cannot be written or read, over real connections. */
import type * as grpc from "@grpc/grpc-js";
import { afterEach, describe, expect, test } from "vitest";
import type { RelationInput } from "../wire/types.js";
import { contract } from "../wire/load.js";
import { createClient, errorFromStatus, unaryCall } from "./client.js";
import { createServer, errorMetadataKey, listen, unary } from "./server.js";

const closers: (() => void)[] = [];
afterEach(() => closers.splice(0).forEach((close) => close()));

async function serve(analyze: () => Promise<object>, onUnknown?: (error: unknown) => void) {
  const server = createServer("secret", onUnknown);
  closers.push(() => server.forceShutdown());
  const service = contract.ApplicationService.service as unknown as grpc.ServiceDefinition;
  server.addService(service, { Analyze: unary(analyze) });
  const address = `127.0.0.1:${await listen(server, "127.0.0.1", 0)}`;
  const client = createClient(contract.ApplicationService, address, "secret");
  closers.push(() => client.close());
  return { address, client };
}

/** Deeper than any message may be. */
function endless(): RelationInput {
  let root: RelationInput = {};
  for (let depth = 0; depth < 30_000; depth++) root = { filter: { input: root } };
  return root;
}

describe("a message", () => {
  test("that cannot be written fails its call at once, by an error of ours", async () => {
    const { client, address } = await serve(() => Promise.resolve({}));
    const failed = await new Promise<grpc.ServiceError | null>((resolve) => {
      client.analyze({ plan: { root: endless() } }, (error) => resolve(error));
    });
    expect(failed?.metadata.get(errorMetadataKey)).toHaveLength(1);
    expect(errorFromStatus(failed, address)).toMatchObject({
      code: expect.stringMatching(/^(INTERNAL|LIMIT_EXCEEDED)$/) as string,
      message: expect.stringContaining("Analyze cannot be written") as string,
      retry: "never",
    });
  });

  test("that the server cannot write fails the call, too", async () => {
    const { client, address } = await serve(() => Promise.resolve({ schema: 7 }));
    await expect(unaryCall((callback) => client.analyze({}, callback), address)).rejects.toMatchObject({
      code: "INTERNAL",
      message: expect.stringContaining("Analyze cannot be written") as string,
    });
  });

  test.each(["server", "client"])("that the %s cannot read fails the call, too", async (side) => {
    const { client, address } = await serve(() => Promise.resolve(side === "client" ? Buffer.from([10, 200, 1]) : {}));
    const request = side === "server" ? (Buffer.from([10, 200, 1]) as object) : {};
    await expect(unaryCall((callback) => client.analyze(request, callback), address)).rejects.toMatchObject({
      message: expect.stringMatching(/Analyze with 3 bytes cannot be read/) as string,
      retry: "never",
    });
  });

  test("that can is not touched", async () => {
    const { client, address } = await serve(() => Promise.resolve({ explain: "a plan" }));
    expect(await unaryCall((callback) => client.analyze({}, callback), address)).toMatchObject({ explain: "a plan" });
  });
});

test("what a handler throws that is no error of ours is told in full where it happened", async () => {
  const seen: unknown[] = [];
  const fault = new TypeError("a bug");
  const { client, address } = await serve(
    () => Promise.reject(fault),
    (error) => seen.push(error),
  );
  await expect(unaryCall((callback) => client.analyze({}, callback), address)).rejects.toMatchObject({
    code: "INTERNAL",
  });
  expect(seen).toEqual([fault]);
});
