/**
 * The wire contract as grpc-js wants it, made once per process from descriptors that were parsed when the types were generated.
 * proto-loader would parse proto/ again and describe each message for reflection, which nobody asks for: 80 ms of CPU for every
 * process and every thread that speaks gRPC. Messages look as proto-loader's options say that the types were generated with.
 */
import * as grpc from "@grpc/grpc-js";
import protobuf from "protobufjs/light.js";
import { descriptors } from "./generated/descriptors.js";
import type { ProtoGrpcType as ApplicationTypes } from "./generated/application.js";
import type { ProtoGrpcType as WorkerTypes } from "./generated/worker.js";
import { Unreadable } from "./unreadable.js";

/** A relation nests two messages, and a plan may have a thousand relations one on another: the library's limit is 100. */
const nestedMessagesMax = 20_000;
protobuf.util.recursionLimit = nestedMessagesMax;
protobuf.Reader.recursionLimit = nestedMessagesMax;

type Contract = ApplicationTypes & WorkerTypes;

/** Every field is there, numbers are numbers, enums are their names, and a oneof says which of its fields is set. */
const asObject: protobuf.IConversionOptions = {
  longs: Number,
  enums: String,
  defaults: true,
  arrays: true,
  oneofs: true,
};

/** Code for a message is made when the first one is met. */
function codec(type: protobuf.Type): {
  serialize: (message: Record<string, unknown>) => Buffer;
  deserialize: (bytes: Buffer) => Record<string, unknown> | Unreadable;
} {
  return {
    // Interceptors write messages themselves, to see what cannot be written. In Node protobufjs writes into Buffers.
    serialize: (message) =>
      Buffer.isBuffer(message) ? message : (type.encode(type.fromObject(message)).finish() as Buffer),
    deserialize(bytes) {
      try {
        return type.toObject(type.decode(bytes), asObject);
      } catch (error) {
        return new Unreadable(bytes.byteLength, error);
      }
    },
  };
}

function serviceDefinition(service: protobuf.Service): grpc.ServiceDefinition {
  const methods = service.methodsArray.map((method): [string, grpc.MethodDefinition<object, object>] => {
    const { name, requestStream, responseStream } = method;
    const request = codec(service.lookupType(method.requestType));
    const response = codec(service.lookupType(method.responseType));
    return [
      name,
      {
        path: `/${service.fullName.replace(/^\./, "")}/${name}`,
        requestStream: requestStream === true,
        responseStream: responseStream === true,
        requestSerialize: request.serialize as (message: object) => Buffer,
        requestDeserialize: request.deserialize,
        responseSerialize: response.serialize as (message: object) => Buffer,
        responseDeserialize: response.deserialize,
        originalName: `${name.charAt(0).toLowerCase()}${name.slice(1)}`,
      },
    ];
  });
  return Object.fromEntries(methods);
}

function load(): Contract["goldpan"]["v1"] {
  const root = protobuf.Root.fromJSON(JSON.parse(descriptors) as protobuf.INamespace);
  const names = ["ApplicationService", "WorkerService", "PieceService"];
  const services = names.map((name) => root.lookupService(`goldpan.v1.${name}`));
  const definitions = Object.fromEntries(
    services.map((service) => [service.fullName.replace(/^\./, ""), serviceDefinition(service)]),
  );
  return (grpc.loadPackageDefinition(definitions) as unknown as Contract).goldpan.v1;
}

/** Clients and service definitions of goldpan.v1. */
export const contract = load();
