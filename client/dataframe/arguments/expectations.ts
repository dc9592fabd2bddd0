/** What a script says of an expectation, as the plan carries it. */
import type { CallSite, ExpectInput, ExpectationAction } from "../../../common/wire/types.js";
import { planRefused } from "../call-site.js";
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

/** All of an expectation but its input and what it asks. @throws PLAN_REFUSED for what has no meaning */
export function expectationOf(
  name: string,
  action: OnViolation,
  options: ExpectOptions,
  at: CallSite | null,
): Omit<ExpectInput, "input" | "predicate"> {
  return {
    name: nameOf(name, at),
    action: actionOf(name, action, at),
    ...failAboveOf(name, action, options, at),
    nullsPass: nullsPass(name, options, at),
  };
}

/**
 * The same of an expectation over all rows together: none of them can be blamed, so none is dropped or counted.
 * @throws PLAN_REFUSED for what has no meaning
 */
export function togetherExpectationOf(
  name: string,
  action: OnViolation,
  at: CallSite | null,
): Omit<ExpectInput, "input" | "predicate"> {
  const wire = actionOf(name, action, at);
  if (action === "warn" || action === "fail") return { name: nameOf(name, at), action: wire };
  const what = `expectation '${name}': no single row violates it, so that there is none to ${action}`;
  throw planRefused(what, at, "use warn or fail");
}

/** @throws PLAN_REFUSED for an option that the method does not have */
export function assertOptions(options: unknown, known: readonly string[], at: CallSite | null): void {
  const list = known.join(", ");
  if (typeof options !== "object" || options === null) {
    throw planRefused(`${at?.method ?? "it"} takes options, not ${shownValue(options)}`, at, `options are ${list}`);
  }
  const [unknown] = Object.keys(options).filter((key) => !known.includes(key));
  if (unknown === undefined) return;
  throw planRefused(`${at?.method ?? "it"} has no option '${unknown}'`, at, `options are ${list}`);
}

function nameOf(name: unknown, at: CallSite | null): string {
  if (typeof name === "string" && name.trim() !== "") return name;
  throw planRefused("an expectation without a name", at, 'say what holds, e.g. "delay is plausible"');
}

function actionOf(name: string, action: OnViolation, at: CallSite | null): ExpectationAction {
  nameOf(name, at);
  if (Object.hasOwn(wireAction, action)) return wireAction[action];
  throw planRefused(
    `expectation '${name}': '${action as string}' is no action`,
    at,
    "use warn, drop, quarantine or fail",
  );
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
