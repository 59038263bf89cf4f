"""When may each debtor first be reached today, by each act? For millions at once, as Ibis expressions.

The gate's answer for a plain contact (`rules/plain.py`) falls into stretches of time: those in which the
hours are open, less those that something noted closes (a stop, a barred slot, a full counter). The first
ones are the same for all debtors of a profile and come as a small table; the second ones are joined here.
The first second that lies in an open stretch and in no closed one is the answer.

Input tables, all moments in whole seconds since 1970 (UTC), `until` excluded:

- `asked`: asked, profile, act, debtor, person, address, debt, lender_group, operator (the last five may be null)
- `open`: profile, act, opens, closes
- `effects`: profile, act, kind, channel ('' = none named), elsewhere: which stop closes which act
- `counters`: profile, act, rule, most, length
- `days`: profile, rule, zone, day, starts, ends: local days, from the longest counter before the day to after it
- `stops`: debtor, kind, channel, address, since, until (null = open)
- `slots`: debtor, act, since, until
- `calls`: debtor, call, at, person, channel, direction, result, call_kind, lender_group, operator, address,
  debts (array); null is unknown and counts
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from typing import Any

import ibis
from ibis.expr.types import Table

ASKED: dict[str, str] = {
    "asked": "int64", "profile": "int32", "act": "string", "debtor": "int64", "person": "string",
    "address": "string", "debt": "string", "lender_group": "string", "operator": "string",
}  # fmt: skip
OPEN: dict[str, str] = {"profile": "int32", "act": "string", "opens": "int64", "closes": "int64"}
EFFECTS: dict[str, str] = {
    "profile": "int32", "act": "string", "kind": "string", "channel": "string", "elsewhere": "boolean",
}  # fmt: skip
COUNTERS: dict[str, str] = {
    "profile": "int32", "act": "string", "rule": "string", "most": "int32", "length": "int32",
}  # fmt: skip
DAYS: dict[str, str] = {
    "profile": "int32", "rule": "string", "zone": "string", "day": "int32", "starts": "int64", "ends": "int64",
}  # fmt: skip
STOPS: dict[str, str] = {
    "debtor": "int64", "kind": "string", "channel": "string", "address": "string", "since": "int64",
    "until": "int64",
}  # fmt: skip
SLOTS: dict[str, str] = {"debtor": "int64", "act": "string", "since": "int64", "until": "int64"}
CALLS: dict[str, str] = {
    "debtor": "int64", "call": "int64", "at": "int64", "person": "string", "channel": "string",
    "direction": "string", "result": "string", "call_kind": "string", "lender_group": "string",
    "operator": "string", "address": "string", "debts": "array<string>",
}  # fmt: skip
TABLES: Mapping[str, dict[str, str]] = {
    "asked": ASKED, "open": OPEN, "effects": EFFECTS, "counters": COUNTERS, "days": DAYS, "stops": STOPS,
    "slots": SLOTS, "calls": CALLS,
}  # fmt: skip

_ALWAYS = -(2**62)
_NEVER = 2**62
_PHONE = ("call", "voicemail")
_NOT_CONNECTED = ("no_answer", "rang_out", "full_mailbox", "busy", "out_of_service", "failed")
_CONNECTED = ("conversation", "answered", "delivered")
_NOT_PLACED = ("busy", "out_of_service")


def earliest(tables: Mapping[str, Table], first: Any, last: Any) -> Table:
    """asked and `earliest`: the first second in [first, last) at which the act is permitted; null without one.

    `first` and `last`: whole numbers, or scalars of a table."""
    asked = tables["asked"]
    closed = _closed(tables, first, last)
    opened = asked.select("asked", "profile", "act").inner_join(tables["open"], ["profile", "act"])
    opened = opened.select("asked", "opens", "closes")
    ends = closed.filter(closed.until.between(first, last - 1)).select("asked", "until")
    later = opened.inner_join(ends, "asked")
    later = later.filter(later.until.between(later.opens, later.closes - 1)).select("asked", at="until")
    tried = ibis.union(opened.select("asked", at="opens"), later, distinct=True)
    barred = tried.inner_join(closed, "asked").filter(lambda t: (t.since <= t.at) & (t.at < t.until))
    barred = barred.select("asked", "at").distinct()
    free = tried.anti_join(barred, ["asked", "at"])
    soonest = free.group_by("asked").aggregate(earliest=free["at"].min())
    return asked.select("asked").left_join(soonest, "asked").select("asked", "earliest")


def _closed(tables: Mapping[str, Table], first: Any, last: Any) -> Table:
    """asked, since, until: every stretch that something noted closes."""
    found = (_by_stops(tables), _by_slots(tables), _by_counters(tables, first, last), _by_talks(tables))
    both = reduce(ibis.union, found)
    return both.filter((both.since < last) & (both.until > first))


def _by_stops(tables: Mapping[str, Table]) -> Table:
    asked, stops, effects = tables["asked"], tables["stops"], tables["effects"]
    met = asked.select("asked", "profile", "act", "debtor", here=asked.address).inner_join(stops, "debtor")
    met = met.mutate(
        channel=met.channel.fill_null(""),
        elsewhere=(met.address.notnull() & met.here.notnull() & (met.address != met.here)).fill_null(False),
    )
    met = met.semi_join(effects, ["profile", "act", "kind", "channel", "elsewhere"])
    return met.select("asked", since=met.since.fill_null(_ALWAYS), until=met.until.fill_null(_NEVER))


def _by_slots(tables: Mapping[str, Table]) -> Table:
    asked, slots = tables["asked"], tables["slots"]
    met = asked.select("asked", "debtor", "act").inner_join(slots, ["debtor", "act"])
    return met.select("asked", "since", "until")


def _counted(tables: Mapping[str, Table]) -> Table:
    """asked, profile, rule, most, length, call, at: each past call beside each counter that counts it."""
    asked, counters, calls = tables["asked"], tables["counters"], tables["calls"]
    rows = asked.inner_join(counters, ["profile", "act"])
    rows = rows.rename(
        own_person="person", own_address="address", own_group="lender_group", own_operator="operator"
    )
    met = rows.inner_join(calls, "debtor")
    return met.filter(_counts(met)).select("asked", "profile", "rule", "most", "length", "call", "at")


def _either(one: Any, other: Any) -> Any:
    """Equal, or unknown on either side."""
    return one.isnull() | other.isnull() | (one == other).fill_null(False)


def _counts(met: Table) -> Any:
    phone = met.channel.fill_null("call").isin(_PHONE)
    placed = phone & (met.direction.fill_null("out") != "in")
    result, kind = met.result.fill_null(""), met.call_kind.fill_null("")
    person = _either(met.own_person, met.person)
    pooled = _either(met.own_group, met.lender_group)
    number = ibis.ifelse(
        met.own_address.isnull() | met.address.isnull(), person, met.own_address == met.address
    ).fill_null(False)
    about = met.debt.isnull() | (met.debts.length() == 0) | met.debts.contains(met.debt).fill_null(False)
    mine = person & _either(met.own_operator, met.operator) & about
    china = placed & pooled
    return (
        ((met.rule == "CN-F1") & china & person & (kind != "interactive") & ~result.isin(_NOT_CONNECTED))
        | (
            (met.rule == "CN-F2")
            & china
            & person
            & (kind != "notification")
            & result.isin(("", "conversation"))
        )
        | ((met.rule == "CN-F3") & china & number & ~result.isin(_CONNECTED))
        | ((met.rule == "US-F1") & placed & mine & ~result.isin(_NOT_PLACED))
        | ((met.rule == "US-F2") & phone & mine & result.isin(("", "conversation")))
    )


def _on_days(counted: Table, days: Table) -> Table:
    """The counted calls with their local day in each zone of the counter."""
    met = counted.inner_join(days, ["profile", "rule"])
    return met.filter((met.starts <= met["at"]) & (met["at"] < met.ends)).drop("starts", "ends")


def _by_counters(tables: Mapping[str, Table], first: Any, last: Any) -> Table:
    """A local day is closed when the counter's days that end with it hold its cap already."""
    counted = _counted(tables)
    fell = _on_days(counted.filter(counted.rule != "US-F2"), tables["days"])
    days = tables["days"]
    judged = days.filter((days.starts < last) & (days.ends > first)).rename(on="day")
    met = fell.inner_join(judged, ["profile", "rule", "zone"])
    met = met.filter((met.day <= met["on"]) & (met.day > met["on"] - met.length))
    full = met.group_by("asked", "rule", "zone", "on", "starts", "ends", "most").aggregate(count=met.count())
    return full.filter(full["count"] >= full.most).select("asked", since="starts", until="ends")


def _by_talks(tables: Mapping[str, Table]) -> Table:
    """US-F2: from a talk until its eighth local day begins in the last of the zones."""
    counted = _counted(tables)
    fell = _on_days(counted.filter(counted.rule == "US-F2"), tables["days"])
    fell = fell.mutate(on=(fell.day + fell.length).cast("int32"))
    opens = tables["days"].select("profile", "rule", "zone", on="day", opens="starts")
    met = fell.inner_join(opens, ["profile", "rule", "zone", "on"])
    until = met.group_by("asked", "call", "at").aggregate(until=met.opens.max())
    return until.select("asked", since="at", until="until")
