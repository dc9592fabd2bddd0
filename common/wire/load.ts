/** Loads the wire contract from proto/ once per process, with the options that the generated types were made for. */
import { join } from "node:path";
import * as grpc from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";
import { packageRoot } from "../package-root.js";
import type { ProtoGrpcType as ApplicationTypes } from "./generated/application.js";
import type { ProtoGrpcType as WorkerTypes } from "./generated/worker.js";

type Contract = ApplicationTypes & WorkerTypes;

function load(): Contract["goldpan"]["v1"] {
  const definition = loadSync(["goldpan/v1/application.proto", "goldpan/v1/worker.proto"], {
    includeDirs: [join(packageRoot, "proto")],
    longs: Number,
    enums: String,
    defaults: true,
    arrays: true,
    oneofs: true,
  });
  return (grpc.loadPackageDefinition(definition) as unknown as Contract).goldpan.v1;
}

/** Clients and service definitions of goldpan.v1. */
export const contract = load();
