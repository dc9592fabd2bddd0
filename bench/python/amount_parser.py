"""The parser of bench/jobs/parse-amounts.ts, step by step."""

import re

CURRENCIES = {"$": "USD", "usd": "USD", "€": "EUR", "eur": "EUR", "£": "GBP", "gbp": "GBP"}
DOLLARS = {"USD": 1.0, "EUR": 1.0825, "GBP": 1.2675}
EMPTY = {"", "-", "n/a", "none", "null", "tbd"}
NUMBER = re.compile(r"^[0-9]+(\.[0-9]+)?$")
LETTERS_FIRST = re.compile(r"^([a-z]{3}|[$€£])\s*")
LETTERS_LAST = re.compile(r"\s*([a-z]{3}|[$€£])$")


CLOCK = re.compile(r"^([0-9]{1,3}):([0-5][0-9])(?::([0-5][0-9]))?$")
PARTS = re.compile(r"([0-9]+(?:[.,][0-9]+)?)\s*([a-z]+)")
SECONDS = {
    **{"d": 86_400, "day": 86_400, "days": 86_400, "h": 3_600, "hr": 3_600, "hrs": 3_600, "hour": 3_600, "hours": 3_600},
    **{"m": 60, "min": 60, "mins": 60, "minute": 60, "minutes": 60, "s": 1, "sec": 1, "secs": 1, "second": 1, "seconds": 1},
}
BETWEEN = {"", ",", "and"}


def plain_amount(text):
    if text is None:
        return None
    rest = text.strip().lower()
    if rest in EMPTY:
        return None
    if rest == "free" or rest == "gratis":
        return 0.0
    time = CLOCK.search(rest)
    if time is not None:
        return float(time.group(1)) * 3_600 + float(time.group(2)) * 60 + float(time.group(3) or 0)
    duration = parse_duration(rest[2:] if rest.startswith("pt") else rest)
    return parse_price(rest) if duration is None else duration


def parse_duration(text):
    total = 0.0
    end = 0
    for match in PARTS.finditer(text):
        unit = SECONDS.get(match.group(2))
        if unit is None or text[end : match.start()].strip() not in BETWEEN:
            return None
        total += float(match.group(1).replace(",", ".")) * unit
        end = match.end()
    return total if end > 0 and end == len(text) else None


def parse_price(rest):
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
