/** What a script says of an expectation, as the plan carries it. */
import type { CallSite, ExpectInput, ExpectationAction } from "../../common/wire/types.js";
import { planRefused } from "./call-site.js";
import { shownValue } from "./shown-value.js";

/** What happens to a row that violates an expectation. */
export type OnViolation = "warn" | "drop" | "quarantine" | "fail";

export interface ExpectOptions {
  /**
   * The most violations that a write may have; more fail the job before anything is committed. A number from 0 to 1 is a share of
   * the rows that the expectation saw, `{ rows }` a number of rows.
   */
  readonly failAbove?: number | { readonly rows: number } | { readonly share: number };
  /**
   * Whether a predicate that is NULL violates the expectation.
   * @default "violate"
   */
  readonly nulls?: "pass" | "violate";
}

const wireAction: Readonly<Record<OnViolation, ExpectationAction>> = {
  warn: "WARN",
  drop: "DROP",
  quarantine: "QUARANTINE",
  fail: "FAIL",
};

/** All of an expectation but its input and predicate. @throws PLAN_REFUSED for what has no meaning */
export function expectationOf(
  name: string,
  action: OnViolation,
  options: ExpectOptions,
  at: CallSite | null,
): Omit<ExpectInput, "input" | "predicate"> {
  if (typeof name !== "string" || name.trim() === "")
    throw planRefused("an expectation without a name", at, 'say what holds, e.g. "delay is plausible"');
  if (!Object.hasOwn(wireAction, action)) {
    throw planRefused(
      `expectation '${name}': '${action as string}' is no action`,
      at,
      "use warn, drop, quarantine or fail",
    );
  }
  return {
    name,
    action: wireAction[action],
    ...failAboveOf(name, action, options, at),
    nullsPass: nullsPass(name, options, at),
  };
}

function failAboveOf(
  name: string,
  action: OnViolation,
  { failAbove }: ExpectOptions,
  at: CallSite | null,
): { share: number } | { rows: number } | undefined {
  if (failAbove === undefined) return undefined;
  if (action === "fail") {
    throw planRefused(
      `expectation '${name}': fail and failAbove contradict each other`,
      at,
      "use warn, drop or quarantine with failAbove",
    );
  }
  const limit = typeof failAbove === "number" ? { share: failAbove } : failAbove;
  if (!(limit instanceof Object)) throw noLimit(name, at);
  if ("share" in limit && limit.share >= 0 && limit.share <= 1) return { share: limit.share };
  if ("rows" in limit && Number.isSafeInteger(limit.rows) && limit.rows >= 0) return { rows: limit.rows };
  throw noLimit(name, at);
}

function noLimit(name: string, at: CallSite | null): Error {
  return planRefused(
    `expectation '${name}': failAbove is neither a share nor a number of rows`,
    at,
    "write failAbove: 0.05 for a share, failAbove: { rows: 100 } for rows",
  );
}

function nullsPass(name: string, options: ExpectOptions, at: CallSite | null): boolean {
  const nulls: unknown = options.nulls ?? "violate";
  if (nulls === "pass" || nulls === "violate") return nulls === "pass";
  const what = `expectation '${name}': nulls is ${shownValue(nulls)}`;
  throw planRefused(what, at, 'write nulls: "pass" or nulls: "violate"');
}
