"""Days that have a name: fixed and lunar holidays, as people name them when they promise."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

import holidays

# What people say -> the holiday as the calendar library names it, and days from it.
ZH_LUNAR = {
    "大年初一": ("春节", 0), "正月初一": ("春节", 0), "春节": ("春节", 0), "过年": ("春节", 0), "新年": ("春节", 0),
    "除夕": ("春节", -1), "大年三十": ("春节", -1), "年三十": ("春节", -1), "年夜": ("春节", -1),
    "元宵": ("春节", 14), "正月十五": ("春节", 14), "清明": ("清明", 0), "端午": ("端午", 0), "中秋": ("中秋", 0),
}  # fmt: skip
ZH_FIXED = {
    "元旦": (1, 1), "情人节": (2, 14), "三八": (3, 8), "妇女节": (3, 8), "五一": (5, 1), "劳动节": (5, 1),
    "五四": (5, 4), "六一": (6, 1), "儿童节": (6, 1), "618": (6, 18), "教师节": (9, 10), "十一": (10, 1),
    "国庆": (10, 1), "双十一": (11, 11), "双11": (11, 11), "双十二": (12, 12), "双12": (12, 12), "圣诞": (12, 25),
    "平安夜": (12, 24), "跨年": (12, 31),
}  # fmt: skip
EN_FIXED = {
    "christmas eve": (12, 24), "christmas day": (12, 25), "christmas": (12, 25), "xmas": (12, 25),
    "boxing day": (12, 26), "new year's eve": (12, 31), "new years eve": (12, 31), "new year's day": (1, 1),
    "new year's": (1, 1), "new years": (1, 1), "new year": (1, 1), "valentine's day": (2, 14), "valentine's": (2, 14),
    "st patrick's day": (3, 17), "independence day": (7, 4), "fourth of july": (7, 4), "4th of july": (7, 4),
    "halloween": (10, 31), "veterans day": (11, 11), "may day": (5, 1), "national day": (10, 1),
}  # fmt: skip
EN_MOVING = {
    "easter": ("GB", "Easter Monday", -1), "easter sunday": ("GB", "Easter Monday", -1),
    "easter monday": ("GB", "Easter Monday", 0), "good friday": ("GB", "Good Friday", 0),
    "thanksgiving": ("US", "Thanksgiving", 0), "labor day": ("US", "Labor Day", 0),
    "memorial day": ("US", "Memorial Day", 0), "chinese new year": ("CN", "春节", 0), "lunar new year": ("CN", "春节", 0),
    "spring festival": ("CN", "春节", 0), "mid-autumn": ("CN", "中秋", 0), "dragon boat": ("CN", "端午", 0),
}  # fmt: skip
EVES = frozenset(
    {
        "平安夜",
        "除夕",
        "大年三十",
        "年三十",
        "年夜",
        "跨年",
        "christmas eve",
        "new year's eve",
        "new years eve",
    }
)
LUNAR_BREAK_DAYS = 7  # "after the New Year" is after the week that everybody is away
GOLDEN_WEEK_DAYS = 7


@lru_cache(maxsize=64)
def _named(region: str, year: int) -> tuple[tuple[date, str], ...]:
    if region == "GB":
        return tuple(holidays.country_holidays("GB", subdiv="ENG", years=year, language="en_GB").items())
    if region == "US":
        return tuple(holidays.country_holidays("US", years=year, language="en_US").items())
    return tuple(holidays.country_holidays(region, years=year, language="zh_CN").items())


def _of_year(region: str, name: str, year: int) -> date | None:
    """The first day of a year that carries the name; None when the calendar does not know."""
    return min(
        (day for day, called in _named(region, year) if name in called and "调休" not in called), default=None
    )


def zh_feast(word: str, said_on: date) -> date | None:
    """The next day of that name on or after the day it was said."""
    for year in (said_on.year, said_on.year + 1):
        if word in ZH_FIXED:
            day: date | None = date(year, *ZH_FIXED[word])
        else:
            name, shift = ZH_LUNAR[word]
            start = _of_year("CN", name, year)
            day = start + timedelta(days=shift) if start else None
        if day is not None and day >= said_on:
            return day
    return None


def en_feast(word: str, said_on: date) -> date | None:
    """As `zh_feast`, for English names."""
    for year in (said_on.year, said_on.year + 1):
        if word in EN_FIXED:
            month, number = EN_FIXED[word]
            day: date | None = date(year, month, number) if month else None
        else:
            region, name, shift = EN_MOVING[word]
            start = _of_year(region, name, year)
            day = start + timedelta(days=shift) if start else None
        if day is not None and day >= said_on:
            return day
    return None


def break_days(word: str) -> int:
    """How many days the holiday lasts, for "after" it."""
    if ZH_LUNAR.get(word, ("", 0))[0] == "春节":
        return LUNAR_BREAK_DAYS
    return GOLDEN_WEEK_DAYS if word in ("国庆", "十一") else 1
