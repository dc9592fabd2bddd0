/**
 * Retries of one request. An answer that is an error counts as a try; silence is measured in time: a store that never
 * answered this process is given up after `unansweredMs`, one that did after `budgetMs`.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { hasAnswered, rememberAnswer } from "./endpoint-memory.js";
import { NoAnswer, StoreAnswer } from "./http-exchange.js";
import type { RetryPolicy } from "./s3-config.js";
import {
  errorOfAnswer,
  isHopeless,
  isTransient,
  silenced,
  unreachable,
  uriOf,
  type RequestSubject,
} from "./store-errors.js";

export interface RequestTry {
  /** Longest silence that this try may last. */
  readonly timeoutMs: number;
  /** True once an earlier try's answer was lost, so that it may have taken effect. */
  readonly maybeDone: boolean;
}

const backoffFirstMs = 100;
const backoffMaxMs = 5_000;

/**
 * @param attempt  makes one try; rejects with StoreAnswer or NoAnswer where another may help
 * @throws GoldpanError of the STORE_… family, INPUT_CHANGED, or what `attempt` threw otherwise
 */
export async function retryRequest<T>(
  policy: RetryPolicy,
  subject: RequestSubject,
  attempt: (current: RequestTry) => Promise<T>,
): Promise<T> {
  const startedAtMs = performance.now();
  let answeredTries = 0;
  let backoffs = 0;
  let maybeDone = false;
  for (;;) {
    try {
      return await oneTry(policy, subject, startedAtMs, maybeDone, attempt);
    } catch (error) {
      const elapsedMs = performance.now() - startedAtMs;
      if (error instanceof StoreAnswer) {
        rememberAnswer(subject.endpoint);
        answeredTries += 1;
        const spent = answeredTries >= policy.attemptsMax || elapsedMs >= policy.budgetMs;
        if (spent || !isTransient(error)) throw errorOfAnswer(error, subject);
        maybeDone ||= error.status >= 500 || error.status === 200;
      } else if (error instanceof NoAnswer) {
        const failure = giveUp(error, policy, subject, elapsedMs);
        if (failure !== undefined) throw failure;
        maybeDone = true;
        if (error.staleConnection && backoffs === 0) continue;
      } else {
        throw error;
      }
      const limitMs = hasAnswered(subject.endpoint) ? policy.budgetMs : policy.unansweredMs;
      const waitMs = Math.round(Math.max(0, Math.min(backoffMs(backoffs), limitMs - elapsedMs)));
      policy.onRetry?.({ ...causeOf(error), ...whatOf(subject), waitMs });
      await sleep(waitMs);
      backoffs += 1;
    }
  }
}

function causeOf(failure: StoreAnswer | NoAnswer): { status: number; reason: string } {
  if (failure instanceof StoreAnswer) return { status: failure.status, reason: failure.code };
  return { status: 0, reason: failure.what };
}

function whatOf(subject: RequestSubject): { action: string; uri: string; endpoint: string } {
  return { action: subject.action, uri: uriOf(subject), endpoint: subject.endpoint };
}

/** Full jitter, so that many workers do not come back at once. */
function backoffMs(backoffs: number): number {
  return backoffFirstMs / 2 + Math.random() * Math.min(backoffMaxMs, backoffFirstMs * 2 ** backoffs);
}

function giveUp(failure: NoAnswer, policy: RetryPolicy, subject: RequestSubject, elapsedMs: number): Error | undefined {
  if (!hasAnswered(subject.endpoint)) {
    return isHopeless(failure) || elapsedMs >= policy.unansweredMs - backoffFirstMs
      ? unreachable(failure, subject)
      : undefined;
  }
  return isHopeless(failure) || elapsedMs >= policy.budgetMs ? silenced(failure, subject, elapsedMs) : undefined;
}

async function oneTry<T>(
  policy: RetryPolicy,
  subject: RequestSubject,
  startedAtMs: number,
  maybeDone: boolean,
  attempt: (current: RequestTry) => Promise<T>,
): Promise<T> {
  const leftMs = policy.unansweredMs - (performance.now() - startedAtMs);
  const timeoutMs = hasAnswered(subject.endpoint)
    ? policy.requestTimeoutMs
    : Math.max(1, Math.round(Math.min(policy.requestTimeoutMs, leftMs)));
  const result = await attempt({ timeoutMs, maybeDone });
  rememberAnswer(subject.endpoint);
  return result;
}
