/** What a multipart upload is completed with. */
import type { UploadedPart } from "../object-store.js";

/**
 * More than a server reads ahead (Go's XML decoder: 4 KiB). MinIO (until 2026 at least) removes the parts' metadata before
 * it puts the object in its place, and breaks off between the two when the client is gone: the rows would be lost for good. A server in
 * Go hears of a client's end only after it has read the whole request, and a decoder stops where the document ends: with blanks behind
 * it, which XML allows, a completion that has begun is finished.
 */
const blanks = " ".repeat(16 * 1024);

/** The list of parts, in any order, as S3 wants it. */
export function completionBody(parts: readonly UploadedPart[]): string {
  const listed = [...parts]
    .sort((a, b) => a.number - b.number)
    .map(({ number, etag }) => `<Part><PartNumber>${number}</PartNumber><ETag>${escapeXml(etag)}</ETag></Part>`);
  const namespace = "http://s3.amazonaws.com/doc/2006-03-01/";
  return `<CompleteMultipartUpload xmlns="${namespace}">${listed.join("")}</CompleteMultipartUpload>${blanks}`;
}

function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
