/** The contract as processes load it, beside what proto-loader makes of proto/ itself. */
import { join } from "node:path";
import { loadSync, type ServiceDefinition } from "@grpc/proto-loader";
import { describe, expect, test } from "vitest";
import { packageRoot } from "../package-root.js";
import { contract } from "./load.js";
import type { RelationInput } from "./types.js";

const reference = loadSync(["goldpan/v1/application.proto", "goldpan/v1/worker.proto"], {
  includeDirs: [join(packageRoot, "proto")],
  longs: Number,
  enums: String,
  defaults: true,
  arrays: true,
  oneofs: true,
});

const services = ["ApplicationService", "WorkerService", "PieceService"] as const;

describe.each(services)("%s", (name) => {
  const own = contract[name].service as unknown as ServiceDefinition;
  const wanted = reference[`goldpan.v1.${name}`] as ServiceDefinition;

  test("has the methods of proto/, on the same paths", () => {
    const shape = (service: ServiceDefinition) =>
      Object.entries(service).map(([method, { path, requestStream, responseStream, originalName }]) => {
        return { method, path, requestStream, responseStream, originalName };
      });
    expect(shape(own)).toEqual(shape(wanted));
  });

  test("reads a message without fields as all defaults", () => {
    for (const [method, definition] of Object.entries(wanted)) {
      const empty = Buffer.alloc(0);
      expect(own[method]?.requestDeserialize(empty)).toEqual(definition.requestDeserialize(empty));
      expect(own[method]?.responseDeserialize(empty)).toEqual(definition.responseDeserialize(empty));
    }
  });
});

test("messages are the same bytes, and read back the same", () => {
  const message = {
    application: { applicationId: "app-1", secret: "s" },
    jobId: 7,
    action: {
      plan: {
        root: { callSite: { file: "job.ts", line: 3, column: 9, method: "write" }, scan: { paths: ["a", "b"] } },
      },
      write: { path: "s3a://gold/t/", mode: "OVERWRITE", options: { compression: "zstd" } },
    },
  };
  const wanted = (reference["goldpan.v1.ApplicationService"] as ServiceDefinition)["RunJob"];
  const own = contract.ApplicationService.service.RunJob;
  const bytes = own.requestSerialize(message as unknown as Parameters<typeof own.requestSerialize>[0]);
  expect(bytes).toBeInstanceOf(Buffer);
  expect(bytes).toEqual(wanted?.requestSerialize(message));
  expect(own.requestDeserialize(bytes)).toEqual(wanted?.requestDeserialize(bytes));
  expect(own.requestDeserialize(bytes)).toMatchObject({ jobId: 7, action: { write: { mode: "OVERWRITE" } } });
});

test("bytes, 64-bit numbers and repeated messages are the same too", () => {
  const chunk = { index: 2, data: Buffer.from([1, 2, 3]), lastOfPiece: true, crc32: 4_000_000_000 };
  const registration = { register: { cores: 2, memoryBytes: 2 ** 40, running: [{ jobId: 1 }, { attempt: 2 }] } };
  const samples = [
    ["PieceService", "Fetch", "response", chunk],
    ["WorkerService", "Connect", "request", registration],
  ] as const;
  for (const [service, method, side, sample] of samples) {
    const wanted = (reference[`goldpan.v1.${service}`] as ServiceDefinition)[method];
    const own = (contract[service].service as unknown as ServiceDefinition)[method];
    const bytes = own?.[`${side}Serialize`](sample) ?? Buffer.alloc(0);
    expect(bytes).toEqual(wanted?.[`${side}Serialize`](sample));
    expect(own?.[`${side}Deserialize`](bytes)).toEqual(wanted?.[`${side}Deserialize`](bytes));
  }
});

test("a plan of a thousand relations one on another crosses", () => {
  let root: RelationInput = { scan: { paths: ["a"] } };
  for (let index = 0; index < 1_000; index++) root = { filter: { input: root, condition: { sql: "true" } } };
  const { requestSerialize, requestDeserialize } = contract.ApplicationService.service.Analyze;
  let read = requestDeserialize(requestSerialize({ plan: { root } })).plan?.root;
  let depth = 0;
  for (; read?.filter; read = read.filter.input) depth++;
  expect([depth, read?.scan?.paths]).toEqual([1_000, ["a"]]);
});
