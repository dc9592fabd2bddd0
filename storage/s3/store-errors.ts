/** What the object store answered, as errors of ours: what happened, to which object, what to check. */
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import type { NoAnswer, StoreAnswer } from "./http-exchange.js";

/** What a request was for. Shown to people: no URL, no credentials. */
export interface RequestSubject {
  /** `http://minio:9000` */
  readonly endpoint: string;
  readonly bucket: string;
  /** Empty when the request is about the bucket. */
  readonly key: string;
  /** A verb and its object: `read`, `list`, `write to`. */
  readonly action: string;
}

const clockSkewMaxMs = 5 * 60_000;

/** Answers that another try of the same request may change. */
export function isTransient(answer: StoreAnswer): boolean {
  if (answer.status >= 500) return answer.status !== 501 && answer.status !== 505;
  if (answer.status === 408 || answer.status === 429) return true;
  // MinIO says 499 when it is told to stop; 409 is a race between conditional writes, 200 an error in a body.
  if (answer.status === 499 || answer.status === 200) return true;
  if (answer.status === 409) return answer.code === "ConditionalRequestConflict" || answer.code === "OperationAborted";
  return answer.code === "RequestTimeout" || answer.code === "SlowDown" || answer.code === "IncompleteBody";
}

/** Failures of a connection that no retry mends, whatever the budget. */
export function isHopeless(failure: NoAnswer): boolean {
  return /^(ERR_TLS|ERR_SSL|CERT_|UNABLE_TO|DEPTH_ZERO|SELF_SIGNED|EPROTO|HPE_INVALID|BODY_TOO_LONG)/.test(
    failure.code,
  );
}

/** An answer that retries do not change, or did not. */
export function errorOfAnswer(answer: StoreAnswer, subject: RequestSubject): GoldpanError {
  const where = uriOf(subject);
  const details = { ...detailsOf(subject), httpStatus: answer.status, storeCode: answer.code };
  if (answer.code === "NoSuchBucket") {
    return new GoldpanError(
      "STORE_BUCKET_NOT_FOUND",
      `bucket '${subject.bucket}' does not exist at ${subject.endpoint}`,
      {
        hint: "check the bucket's name and goldpan.hadoop.fs.s3a.endpoint",
        details,
      },
    );
  }
  if (answer.status === 412) {
    return new GoldpanError("INPUT_CHANGED", `${where} changed while it was being read`, {
      hint: "run it again when nothing else writes there",
      details,
    });
  }
  if (isDenial(answer)) {
    const { why, hint } = denial(answer, subject);
    return new GoldpanError("STORE_ACCESS_DENIED", why, { hint, details });
  }
  // A list is never missing: what says so without a code of S3's is another server.
  if (answer.status === 404 && !(subject.action === "list" && answer.code === "")) {
    return new GoldpanError("STORE_OBJECT_NOT_FOUND", `${where} does not exist`, { hint: "check the path", details });
  }
  return new GoldpanError("STORE_FAILED", `cannot ${subject.action} ${where}: ${sayAnswer(answer)}`, {
    ...(isTransient(answer) ? {} : { retry: "never" as const }),
    hint: hintOfFailure(answer),
    details,
  });
}

/** No try was ever answered. */
export function unreachable(failure: NoAnswer, subject: RequestSubject): GoldpanError<"STORE_UNREACHABLE"> {
  const hint = isHopeless(failure)
    ? "check that the endpoint's scheme (http or https) and certificate are right"
    : "check goldpan.hadoop.fs.s3a.endpoint, and that the store runs and can be reached from here";
  return new GoldpanError(
    "STORE_UNREACHABLE",
    `the object store at ${subject.endpoint} does not answer: ${failure.what}`,
    {
      hint,
      details: detailsOf(subject),
      cause: failure,
    },
  );
}

/** The store answered before, and then no more for the whole budget. */
export function silenced(failure: NoAnswer, subject: RequestSubject, silentMs: number): GoldpanError<"STORE_FAILED"> {
  const seconds = Math.round(silentMs / 1000);
  const what = `cannot ${subject.action} ${uriOf(subject)}: ${subject.endpoint} gave no answer for ${seconds} s (${failure.what})`;
  return new GoldpanError("STORE_FAILED", what, {
    hint: "check that the object store runs; goldpan.hadoop.fs.s3a.retry.budget says how long to wait for it",
    details: detailsOf(subject),
    cause: failure,
  });
}

function isDenial(answer: StoreAnswer): boolean {
  return (
    answer.status === 401 || answer.status === 403 || answer.code === "InvalidToken" || answer.code === "ExpiredToken"
  );
}

function denial(answer: StoreAnswer, subject: RequestSubject): { why: string; hint: string } {
  const skewed = Math.abs(answer.clockAheadMs ?? 0) > clockSkewMaxMs;
  if (answer.code === "RequestTimeTooSkewed" || skewed) {
    const minutes = Math.round(Math.abs(answer.clockAheadMs ?? 0) / 60_000);
    const by = skewed ? ` by ${minutes} minutes` : "";
    return {
      why: `${subject.endpoint} refuses requests because its clock and this machine's differ${by}`,
      hint: "set both clocks right",
    };
  }
  switch (answer.code) {
    case "InvalidAccessKeyId":
      return {
        why: `${subject.endpoint} does not know the access key`,
        hint: "check goldpan.hadoop.fs.s3a.access.key (AWS_ACCESS_KEY_ID), and that the endpoint is the one it belongs to",
      };
    case "SignatureDoesNotMatch":
      return {
        why: `${subject.endpoint} refuses the secret key`,
        hint: "check goldpan.hadoop.fs.s3a.secret.key (AWS_SECRET_ACCESS_KEY)",
      };
    case "ExpiredToken":
    case "InvalidToken":
    case "InvalidTokenId":
      return {
        why: `${subject.endpoint} refuses the session token: it has expired or belongs to other keys`,
        hint: "renew goldpan.hadoop.fs.s3a.session.token (AWS_SESSION_TOKEN), or unset it when the keys are lasting ones",
      };
    default:
      return {
        why: `not allowed to ${subject.action} ${uriOf(subject)} at ${subject.endpoint}`,
        hint: `give the access key the right to ${subject.action} bucket '${subject.bucket}', or use another key`,
      };
  }
}

const regionCodes = [
  "PermanentRedirect",
  "TemporaryRedirect",
  "AuthorizationHeaderMalformed",
  "IllegalLocationConstraintException",
];

function hintOfFailure(answer: StoreAnswer): string {
  if ((answer.status >= 300 && answer.status < 400) || regionCodes.includes(answer.code)) {
    return "check goldpan.hadoop.fs.s3a.endpoint.region: the bucket is in another region";
  }
  if (answer.code === "" && answer.status < 500) {
    return "check goldpan.hadoop.fs.s3a.endpoint: what answers there does not speak S3 (MinIO's console has another port)";
  }
  return isTransient(answer) ? "try again when the object store is well" : "see the object store's log";
}

function sayAnswer(answer: StoreAnswer): string {
  const parts = [`HTTP ${answer.status}`, answer.code, answer.description].filter((part) => part !== "");
  return parts.join(", ");
}

export function uriOf(subject: RequestSubject): string {
  return `s3a://${subject.bucket}/${subject.key}`;
}

function detailsOf(subject: RequestSubject): { endpoint: string; bucket: string; key: string } {
  return { endpoint: subject.endpoint, bucket: subject.bucket, key: subject.key };
}
