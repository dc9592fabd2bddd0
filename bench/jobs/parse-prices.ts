/** Messy prices parsed by a row function. Arguments: prices, gold, and `number` or `struct`: what the function gives. */
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

interface Price {
  readonly amount: number;
  readonly currency: string;
}

/** bench/python/price_parser.py does the same, step by step. */
function parsePrice(text: string): Price | null {
  let rest = text.trim().toLowerCase();
  if (empty.has(rest)) return null;
  if (rest === "free" || rest === "gratis") return { amount: 0, currency: "USD" };
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
  return { amount: sign * Number(rest) * factor, currency };
}

const priceInDollars = udf(
  "price_in_dollars",
  (text: string) => {
    const price = parsePrice(text);
    return price === null ? null : price.amount * (dollars[price.currency] ?? 1);
  },
  { args: ["VARCHAR"], returns: "DOUBLE" },
);

const price = udf("price", parsePrice, { args: ["VARCHAR"], returns: "STRUCT(amount DOUBLE, currency VARCHAR)" });

export default async function main(
  goldpan: GoldpanSession,
  [prices = "", gold = "", gives = ""]: string[],
): Promise<void> {
  const parsed = goldpan.read
    .parquet(prices)
    .select("id", (gives === "struct" ? price("text") : priceInDollars("text")).alias("price"));
  await timedAction(goldpan, () => parsed.write.mode("overwrite").parquet(gold));
}
