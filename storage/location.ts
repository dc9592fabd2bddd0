/**
 * Where an object lies, taken from its URI. `s3://` is another spelling of `s3a://`; keys and paths are taken as they are,
 * without percent-decoding, so that `a%20b` and `a b` are two objects.
 */
import { GoldpanError } from "../common/errors/goldpan-error.js";

export interface BucketLocation {
  readonly scheme: "s3a";
  readonly bucket: string;
  /** Without a leading `/`; empty for the bucket itself. */
  readonly key: string;
}

export interface FileLocation {
  readonly scheme: "file";
  /** Absolute. */
  readonly path: string;
}

export type Location = BucketLocation | FileLocation;

/** @throws PATH_REFUSED for another scheme, by its name, and for what has no bucket or no absolute path */
export function parseLocation(uri: string): Location {
  const match = /^([A-Za-z][A-Za-z0-9+.-]*):\/\/(.*)$/s.exec(uri);
  if (match === null) throw refuse(uri, "it has no scheme", "write s3a://bucket/folder/ or file:///folder/");
  const scheme = (match[1] ?? "").toLowerCase();
  const rest = match[2] ?? "";
  if (scheme === "s3a" || scheme === "s3") return bucketLocation(uri, rest);
  if (scheme === "file") {
    if (!rest.startsWith("/")) throw refuse(uri, "it is not absolute", `write file:///${rest}`);
    return { scheme: "file", path: rest };
  }
  throw refuse(uri, `${scheme}:// is not supported`, "s3a://, s3:// and file:// are");
}

/** The one spelling of a URI that the rest of the code compares: `s3a://bucket/key` or `file:///path`. */
export function formatLocation(location: Location): string {
  return location.scheme === "file" ? `file://${location.path}` : `s3a://${location.bucket}/${location.key}`;
}

function bucketLocation(uri: string, rest: string): BucketLocation {
  const slash = rest.indexOf("/");
  const bucket = slash === -1 ? rest : rest.slice(0, slash);
  if (bucket === "") throw refuse(uri, "it names no bucket", "write s3a://bucket/folder/");
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket)) {
    throw refuse(uri, `'${bucket}' cannot be a bucket's name`, "3 to 63 of a-z, 0-9, '.' and '-'");
  }
  const key = slash === -1 ? "" : rest.slice(slash + 1);
  if (Buffer.byteLength(key) > 1024) throw refuse(uri, "its key is longer than 1,024 bytes", "shorten the key");
  if (key.split("/").some((segment) => segment === "." || segment === "..")) {
    throw refuse(uri, "its key has a '.' or '..' between slashes", "write the key without them");
  }
  return { scheme: "s3a", bucket, key };
}

function refuse(uri: string, why: string, hint: string): GoldpanError<"PATH_REFUSED"> {
  return new GoldpanError("PATH_REFUSED", `${uri}: ${why}`, { hint, details: { key: uri } });
}
