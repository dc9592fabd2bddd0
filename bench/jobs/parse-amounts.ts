/** Messy prices and durations parsed by a row function. Arguments: texts, gold, and `number` or `struct`: what the function gives. */
import { udf, type GoldpanSession } from "goldpan";
import { timedAction } from "../timed-action.js";

const currencies: Readonly<Record<string, string>> = {
  $: "USD",
  usd: "USD",
  "€": "EUR",
  eur: "EUR",
  "£": "GBP",
  gbp: "GBP",
};
const dollars: Readonly<Record<string, number>> = { USD: 1, EUR: 1.0825, GBP: 1.2675 };
const empty = new Set(["", "-", "n/a", "none", "null", "tbd"]);
const number = /^[0-9]+(\.[0-9]+)?$/;
const lettersFirst = /^([a-z]{3}|[$€£])\s*/;
const lettersLast = /\s*([a-z]{3}|[$€£])$/;

const clock = /^([0-9]{1,3}):([0-5][0-9])(?::([0-5][0-9]))?$/;
const parts = /([0-9]+(?:[.,][0-9]+)?)\s*([a-z]+)/g;
const seconds: Readonly<Record<string, number>> = {
  ...{ d: 86_400, day: 86_400, days: 86_400, h: 3_600, hr: 3_600, hrs: 3_600, hour: 3_600, hours: 3_600 },
  ...{ m: 60, min: 60, mins: 60, minute: 60, minutes: 60, s: 1, sec: 1, secs: 1, second: 1, seconds: 1 },
};
const between = new Set(["", ",", "and"]);

interface Amount {
  readonly amount: number;
  /** Of money, or `s`. */
  readonly unit: string;
}

/** bench/python/amount_parser.py does the same, step by step. */
function parseAmount(text: string): Amount | null {
  const rest = text.trim().toLowerCase();
  if (empty.has(rest)) return null;
  if (rest === "free" || rest === "gratis") return { amount: 0, unit: "USD" };
  const time = clock.exec(rest);
  if (time !== null) {
    return { amount: Number(time[1]) * 3_600 + Number(time[2]) * 60 + Number(time[3] ?? 0), unit: "s" };
  }
  const duration = parseDuration(rest.startsWith("pt") ? rest.slice(2) : rest);
  return duration === null ? parsePrice(rest) : { amount: duration, unit: "s" };
}

function parseDuration(text: string): number | null {
  let total = 0;
  let end = 0;
  parts.lastIndex = 0;
  for (let match = parts.exec(text); match !== null; match = parts.exec(text)) {
    const unit = seconds[match[2] ?? ""];
    if (unit === undefined || !between.has(text.slice(end, match.index).trim())) return null;
    total += Number((match[1] ?? "").replace(",", ".")) * unit;
    end = match.index + match[0].length;
  }
  return end > 0 && end === text.length ? total : null;
}

function parsePrice(text: string): Amount | null {
  let rest = text;
  let sign = 1;
  if (rest.startsWith("(") && rest.endsWith(")")) {
    sign = -1;
    rest = rest.slice(1, -1).trim();
  } else if (rest.startsWith("-")) {
    sign = -1;
    rest = rest.slice(1).trim();
  } else if (rest.endsWith("-")) {
    sign = -1;
    rest = rest.slice(0, -1).trim();
  }
  let currency = "USD";
  const marked = lettersFirst.exec(rest) ?? lettersLast.exec(rest);
  if (marked !== null) {
    const known = currencies[marked[1] ?? ""];
    if (known === undefined) return null;
    currency = known;
    rest = marked.index === 0 ? rest.slice(marked[0].length) : rest.slice(0, marked.index);
  }
  let factor = 1;
  if (rest.endsWith("k")) {
    factor = 1_000;
    rest = rest.slice(0, -1);
  } else if (rest.endsWith("m")) {
    factor = 1_000_000;
    rest = rest.slice(0, -1);
  }
  rest = rest.replaceAll("'", "").replaceAll(" ", "");
  const comma = rest.lastIndexOf(",");
  const dot = rest.lastIndexOf(".");
  if (comma > dot) {
    const isDecimal = dot >= 0 || rest.length - comma !== 4;
    rest = isDecimal ? rest.replaceAll(".", "").replace(",", ".") : rest.replaceAll(",", "");
  } else if (comma >= 0) {
    rest = rest.replaceAll(",", "");
  }
  if (!number.test(rest)) return null;
  return { amount: sign * Number(rest) * factor, unit: currency };
}

const plainAmount = udf(
  "plain_amount",
  (text: string) => {
    const parsed = parseAmount(text);
    return parsed === null ? null : parsed.amount * (dollars[parsed.unit] ?? 1);
  },
  { args: ["VARCHAR"], returns: "DOUBLE" },
);

const amount = udf("amount", parseAmount, { args: ["VARCHAR"], returns: "STRUCT(amount DOUBLE, unit VARCHAR)" });

export default async function main(
  goldpan: GoldpanSession,
  [texts = "", gold = "", gives = ""]: string[],
): Promise<void> {
  const parsed = goldpan.read
    .parquet(texts)
    .select("id", (gives === "struct" ? amount("text") : plainAmount("text")).alias("amount"));
  await timedAction(goldpan, () => parsed.write.mode("overwrite").parquet(gold));
}
