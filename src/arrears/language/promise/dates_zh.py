"""Dates in Chinese: what day was meant, seen from the day it was said.

Each reader takes a match and the day; longer expressions stand first and take their stretch of text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta

from arrears.kernel.days import add_months, month_last
from arrears.language.promise import calendar_words as words
from arrears.language.promise.feasts import EVES, ZH_FIXED, ZH_LUNAR, break_days, zh_feast
from arrears.language.promise.grammar import load, one_of
from arrears.language.promise.hits import WEEK_DAYS, DateHit, free
from arrears.language.promise.numbers import ZH_NUMBER, zh_number

Match = re.Match[str]
Reader = Callable[[Match, date], DateHit | None]
_WEEKDAYS = {sign: index for index, sign in enumerate("一二三四五六")} | {"日": 6, "天": 6, "末": 6}
_WEEKDAYS |= {str(number): number - 1 for number in range(1, 8)}
_WEEKS_AHEAD = {
    "上": -1,
    "上个": -1,
    "这": 0,
    "这个": 0,
    "本": 0,
    "当": 0,
    "下": 1,
    "下个": 1,
    "下下": 2,
    "下下个": 2,
}
_MONTHS_AHEAD = {"上": -1, "这": 0, "本": 0, "当": 0, "下": 1, "下下": 2, "隔": 2}
_RELATIVE = {"大后": 3, "后": 2, "明": 1, "今": 0, "当": 0, "昨": -1, "前": -2}
VAGUE_PAIR_DAYS = 2  # 过两天 is "in a while" as often as it is two days: asked back


def _int(text: str) -> int:
    return int(zh_number(text.replace("廿", "二十"))[0])


def _hit(found: Match, day: date | None, *, other: date | None = None, **more: bool) -> DateHit:
    return DateHit(start=found.start(), end=found.end(), day=day, other=other, **more)


def _iso(found: Match, said_on: date) -> DateHit | None:
    try:
        return _hit(found, date(int(found[1]), int(found[2]), int(found[3])))
    except ValueError:
        return None


def _month_day(found: Match, said_on: date) -> DateHit | None:
    year = None
    if found["year"]:
        named = {"今": said_on.year, "明": said_on.year + 1, "后": said_on.year + 2}
        year = named.get(found["year"]) or int(found["year"]) % 100 + 2000
    read = words.month_and_day(said_on, _int(found["month"]), _int(found["day"]), year)
    if read is None:
        return None
    return _hit(found, read[0], other=read[1], past=year is not None and read[0] < said_on)


def _slashed(found: Match, said_on: date) -> DateHit | None:
    read = words.month_and_day(said_on, int(found[1]), int(found[2]))
    return None if read is None else _hit(found, read[0], other=read[1])


def _day_in_month(found: Match, said_on: date) -> DateHit | None:
    ahead = _MONTHS_AHEAD[found["which"]]
    number = _int(found["day"])
    if not 1 <= number <= 31:
        return None
    day, other = words.day_of_month(words.month_after(said_on, ahead), number)
    return _hit(found, day, other=other, past=ahead < 0)


def _part_of(first: date, part: str) -> date:
    if part in ("底", "末", "尾", "下旬"):
        return month_last(first)
    if part in ("初", "头"):
        return first.replace(day=words.POLICY.month_begins_by)
    if part == "上旬":
        return first.replace(day=words.POLICY.early_ends)
    return first.replace(day=words.POLICY.middle_ends if part == "中旬" else words.POLICY.month_middle_on)


def _month_part(found: Match, said_on: date) -> DateHit | None:
    part = found["part"]
    if found["month"]:
        number = _int(found["month"])
        if not 1 <= number <= 12:
            return None
        first = words.named_month(said_on, number)
    else:
        first = words.month_after(said_on, _MONTHS_AHEAD[found["which"] or "这"])
    day = _part_of(first, part)
    if found["which"] is None and not found["month"] and day < said_on:
        day = _part_of(words.month_after(said_on, 1), part)
    exact = part in ("底", "末", "尾")
    return _hit(found, day, approx=not exact, coarse=True, past=found["which"] == "上")


def _month_alone(found: Match, said_on: date) -> DateHit | None:
    if found["month"]:
        number = _int(found["month"])
        if not 1 <= number <= 12:
            return None
        first = words.named_month(said_on, number)
    else:
        first = words.month_after(said_on, _MONTHS_AHEAD[found["which"]])
    return _hit(found, month_last(first), approx=True, coarse=True, past=found["which"] == "上")


def _weekday(found: Match, said_on: date) -> DateHit | None:
    which, weekday = found["which"], _WEEKDAYS[found["day"]]
    if which:
        ahead = _WEEKS_AHEAD[which]
        day = words.in_week(said_on, ahead, weekday)
        if ahead == 0 and day < said_on:  # "this Wednesday" said on a Thursday: the next one, and asked
            return _hit(found, day + timedelta(days=WEEK_DAYS), other=day)
        return _hit(found, day, past=ahead < 0)
    if found["day"] == "末":
        return _hit(found, words.in_week(said_on, 0, words.POLICY.week_ends_on), coarse=True)
    day, other = words.next_weekday(said_on, weekday)
    return _hit(found, day, other=other)


def _week_alone(found: Match, said_on: date) -> DateHit | None:
    ahead = _WEEKS_AHEAD[found["which"]]
    early = found["part"] in ("初", "头", "开头")
    day = words.in_week(
        said_on, ahead, 1 if early else 2 if found["part"] == "中" else words.POLICY.week_ends_on
    )
    return _hit(found, day, approx=True, coarse=True, past=ahead < 0)


def _relative(found: Match, said_on: date) -> DateHit | None:
    ahead = _RELATIVE[found["which"]]
    return _hit(found, said_on + timedelta(days=ahead), past=ahead < 0)


def _bare_day(found: Match, said_on: date) -> DateHit | None:
    number = _int(found["day"])
    if not 1 <= number <= 31:
        return None
    day, other = words.bare_day(said_on, number)
    return _hit(found, day, other=other, approx=found["from"] is not None)


def _amount_of_time(text: str) -> tuple[float, bool] | None:
    """A number of days or weeks; a range gives its upper end. None for 几, which says nothing."""
    if text == "几" or text.endswith("几"):
        return None
    pair = re.fullmatch(r"([一二两三四五六七八九])([二三四五六七八九十])", text)
    if pair and zh_number(pair[2])[0] > zh_number(pair[1])[0]:
        return float(zh_number(pair[2])[0]), True
    return float(zh_number(text)[0]), False


def _in_some_time(found: Match, said_on: date) -> DateHit | None:
    read = _amount_of_time(found["n"])
    if read is None:
        return None
    count, approx = read
    unit = found["unit"]
    if found["half"]:
        count += 0.5
    if unit in ("天", "日"):
        day = said_on + timedelta(days=round(count))
    elif unit in ("周", "星期", "礼拜"):
        day = said_on + timedelta(days=round(count * WEEK_DAYS))
    elif unit == "月":
        day = add_months(said_on, int(count)) + timedelta(days=15 if count % 1 else 0)
    elif unit in ("小时", "钟头"):
        day = said_on + timedelta(days=int(count) // 24)
    else:
        day = add_months(said_on, round(count * 12))
    loose = found["n"] in ("两", "俩") and unit == "天" and found["lead"] in ("过", "再过", "等", "缓")
    return _hit(found, day, approx=approx or loose)


def _ten_or_fifteen(found: Match, said_on: date) -> DateHit | None:
    return _hit(found, said_on + timedelta(days=15), approx=True)


def _feast(found: Match, said_on: date) -> DateHit | None:
    day = zh_feast(found["feast"], said_on)
    if day is None:
        return None
    if found["after"] or found["done"]:
        return _hit(found, day + timedelta(days=break_days(found["feast"])), approx=True)
    if found["before"] and found["feast"] not in EVES:
        return _hit(found, day - timedelta(days=1))
    if found["during"]:
        return _hit(found, day + timedelta(days=break_days(found["feast"]) - 1), approx=True)
    return _hit(found, day)


def _year_words(found: Match, said_on: date) -> DateHit | None:
    word = found[0]
    if word in ("年前", "年关", "年关前"):
        start = zh_feast("春节", said_on)
        return None if start is None else _hit(found, start - timedelta(days=1))
    if word in ("年后", "开年", "开春"):
        start = zh_feast("春节", said_on)
        return None if start is None else _hit(found, start + timedelta(days=break_days("春节")), approx=True)
    year = said_on.year + (word.startswith("明年"))
    if word.endswith("初"):
        return _hit(found, date(year + (not word.startswith("明年")), 1, 31), approx=True, coarse=True)
    if word == "明年":
        return _hit(found, date(year, 12, 31), approx=True, coarse=True)
    return _hit(found, date(year, 12, 31), coarse=True)


def _at_once(found: Match, said_on: date) -> DateHit | None:
    return _hit(found, said_on, approx=True, at_once=True)


def _payday(found: Match, said_on: date) -> DateHit | None:
    return _hit(found, None, event=True)


def _time_today(found: Match, said_on: date) -> DateHit | None:
    return _hit(found, said_on)


READERS: dict[str, Reader] = {
    "iso": _iso,
    "month_day": _month_day,
    "day_in_month": _day_in_month,
    "month_part": _month_part,
    "weekday": _weekday,
    "week_alone": _week_alone,
    "relative": _relative,
    "ten_or_fifteen": _ten_or_fifteen,
    "feast": _feast,
    "year_words": _year_words,
    "month_alone": _month_alone,
    "bare_day": _bare_day,
    "slashed": _slashed,
    "in_some_time": _in_some_time,
    "payday": _payday,
    "at_once": _at_once,
    "time_today": _time_today,
}
GRAMMAR = load("dates_zh", {"FEAST": one_of([*ZH_FIXED, *ZH_LUNAR]), "ZH_NUMBER": ZH_NUMBER})


def read_dates(text: str, said_on: date) -> list[DateHit]:
    """Every date of a plain Chinese text, in the order in which they stand."""
    taken: list[tuple[int, int]] = []
    hits: list[DateHit] = []
    for name, pattern in GRAMMAR.readers:
        reader = READERS[name]
        for found in pattern.finditer(text):
            if not free(found, taken) or not _means_time_ahead(found, reader, text):
                continue
            hit = reader(found, said_on)
            if hit is not None:
                hit = _with_tail(hit, text, said_on)
                taken.append((hit.start, hit.end))
                hits.append(hit)
    return list(_merged(sorted(hits, key=lambda hit: hit.start), text))


def _means_time_ahead(found: Match, reader: Reader, text: str) -> bool:
    """A length of time is a date only when something makes it one (in three days, give me three days)."""
    before, after = text[: found.start()], text[found.end() :]
    if reader is _month_alone:
        return GRAMMAR["other_time_before"].search(before) is None or found["which"] is not None
    if reader is not _in_some_time:
        return True
    if GRAMMAR["other_time_before"].search(before) or GRAMMAR["no_future_after"].match(after):
        return False
    if (
        found["n"] == "一"
        and not found["lead"]
        and not found["tail"]
        and re.match("(?:还|给|付|转|打)(?!清|完)", after)
    ):
        return False  # "one month pays 500" is a rhythm
    if found["lead"] or found["tail"]:
        return found["lead"] not in ("要", "需要", "晚") or found["tail"] is not None or "还" in after[:4]
    return re.match(r"(?:,|，)?(?:我)?(?:还|付|转|可以|能|一定|给你|给您|肯定|搞定|结清)", after) is not None


def _with_tail(hit: DateHit, text: str, said_on: date) -> DateHit:
    """Times of day, "about", "before" and "after" that follow a date."""
    end = hit.end
    clock = GRAMMAR["clock"].match(text, end)
    if clock and clock.end() > end:
        end = clock.end()
    approx, coarse = hit.approx, hit.coarse
    for name in ("about", "by", "after"):
        tail = GRAMMAR[name].match(text, end)
        if tail is None:
            continue
        end = tail.end()
        if name != "by":
            approx = True
        break
    if GRAMMAR["floating"].search(text[: hit.start]):
        approx = True
    return replace(hit, end=end, approx=approx, coarse=coarse)


def _merged(hits: list[DateHit], text: str) -> Iterator[DateHit]:
    """Ranges keep the last day; a day inside a named week or month makes it exact."""
    previous: DateHit | None = None
    for hit in hits:
        if previous is None:
            previous = hit
            continue
        between = text[previous.end : hit.start]
        if GRAMMAR["range"].fullmatch(between) and previous.day and hit.day:
            day = max(previous.day, hit.day)
            previous = replace(hit, start=previous.start, day=day, approx=True)
        elif previous.coarse and between.strip() in ("", "的", ",", "，") and hit.day and not hit.event:
            previous = replace(_inside(previous, hit), start=previous.start)
        elif between == "" and hit.day == previous.day:
            previous = replace(previous, end=hit.end, approx=previous.approx and hit.approx)
        else:
            yield previous
            previous = hit
    if previous is not None:
        yield previous


def _inside(outer: DateHit, inner: DateHit) -> DateHit:
    """下个月，5号 is the fifth of that month."""
    assert inner.day is not None
    if outer.day is not None and not inner.coarse and inner.day < outer.day.replace(day=1):
        day, other = words.day_of_month(outer.day.replace(day=1), inner.day.day)
        return replace(inner, day=day, other=other)
    return inner
