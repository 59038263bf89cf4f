"""Dates in English: what day was meant, seen from the day it was said."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta

from arrears.kernel.days import add_months, month_last
from arrears.language.promise import calendar_words as words
from arrears.language.promise.feasts import EN_FIXED, EN_MOVING, EVES, en_feast
from arrears.language.promise.grammar import load, one_of
from arrears.language.promise.hits import WEEK_DAYS, DateHit, free
from arrears.language.promise.numbers import EN_NUMBER, EN_ORDINALS, EN_WORDS, NotANumber, en_number

Match = re.Match[str]
Reader = Callable[[Match, date], DateHit | None]
_MONTH_NAMES = (
    *("january", "february", "march", "april", "may", "june", "july", "august", "september"),
    *("october", "november", "december"),
)
_DAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = {name: number for number, name in enumerate(_MONTH_NAMES, start=1)}
_MONTHS |= {name[:3]: number for name, number in _MONTHS.items()} | {"sept": 9}
_DAYS = {name: number for number, name in enumerate(_DAY_NAMES)}
_DAYS |= {name[:3]: index for name, index in _DAYS.items()} | {"tues": 1, "thur": 3, "thurs": 3, "weds": 2}


def _hit(found: Match, day: date | None, *, other: date | None = None, **more: bool) -> DateHit:
    return DateHit(start=found.start(), end=found.end(), day=day, other=other, **more)


def _ordinal(text: str) -> int:
    digits = re.match(r"\d+", text)
    if digits:
        return int(digits[0])
    total = 0
    for part in re.split(r"[- ]", text):
        total += EN_ORDINALS.get(part, EN_WORDS.get(part, 0))
    return total


def _iso(found: Match, said_on: date) -> DateHit | None:
    try:
        return _hit(found, date(int(found[1]), int(found[2]), int(found[3])))
    except ValueError:
        return None


def _month_day(found: Match, said_on: date) -> DateHit | None:
    year = int(found["year"]) if found["year"] else None
    read = words.month_and_day(said_on, _MONTHS[found["month"]], _ordinal(found["nth"]), year)
    if read is None:
        return None
    return _hit(found, read[0], other=read[1], past=year is not None and read[0] < said_on)


def _slashed(found: Match, said_on: date) -> DateHit | None:
    """Month first, as in the US; the other way when that cannot be, and asked when both can."""
    first, second = int(found[1]), int(found[2])
    year = int(found[3]) if found[3] else None
    if year is not None and year < 100:
        year += 2000
    american = words.month_and_day(said_on, first, second, year)
    british = words.month_and_day(said_on, second, first, year)
    read = american or british
    if read is None:
        return None
    other = british[0] if american and british and british[0] != american[0] else read[1]
    return _hit(found, read[0], other=other)


def _nth(found: Match, said_on: date) -> DateHit | None:
    number = _ordinal(found["nth"])
    if not 1 <= number <= 31:
        return None
    which = found["which"]
    if which:
        ahead = {"this": 0, "next": 1, "following": 1}[which]
        day, other = words.day_of_month(words.month_after(said_on, ahead), number)
    else:
        day, other = words.bare_day(said_on, number)
    return _hit(found, day, other=other)


def _month_part(found: Match, said_on: date) -> DateHit | None:
    part = found["part"]
    if found["month"]:
        first = words.named_month(said_on, _MONTHS[found["month"]])
    else:
        first = words.month_after(said_on, {"next": 1, "following": 1}.get(found["which"] or "", 0))
    if part.startswith(("end", "last", "close")):
        return _hit(found, month_last(first), approx="around" in found[0] or "near" in found[0], coarse=True)
    early = part.startswith(("beg", "start", "first week", "early", "top"))
    day = first.replace(day=words.POLICY.month_begins_by if early else words.POLICY.month_middle_on)
    if not found["month"] and not found["which"] and day < said_on:
        day = add_months(day, 1)
    return _hit(found, day, approx=True, coarse=True)


def _late_month(found: Match, said_on: date) -> DateHit | None:
    first = words.named_month(said_on, _MONTHS[found["month"]])
    return _hit(found, month_last(first), approx=True, coarse=True)


def _next_period(found: Match, said_on: date) -> DateHit | None:
    ahead = {"this": 0, "the": 0, "next": 1, "following": 1, "coming": 1}[found["which"]]
    if found["unit"] == "month":
        return _hit(found, month_last(words.month_after(said_on, ahead)), approx=True, coarse=True)
    if found["unit"] == "year":
        return _hit(found, date(said_on.year + ahead, 12, 31), approx=True, coarse=True)
    return _hit(found, words.in_week(said_on, ahead, words.POLICY.week_ends_on), approx=True, coarse=True)


def _week_end(found: Match, said_on: date) -> DateHit | None:
    ahead = 1 if found["which"] in ("next", "following") else 0
    if found["part"].startswith(("end", "close")):
        day = words.in_week(said_on, ahead, words.POLICY.working_week_ends_on)
    elif found["part"].startswith(("beg", "start", "early")):
        day = words.in_week(said_on, ahead or 1, 1)
    else:
        day = words.in_week(said_on, ahead, 2)
    return _hit(found, day if day >= said_on else day + timedelta(days=WEEK_DAYS), coarse=True)


def _weekend(found: Match, said_on: date) -> DateHit | None:
    ahead = 1 if found["which"] in ("next", "following") else 0
    return _hit(found, words.in_week(said_on, ahead, words.POLICY.week_ends_on), coarse=True)


def _weekday(found: Match, said_on: date) -> DateHit | None:
    weekday, which = _DAYS[found["weekday"]], found["which"]
    if found["week"]:
        return _hit(found, words.in_week(said_on, 2 if found["week"].startswith("after") else 1, weekday))
    if which in ("next", "following"):
        return _hit(found, words.in_week(said_on, 1, weekday))
    if which == "last":
        return _hit(found, words.in_week(said_on, -1, weekday), past=True)
    day, other = words.next_weekday(said_on, weekday)
    if which in ("this", "coming") and other is not None:
        other = None if which == "coming" else other
    if found["later"]:
        day = day + timedelta(days=WEEK_DAYS * (2 if "two" in found["later"] or "2" in found["later"] else 1))
        other = None
    return _hit(found, day, other=other)


def _relative(found: Match, said_on: date) -> DateHit | None:
    word = found[0]
    if "after tomorrow" in word:
        ahead = 2
    elif "tomorrow" in word or word.startswith(("tmrw", "tmr", "tomoz")):
        ahead = 1
    elif "yesterday" in word:
        return _hit(found, said_on - timedelta(days=1), past=True)
    else:
        ahead = 0
    return _hit(found, said_on + timedelta(days=ahead))


def _in_some_time(found: Match, said_on: date) -> DateHit | None:
    text = found["n"]
    try:
        count, approx = (1.0, False) if text in ("a", "an", "another") else _number(text)
    except NotANumber:
        return None
    if found["n2"]:
        count, approx = max(count, _number(found["n2"])[0]), True
    if "few" in text:
        return None
    unit = found["unit"]
    half = found["half"] is not None
    if unit.startswith("day"):
        day = said_on + timedelta(days=round(count))
    elif unit.startswith(("week", "wk")):
        day = said_on + timedelta(days=round((count + 0.5 * half) * WEEK_DAYS))
    elif unit.startswith("fortnight"):
        day = said_on + timedelta(days=round(count * 2 * WEEK_DAYS))
    elif unit.startswith("month"):
        day = add_months(said_on, int(count)) + timedelta(days=15 if half or count % 1 else 0)
    elif unit.startswith("h"):
        day = said_on + timedelta(days=int(count) // 24)
    else:
        day = add_months(said_on, round(count * 12))
    return _hit(found, day, approx=approx)


def _number(text: str) -> tuple[float, bool]:
    value, approx = en_number(text)
    return float(value), approx


def _feast(found: Match, said_on: date) -> DateHit | None:
    day = en_feast(found["feast"], said_on)
    if day is None:
        return None
    lead = found["lead"] or ""
    if found["feast"] not in EVES and lead.startswith(("before", "ahead", "prior")):
        return _hit(found, day - timedelta(days=1))
    if lead.startswith("after"):
        return _hit(found, day + timedelta(days=1), approx=True)
    return _hit(found, day)


def _payday(found: Match, said_on: date) -> DateHit | None:
    return _hit(found, None, event=True)


def _at_once(found: Match, said_on: date) -> DateHit | None:
    return _hit(found, said_on, approx=True, at_once=True)


def _year_end(found: Match, said_on: date) -> DateHit | None:
    return _hit(found, date(said_on.year, 12, 31), coarse=True)


def _month_end(found: Match, said_on: date) -> DateHit | None:
    return _hit(found, month_last(said_on), coarse=True)


def _today(found: Match, said_on: date) -> DateHit | None:
    return _hit(found, said_on)


READERS: dict[str, Reader] = {
    "iso": _iso,
    "month_day": _month_day,
    "slashed": _slashed,
    "month_part": _month_part,
    "late_month": _late_month,
    "month_end": _month_end,
    "nth": _nth,
    "week_end": _week_end,
    "weekend": _weekend,
    "weekday": _weekday,
    "relative": _relative,
    "feast": _feast,
    "in_some_time": _in_some_time,
    "payday": _payday,
    "next_period": _next_period,
    "year_end": _year_end,
    "at_once": _at_once,
    "today": _today,
}
GRAMMAR = load(
    "dates_en",
    {
        "MONTH_NAMES": one_of(_MONTHS),
        "DAY_NAMES": one_of(_DAYS),
        "ORDINAL": one_of(EN_ORDINALS),
        "FEAST": one_of([*EN_FIXED, *EN_MOVING]),
        "EN_NUMBER": EN_NUMBER,
    },
)


def read_dates(text: str, said_on: date) -> list[DateHit]:
    """Every date of a plain English text, in the order in which they stand."""
    taken: list[tuple[int, int]] = []
    hits: list[DateHit] = []
    for name, pattern in GRAMMAR.readers:
        reader = READERS[name]
        for found in pattern.finditer(text):
            if not free(found, taken) or not _means_time_ahead(found, reader, text):
                continue
            hit = reader(found, said_on)
            if hit is None:
                continue
            hit = _with_tail(hit, text)
            taken.append((hit.start, hit.end))
            hits.append(hit)
    return list(_merged(sorted(hits, key=lambda hit: hit.start), text))


def _means_time_ahead(found: Match, reader: Reader, text: str) -> bool:
    if reader is _nth:
        number = re.match(r"(?:on |by )?(?:the )?(?:\d+|twenty|thirty)", found[0])
        return bool(number) or found[0].startswith(("the ", "on ", "by "))
    if reader is not _in_some_time:
        return True
    before, after = text[: found.start()], text[found.end() :]
    if GRAMMAR["ago"].match(after) or (
        not GRAMMAR["forward"].match(found[0]) and GRAMMAR["other_time_before"].search(before)
    ):
        return False
    if found[0].startswith("for ") and not found["tail"]:
        return False
    lead = found[0][: found.start("n") - found.start()].strip()
    if lead in ("over the next", "over"):
        return False
    return (
        bool(lead and lead not in ("about", "maybe", "for"))
        or found["tail"] is not None
        or found["n"] == "another"
    )


def _with_tail(hit: DateHit, text: str) -> DateHit:
    end, approx = hit.end, hit.approx
    for name in ("time", "about_after"):
        tail = GRAMMAR[name].match(text, end)
        if tail:
            end = tail.end()
            approx = approx or (name == "about_after" and "latest" not in tail[0])
    lead = GRAMMAR["about_before"].search(text[: hit.start])
    return replace(hit, end=end, approx=approx or lead is not None)


_JOINED = ("", ",", "the", ", the", "on the", "on", ", on", "in", "of", ", by", "by")


def _one_time(first: DateHit, second: DateHit, between: str) -> bool:
    """Friday the 20th is one day; "not the 20th, the 22nd" is two."""
    return first.coarse or second.coarse or first.day == second.day or "," not in between


def _merged(hits: list[DateHit], text: str) -> Iterator[DateHit]:
    """Ranges keep the last day; a weekday and its date are one; a day in a named week or month is exact."""
    previous: DateHit | None = None
    for hit in hits:
        if previous is None:
            previous = hit
            continue
        between = text[previous.end : hit.start]
        if GRAMMAR["between"].fullmatch(between) and previous.day and hit.day and between.strip() != "and":
            previous = replace(hit, start=previous.start, day=max(previous.day, hit.day), approx=True)
        elif between.strip() in _JOINED and hit.day and _one_time(previous, hit, between):
            exact = hit if previous.coarse or hit.day == previous.day or not hit.coarse else previous
            previous = replace(exact, start=previous.start, end=hit.end)
        else:
            yield previous
            previous = hit
    if previous is not None:
        yield previous
