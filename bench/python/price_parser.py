"""The parser of bench/jobs/parse-prices.ts, step by step."""

import re

CURRENCIES = {"$": "USD", "usd": "USD", "€": "EUR", "eur": "EUR", "£": "GBP", "gbp": "GBP"}
DOLLARS = {"USD": 1.0, "EUR": 1.0825, "GBP": 1.2675}
EMPTY = {"", "-", "n/a", "none", "null", "tbd"}
NUMBER = re.compile(r"^[0-9]+(\.[0-9]+)?$")
LETTERS_FIRST = re.compile(r"^([a-z]{3}|[$€£])\s*")
LETTERS_LAST = re.compile(r"\s*([a-z]{3}|[$€£])$")


def price_in_dollars(text):
    if text is None:
        return None
    rest = text.strip().lower()
    if rest in EMPTY:
        return None
    if rest == "free" or rest == "gratis":
        return 0.0
    sign = 1
    if rest.startswith("(") and rest.endswith(")"):
        sign = -1
        rest = rest[1:-1].strip()
    elif rest.startswith("-"):
        sign = -1
        rest = rest[1:].strip()
    elif rest.endswith("-"):
        sign = -1
        rest = rest[:-1].strip()
    currency = "USD"
    marked = LETTERS_FIRST.search(rest) or LETTERS_LAST.search(rest)
    if marked is not None:
        currency = CURRENCIES.get(marked.group(1))
        if currency is None:
            return None
        rest = rest[marked.end() :] if marked.start() == 0 else rest[: marked.start()]
    factor = 1
    if rest.endswith("k"):
        factor = 1_000
        rest = rest[:-1]
    elif rest.endswith("m"):
        factor = 1_000_000
        rest = rest[:-1]
    rest = rest.replace("'", "").replace(" ", "")
    comma = rest.rfind(",")
    dot = rest.rfind(".")
    if comma > dot:
        is_decimal = dot >= 0 or len(rest) - comma != 4
        rest = rest.replace(".", "").replace(",", ".", 1) if is_decimal else rest.replace(",", "")
    elif comma >= 0:
        rest = rest.replace(",", "")
    if NUMBER.match(rest) is None:
        return None
    return sign * float(rest) * factor * DOLLARS[currency]
