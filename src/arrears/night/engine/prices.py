"""Prices of a night in words: what one more agent hour would have brought, what a floor costs."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from arrears.kernel.money import Money
from arrears.kernel.words import Words
from arrears.night.allocation.contracts import GRID
from arrears.night.engine.contracts import LimitUse, NightPrices

_HOUR = 60
_FREE = Words("有余量，再多一些也不会带来更多", "Not all of it is used: more of it would bring nothing")
_SAYS = {
    "minutes": Words("再多一小时人工可多收回约{amount}", "One more hour of work is worth {amount}"),
    "count": Words("再多一个名额可多收回约{amount}", "One more place is worth {amount}"),
    "minor": Words("预算每增加100可多收回约{amount}", "100 more of the budget are worth {amount}"),
    "share": Words(
        "平等对待两组今晚起了约束作用", "Even treatment of the two groups held others back tonight"
    ),
}
_FLOOR = Words("这一下限的最后一个名额代价约{amount}", "The last place of this floor costs {amount}")
_SHARE_FLOOR = Words("这一下限每多保障一户代价约{amount}", "One account more under this floor costs {amount}")
_GAVE_WAY = Words(
    "{title}：无法同时满足，今晚放宽了{by}（{unit}）",
    "{title}: could not hold, gave way by {by} ({unit}) tonight",
)
_UNITS = {
    "minutes": Words("分钟", "minutes"),
    "count": Words("户", "accounts"),
    "minor": Words("最小货币单位", "minor units"),
    "share": Words("比例行", "parity"),
}


def read_prices(kept: Mapping[str, Any]) -> NightPrices:
    """The allocation of a run as its door shows it."""
    currency = kept["currency"]
    return NightPrices(
        title=_words(kept["title"]),
        currency=currency,
        accounts=kept["accounts"],
        value_minor=kept["value_minor"],
        bound_minor=kept["bound_minor"],
        gap=kept["gap"],
        passes=kept["passes"],
        settled=kept["settled"],
        explore_bp=kept["explore_bp"],
        explored=kept["explored"],
        limits=tuple(_limit(row, currency) for row in kept["prices"]),
        gave_way=tuple(_gave_way(row) for row in kept["relaxed"]),
    )


def _words(raw: Mapping[str, str]) -> Words:
    return Words(raw["zh"], raw["en"])


def _limit(row: Mapping[str, Any], currency: str) -> LimitUse:
    scale, price = row["scale"], Decimal(row["price"])
    price_minor = price * scale / GRID
    floor = row["bound"] < 0 or (row["bound"] == 0 and scale > 1 and row["unit"] == "count")
    sign = -1 if floor else 1
    return LimitUse(
        id=row["id"],
        title=_words(row["title"]),
        unit=row["unit"],
        price_minor=price_minor,
        used=-(-sign * row["used"] // scale),
        bound=sign * row["bound"] // scale,
        floor=floor,
        tight=row["price"] > 0,
        says=_says(row["unit"], price_minor, floor, row["bound"] == 0, currency),
    )


def _says(unit: str, price_minor: Decimal, floor: bool, by_share: bool, currency: str) -> Words:
    if price_minor <= 0:
        return _FREE
    if floor:
        return (_SHARE_FLOOR if by_share else _FLOOR).format(amount=_money(price_minor, currency))
    times = {"minutes": _HOUR, "minor": 100}.get(unit, 1)
    return _SAYS[unit].format(amount=_money(price_minor * times, currency))


def _money(minor: Decimal, currency: str) -> str:
    return f"{Money(int(minor.to_integral_value()), currency).decimal} {currency}"


def _gave_way(row: Mapping[str, Any]) -> Words:
    title, unit = _words(row["title"]), _UNITS[row["unit"]]
    by = -(-row["by"] // row["scale"])
    return Words(
        _GAVE_WAY.zh.format(title=title.zh, by=by, unit=unit.zh),
        _GAVE_WAY.en.format(title=title.en, by=by, unit=unit.en),
    )
