"""Amounts in Chinese: figures and words, parts of what is owed, and the numbers that are no amounts."""

from __future__ import annotations

import re
from decimal import Decimal

from arrears.kernel.money import minor_digits, round_minor
from arrears.language.promise.grammar import load
from arrears.language.promise.hits import MoneyHit, PlanHit, free, overlaps, without
from arrears.language.promise.numbers import ZH_NUMBER, NotANumber, zh_number

Match = re.Match[str]
CARD_OR_PHONE_DIGITS = 7
HOTLINES = frozenset({"12378", "12345", "12315", "12363", "12386", "12321", "96110"})
BARE_AMOUNT_MIN = 50  # a bare number below this is a count or a day, unless a unit stands beside it
_FOREIGN = {
    "美元": "USD",
    "美金": "USD",
    "欧元": "EUR",
    "英镑": "GBP",
    "日元": "JPY",
    "港币": "HKD",
    "港元": "HKD",
    "澳元": "AUD",
}
# What turns a number into something else than money.
_COMPONENTS = {
    "本金": "principal",
    "利息": "interest",
    "罚息": "penalty",
    "滞纳金": "penalty",
    "手续费": "fee",
    "违约金": "penalty",
}
GRAMMAR = load("money_zh", {"ZH_NUMBER": ZH_NUMBER})


def _minor(value: Decimal, currency: str) -> int:
    return round_minor(value.scaleb(minor_digits(currency)))


def _amount(found: Match, text: str, currency: str) -> MoneyHit | None:
    before, after = text[: found.start("n")], text[found.end() :]
    unit, sign = found["unit"], found["sign"]
    named = unit or sign or found["money"]
    number_text = found["n"]
    if not named and not _is_bare_amount(found, text):
        return None
    if GRAMMAR["other_before"].search(before) and not named:
        return None
    try:
        value, ranged = zh_number(number_text + (found["k"] or ""))
        if found["n2"]:
            second, _ = zh_number(found["n2"] + (found["k"] or ""))
            value, ranged = (min(value, second), True) if second else (value, ranged)
            if (
                second
                and value < second / 10
                and number_text.isdigit()
                and re.search("[千万百k]", found["n2"])
            ):
                value = zh_number(number_text + re.sub(r"[^千万百kw]", "", found["n2"]))[0]
    except NotANumber:
        return None
    if found["jiao"] and unit:
        value += zh_number(found["jiao"])[0] / 10 + (zh_number(found["fen"])[0] / 100 if found["fen"] else 0)
    if value <= 0 or (after[:1] and GRAMMAR["other_after"].match(after) and not named):
        return None
    about = found["about"] not in (None, "先") or found["more"] is not None or found["tail"] is not None
    foreign = (unit in _FOREIGN and _FOREIGN[unit] != currency) or (sign == "$" and currency == "CNY")
    start = found.start("sign") if sign else found.start("n")
    return MoneyHit(
        start=start,
        end=found.end("tail") if found["tail"] else found.end(),
        minor=_minor(value, currency),
        approx=about or ranged,
        bare=not named,
        foreign=foreign,
    )


def _is_bare_amount(found: Match, text: str) -> bool:
    """A number without a unit is an amount after a word of paying, or when it is in hundreds and more."""
    number = found["n"]
    digits = re.sub(r"\D", "", number)
    after = text[found.end() :]
    before = text[: found.start("n")]
    if number in HOTLINES:
        return False
    if len(digits) >= CARD_OR_PHONE_DIGITS and number.isdigit():
        return False
    if GRAMMAR["other_after"].match(after) and not (found["k"] or found["more"]):
        return False
    scaled = bool(found["k"]) or bool(re.search("[百千万kw]", number))
    try:
        value, _ = zh_number(number + (found["k"] or ""))
    except NotANumber:
        return False
    if value < BARE_AMOUNT_MIN:
        return False
    if scaled:
        return True
    return bool(GRAMMAR["pay_before"].search(before)) or bool(GRAMMAR["pay_after"].match(after))


def read_money(text: str, currency: str, dates: list[tuple[int, int]]) -> list[MoneyHit]:
    """Every amount or part of a plain Chinese text; stretches read as dates are left alone."""
    taken = list(dates)
    hits: list[MoneyHit] = []

    def take(hit: MoneyHit | None) -> None:
        if hit is not None and not any(overlaps((hit.start, hit.end), other) for other in taken):
            taken.append((hit.start, hit.end))
            hits.append(hit)

    for kind in ("more_than_half", "over", "percent", "tenth", "half"):
        for found in GRAMMAR[f"part_{kind}"].finditer(text):
            if free(found, taken):
                take(_part(found, kind))
    for found in GRAMMAR["minimum"].finditer(text):
        take(MoneyHit(start=found.start(), end=found.end(), minimum=True))
    for found in GRAMMAR["rest"].finditer(text):
        take(MoneyHit(start=found.start(), end=found.end(), rest=True))
    blocked = taken + [(plan.start, plan.end) for plan in read_plans(text)]
    for found in GRAMMAR["amount"].finditer(without(text, blocked)):
        if not any(overlaps((found.start("n"), found.end("n")), other) for other in blocked):
            take(_amount(found, text, currency))
    for found in GRAMMAR["component"].finditer(text):
        take(MoneyHit(start=found.start("what"), end=found.end("what"), component=_COMPONENTS[found["what"]]))
    for found in GRAMMAR["all"].finditer(text):
        if not GRAMMAR["not_all_before"].search(text[: found.start()]):
            take(MoneyHit(start=found.start(), end=found.end(), fraction=1.0))
    return sorted(hits, key=lambda hit: hit.start)


def _part(found: Match, kind: str) -> MoneyHit:
    if kind == "over":
        numerator, denominator = zh_number(found["num"])[0], zh_number(found["den"])[0]
        share = float(numerator / denominator)
    elif kind == "percent":
        share = int(found["pct"]) / 100
    elif kind == "tenth":
        share = float(zh_number(found["tenth"])[0] / 10)
    else:
        share = 0.5
    return MoneyHit(start=found.start(), end=found.end(), fraction=share, approx=kind == "more_than_half")


def read_plans(text: str) -> list[PlanHit]:
    """Instalments: their number (分三期) and their rhythm (每月)."""
    plans: list[PlanHit] = []
    for found in GRAMMAR["times"].finditer(text):
        number = found["n"] or found["n2"] or found["n3"]
        unit = found["unit"] or found["unit2"] or "期"
        try:
            times = int(zh_number(number)[0])
        except NotANumber:
            continue
        if times <= 1:
            continue
        every = {"期": "month", "个月": "month", "月": "month", "周": "week", "星期": "week"}.get(unit)
        if unit == "年":
            times, every = times * 12, "month"
        plans.append(PlanHit(start=found.start(), end=found.end(), times=times, every=every))
    plans += (
        PlanHit(start=found.start(), end=found.end(), every=_rhythm(found))
        for found in GRAMMAR["every"].finditer(text)
    )
    return sorted(plans, key=lambda plan: plan.start)


def _rhythm(found: Match) -> str:
    if found["once"]:
        return "week"
    if found["other"]:
        return {"隔周": "two_weeks", "按周": "week", "天天": "day"}.get(found["other"], "month")
    unit = {
        "月": "month",
        "期": "month",
        "周": "week",
        "星期": "week",
        "礼拜": "week",
        "天": "day",
        "日": "day",
        "年": "year",
    }.get(found["unit"], "quarter")
    if found["n"] == "半" and unit == "month":
        return "two_weeks"
    if found["n"] in ("两", "二", "2") or found[0].startswith("每隔一"):
        return {"week": "two_weeks", "month": "two_months"}.get(unit, unit)
    return unit
