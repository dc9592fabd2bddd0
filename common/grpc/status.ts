/** The mapping from any thrown value to a gRPC status that carries our Error. */
import * as grpc from "@grpc/grpc-js";
import { asGoldpanError, isGoldpanError } from "../errors/goldpan-error.js";
import { errorToWire } from "../errors/wire.js";

/** Trailing metadata key under which a failed call carries the JSON of a wire Error. */
export const errorMetadataKey = "goldpan-error-bin";

/** Any error as a gRPC status: the typed error travels in the metadata, the text is for whoever reads raw gRPC. */
export function statusOf(error: unknown): Partial<grpc.StatusObject> & { code: grpc.status; details: string } {
  const known = asGoldpanError(error);
  const metadata = new grpc.Metadata();
  metadata.set(errorMetadataKey, Buffer.from(JSON.stringify(errorToWire(known)), "utf8"));
  const code =
    known.code === "TOKEN_REFUSED"
      ? grpc.status.UNAUTHENTICATED
      : known.code === "INTERNAL"
        ? grpc.status.INTERNAL
        : grpc.status.FAILED_PRECONDITION;
  if (!isGoldpanError(error)) unknownErrors.set(metadata, { error });
  return { code, details: known.message, metadata };
}

/** What was thrown, by the metadata of the status that was made of it. */
const unknownErrors = new WeakMap<grpc.Metadata, { readonly error: unknown }>();

/** What a status was made of, where that was no error of ours. */
export function unknownErrorOf(metadata: grpc.Metadata): { readonly error: unknown } | undefined {
  return unknownErrors.get(metadata);
}
