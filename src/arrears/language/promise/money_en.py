"""Amounts in English: figures and words, parts of what is owed, and the numbers that are no amounts."""

from __future__ import annotations

import re
from decimal import Decimal

from arrears.kernel.money import minor_digits, round_minor
from arrears.language.promise.grammar import load, one_of
from arrears.language.promise.hits import MoneyHit, PlanHit, free, overlaps, without
from arrears.language.promise.numbers import EN_NUMBER, EN_WORDS, NotANumber, en_number

Match = re.Match[str]
CARD_OR_PHONE_DIGITS = 7
BARE_AMOUNT_MIN = 20
MONTH_DAYS = 31  # "the 88" is an amount, "the 8" a place
_SIGNS = {
    "$": ("USD", "AUD", "CAD", "NZD", "SGD", "HKD", "TWD", "MXN"),
    "£": ("GBP",),
    "€": ("EUR",),
    "¥": ("CNY", "JPY"),
    "￥": ("CNY", "JPY"),
    "₹": ("INR",),
}
_UNITS = dict.fromkeys(("dollars", "dollar", "bucks"), _SIGNS["$"])
_UNITS |= dict.fromkeys(("pounds", "quid", "gbp"), ("GBP",))
_UNITS |= dict.fromkeys(("euros", "euro", "eur"), ("EUR",))
_UNITS |= dict.fromkeys(("yuan", "rmb", "cny", "kuai"), ("CNY",))
_UNITS |= dict.fromkeys(("rupees", "inr"), ("INR",)) | {"usd": ("USD",)}
_COMPONENTS = {
    "principal": "principal",
    "interest": "interest",
    "fee": "fee",
    "fees": "fee",
    "late fee": "penalty",
    "late fees": "penalty",
    "penalty": "penalty",
    "penalties": "penalty",
}
_PARTS = {"two_thirds": 2 / 3, "third": 1 / 3, "three_quarters": 0.75, "quarter": 0.25, "half": 0.5}
GRAMMAR = load(
    "money_en", {"EN_NUMBER": EN_NUMBER, "MONEY_UNITS": one_of(_UNITS), "NUMBER_WORDS": one_of(EN_WORDS)}
)


def _numbered(before: str, number: str) -> bool:
    """Whether what stands before makes the number a name, a year or a place (room 5, in 2026)."""
    if before.endswith("the ") and ("." in number or (number.isdigit() and int(number) > MONTH_DAYS)):
        return False
    year = number.isdigit() and len(number) == len("2026") and before.endswith(("in ", "of ", "since "))
    return year or GRAMMAR["other_before"].search(before) is not None


def _amount(found: Match, text: str, currency: str) -> MoneyHit | None:
    sign, unit = (found["sign"] or "").strip(), (found["unit"] or "").strip()
    named = bool(sign or unit)
    before, after = text[: found.start("n")], text[found.end() :]
    number = found["n"]
    digits = re.sub(r"\D", "", number)
    if not named:
        if (
            len(digits) >= CARD_OR_PHONE_DIGITS
            or GRAMMAR["other_after"].match(after)
            or _numbered(before, number)
        ):
            return None
        if not (GRAMMAR["pay_before"].search(before) or GRAMMAR["pay_after"].match(after)):
            return None
    try:
        value, approx = en_number(number)
        if found["n2"]:
            second, _ = en_number(found["n2"])
            if second >= 100 * value and not number.replace(",", "").isdigit():  # two or three hundred
                value *= 10 ** (len(str(int(second))) - 1)
            value, approx = min(value, second), True
    except NotANumber:
        return None
    scaled = re.search(r"hundred|thousand|grand|k\b|million|lakh", number) is not None
    if found["cents"] and named:
        value += Decimal(found["cents"]) / 100
    if value <= 0 or (not named and not scaled and value < BARE_AMOUNT_MIN):
        return None
    known = _SIGNS.get(sign[-1:]) or _UNITS.get(unit) or _UNITS.get(sign) or ()
    about = GRAMMAR["about"].search(before)
    return MoneyHit(
        start=found.start("sign") if sign else found.start("n"),
        end=found.end(),
        minor=round_minor(value.scaleb(minor_digits(currency))),
        approx=approx or about is not None or found["tail"] is not None,
        bare=not named,
        foreign=bool(known) and currency not in known,
    )


def read_money(text: str, currency: str, dates: list[tuple[int, int]]) -> list[MoneyHit]:
    """Every amount or part of a plain English text; stretches read as dates are left alone."""
    taken = list(dates)
    hits: list[MoneyHit] = []

    def take(hit: MoneyHit | None) -> None:
        if hit is not None and not any(overlaps((hit.start, hit.end), other) for other in taken):
            taken.append((hit.start, hit.end))
            hits.append(hit)

    for found in GRAMMAR["rest"].finditer(text):
        take(MoneyHit(start=found.start(), end=found.end(), rest=True))
    for part, share in _PARTS.items():
        for found in GRAMMAR[f"part_{part}"].finditer(text):
            take(MoneyHit(start=found.start(), end=found.end(), fraction=share))
    for found in GRAMMAR["percent"].finditer(text):
        take(MoneyHit(start=found.start(), end=found.end(), fraction=int(found[1]) / 100))
    for found in GRAMMAR["minimum"].finditer(text):
        take(MoneyHit(start=found.start(), end=found.end(), minimum=True))
    blocked = taken + [(plan.start, plan.end) for plan in read_plans(text)]
    # "between 100 and 150" is one amount; the same length keeps every place.
    for found in GRAMMAR["amount"].finditer(without(GRAMMAR["between"].sub(r"\1  to ", text), blocked)):
        if free(found, blocked):
            take(_amount(found, text, currency))
    for found in GRAMMAR["all"].finditer(text):
        if not GRAMMAR["not_all_before"].search(text[: found.start()]):
            take(MoneyHit(start=found.start(), end=found.end(), fraction=1.0))
    for found in GRAMMAR["component"].finditer(text):
        component = _COMPONENTS.get(found["what"], "overdue")
        take(MoneyHit(start=found.start(), end=found.end(), component=component))
    return sorted(hits, key=lambda hit: hit.start)


def read_plans(text: str) -> list[PlanHit]:
    """Instalments: their number (in three payments) and their rhythm (a month)."""
    plans: list[PlanHit] = []
    for found in GRAMMAR["times"].finditer(text):
        if found[0].startswith(("in ", "for the", "with ")) and found["unit"].startswith(
            ("month", "week", "year")
        ):
            continue
        if found["n"] in ("1", "one"):
            continue
        number = int(found["n"]) if found["n"].isdigit() else EN_WORDS.get(found["n"], 2)
        unit = found["unit"]
        every = (
            "month"
            if "month" in found[0] or unit.startswith("year")
            else "week"
            if "week" in found[0]
            else None
        )
        if "fortnight" in found[0] or "biweek" in found[0]:
            every = "two_weeks"
        times = number * 12 if unit.startswith("year") else number
        plans.append(PlanHit(start=found.start(), end=found.end(), times=times, every=every))
    plans += (
        PlanHit(start=found.start(), end=found.end(), every=_rhythm(found))
        for found in GRAMMAR["every"].finditer(text)
    )
    return sorted(plans, key=lambda plan: plan.start)


def _rhythm(found: Match) -> str:
    unit = found["unit"] or found["unit2"] or found["unit3"] or found["unit4"] or found["adverb"]
    if unit in ("fortnight", "fortnightly", "biweekly", "bi-weekly"):
        return "two_weeks"
    if (unit.endswith("day") and unit not in ("day", "payday")) or unit.startswith(("week", "wk")):
        return "two_weeks" if found["other"] else "week"
    if unit.startswith(("month", "mo", "payday")):
        return "two_months" if found["other"] else "month"
    return "day" if unit in ("day", "daily") else "quarter" if unit.startswith("quarter") else "year"
