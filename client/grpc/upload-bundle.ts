/** Sends the bundle of row functions to the master, in chunks. */
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import { errorFromStatus, within } from "../../common/grpc/client.js";
import type { ApplicationServiceClient } from "../../common/wire/generated/goldpan/v1/ApplicationService.js";
import type { ApplicationRef } from "../../common/wire/types.js";
import { bundleBytesMax } from "../../common/bundle-limit.js";

/** The JavaScript that executors load for row functions. */
export interface Bundle {
  /** Of `data`, in hexadecimal. */
  readonly sha256: string;
  readonly data: Uint8Array;
}

const chunkBytes = 64 * 2 ** 10;
const uploadTimeoutMs = 60_000;

/** @throws LIMIT_EXCEEDED beyond 64 MiB; MASTER_UNREACHABLE */
export async function uploadBundle(
  client: ApplicationServiceClient,
  address: string,
  application: ApplicationRef,
  bundle: Bundle,
): Promise<void> {
  const { sha256, data } = bundle;
  if (data.byteLength > bundleBytesMax) {
    throw new GoldpanError(
      "LIMIT_EXCEEDED",
      `the bundle of row functions has ${data.byteLength} bytes, ${bundleBytesMax} are allowed`,
      {
        hint: "import less in the modules that declare row functions",
      },
    );
  }
  await new Promise<void>((resolve, reject) => {
    const call = client.uploadBundle(within(uploadTimeoutMs), (error) => {
      if (error) reject(errorFromStatus(error, address));
      else resolve();
    });
    call.on("error", (error: unknown) => reject(errorFromStatus(error, address)));
    call.write({ application, sha256, data: data.subarray(0, chunkBytes) });
    for (let offset = chunkBytes; offset < data.byteLength; offset += chunkBytes) {
      call.write({ application: null, sha256: "", data: data.subarray(offset, offset + chunkBytes) });
    }
    call.end();
  });
}
