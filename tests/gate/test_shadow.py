"""The shadow over columns says what the gate says: one table of cases, and thousands of random facts a query."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any, get_args

import ibis
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from arrears.gate import contracts
from arrears.gate.columns import reach
from arrears.gate.contracts import Closed, Hours, PastContact, Slot, Stop, Tightened, WorkdaysOnly
from arrears.gate.rules import plain
from arrears.gate.rules.plain import ACTS, Profile, moment
from arrears.gate.rules.shadow import business_day, shadow_tables, slot_stretches
from tests.profiles import CI

BATCHES, FACTS_A_BATCH = 12, 450 if CI else 40  # 5,400 comparisons in CI
PROFILES_A_BATCH = 5
HOUR = 3600
NUMBER, OTHER = "address:01", "address:02"


@dataclass(frozen=True)
class Noted:
    """What is noted of one debtor, and which act is asked about."""

    profile: Profile
    act: str
    stops: tuple[Stop, ...] = ()
    slots: tuple[Slot, ...] = ()
    history: tuple[PastContact, ...] = ()
    address: str | None = NUMBER
    debt: str | None = "D1"
    lender_group: str | None = "L1"
    operator: str | None = "A"
    person: str | None = "P"


def _seconds(at: datetime | None) -> int | None:
    return None if at is None else int(at.timestamp())


def by_the_gate(noted: Noted, first: int, last: int) -> int | None:
    case = plain.plain_case(
        noted.profile, noted.act, first, stops=noted.stops, slots=noted.slots, history=noted.history,
        address=noted.address, debts=(noted.debt,) if noted.debt else (), lender_group=noted.lender_group,
        operator=noted.operator, person=noted.person,
    )  # fmt: skip
    return plain.earliest(case, noted.profile, last)


def _table(name: str, rows: Sequence[Sequence[Any]]) -> ibis.Table:
    schema = ibis.schema(reach.TABLES[name])
    columns = list(zip(*rows, strict=True)) if rows else [[] for _ in schema.names]
    arrow = schema.to_pyarrow()
    data = [pa.array(list(values), type=field.type) for values, field in zip(columns, arrow, strict=True)]
    return ibis.memtable(pa.Table.from_arrays(data, schema=arrow))


def by_columns(facts: Sequence[Noted], first: int, last: int) -> list[int | None]:
    profiles = list(dict.fromkeys(one.profile for one in facts))
    rows: dict[str, list[Any]] = dict(shadow_tables(profiles, first, last))
    rows |= {"asked": [], "stops": [], "slots": [], "calls": []}
    for number, one in enumerate(facts):
        place = profiles.index(one.profile)
        rows["asked"].append(
            (
                number,
                place,
                one.act,
                number,
                one.person,
                one.address,
                one.debt,
                one.lender_group,
                one.operator,
            )
        )
        rows["stops"] += [
            (number, stop.kind, stop.channel, stop.address, _seconds(stop.since), _seconds(stop.until))
            for stop in one.stops
        ]
        if one.slots:
            stretches = slot_stretches(one.profile, one.slots, first, last, acts=(one.act,))
            rows["slots"] += [(number, *stretch) for stretch in stretches]
        rows["calls"] += [
            (number, place, _seconds(call.at), call.person, call.channel, call.direction, call.result,
             call.call_kind, call.lender_group, call.operator, call.address, list(call.debts))
            for place, call in enumerate(one.history)
        ]  # fmt: skip
    told = reach.earliest({name: _table(name, rows[name]) for name in reach.TABLES}, first, last)
    found = ibis.duckdb.connect().to_pyarrow(told).to_pydict()
    answers = dict(zip(found["asked"], found["earliest"], strict=True))
    return [answers[number] for number in range(len(facts))]


def differences(facts: Sequence[Noted], first: int, last: int) -> list[str]:
    return [
        f"{one}: gate {gate and moment(gate)}, columns {columns and moment(columns)}"
        for one, columns in zip(facts, by_columns(facts, first, last), strict=True)
        if (gate := by_the_gate(one, first, last)) != columns
    ]


# -- one table for both ---------------------------------------------------------------------------------

DAY, DAY_ENDS = business_day(date(2026, 11, 23))
CN = Profile(regimes=("cn",), operator_kind="agency")
US = Profile(regimes=("us_reg_f",), operator_kind="debt_collector", zones=("America/New_York",))
US_TWO = replace(US, zones=("America/New_York", "America/Los_Angeles"))


def _call(hours_before_nine: float, result: str | None = "conversation", **more: Any) -> PastContact:
    given_ = {
        "channel": "call", "direction": "out", "person": "P", "debts": ("D1",), "address": NUMBER,
        "operator": "A", "lender_group": "L1", "call_kind": "interactive",
    }  # fmt: skip
    at = moment(int(DAY + 9 * HOUR - hours_before_nine * HOUR))
    return PastContact(at=at, result=result, **(given_ | more))  # type: ignore[arg-type]  # values of the Literals


def _stop(kind: str, until: float | None = None, **more: Any) -> Stop:
    """A stop since yesterday, until an hour of the day."""
    ends = None if until is None else moment(int(DAY + until * HOUR))
    return Stop(kind=kind, since=moment(DAY - 86_400), until=ends, **more)  # type: ignore[arg-type]


def _three(kind: str, result: str | None) -> tuple[PastContact, ...]:
    return tuple(_call(hours / 10, result, call_kind=kind) for hours in (1, 2, 3))


# what is noted, asked from which hour of Beijing's 2026-11-23, and the hour from which the act is free
SHARED: list[tuple[str, Noted, float, float | None]] = [
    ("the night is closed until eight", Noted(CN, "call"), 0, 8),
    ("at noon at once", Noted(CN, "call"), 12, 12),
    ("the last second", Noted(CN, "sms"), 22 - 1 / HOUR, 22 - 1 / HOUR),
    ("ten in the evening is closed", Noted(CN, "sms"), 22, None),
    ("three talks close the day", Noted(CN, "call", history=_three("interactive", "conversation")), 9, None),
    ("two talks do not", Noted(CN, "call", history=_three("interactive", "conversation")[:2]), 9, 9),
    ("three talks leave a letter", Noted(CN, "letter", history=_three("interactive", "conversation")), 9, 9),
    ("three notices", Noted(CN, "notice", history=_three("notification", "answered")), 9, None),
    ("what is not reported counts", Noted(CN, "call", history=_three("interactive", None)), 9, None),
    ("six tries of this number", Noted(CN, "call", history=_three("interactive", "busy") * 2), 9, None),
    ("six of another one", Noted(CN, "call", address=OTHER, history=_three("interactive", "busy") * 2), 9, 9),
    ("of another lender", Noted(CN, "call", lender_group="L2", history=_three("interactive", None)), 9, 9),
    ("a complaint closes everything", Noted(CN, "email", stops=(_stop("complaint"),)), 9, None),
    ("a stop that ends at eleven", Noted(CN, "email", stops=(_stop("hardship", 11),)), 9, 11),
    ("the later of two", Noted(CN, "email", stops=(_stop("illness", 14), _stop("adviser", 13))), 9, 14),
    ("that ends in the night", Noted(CN, "email", stops=(_stop("hardship", 23),)), 9, None),
    ("no text messages", Noted(CN, "sms", stops=(_stop("opt_out", channel="sms"),)), 9, None),
    ("a call instead", Noted(CN, "call", stops=(_stop("opt_out", channel="sms"),)), 9, 9),
    ("opted out at another address", Noted(CN, "sms", stops=(_stop("opt_out", address=OTHER),)), 9, 9),
    ("the dead are left alone", Noted(replace(CN, deceased=True), "letter"), 9, None),
    (
        "a barred morning, the end free again",
        Noted(CN, "call", slots=(Slot(start=time(8), end=time(10, 30)),)), 9, 10.5,
    ),
    ("New York is closed until 21:00:01 in Beijing", Noted(US, "call"), 12, 21 + 1 / HOUR),
    ("Los Angeles until midnight", Noted(US_TWO, "call"), 12, None),
    ("a talk closes seven days", Noted(US, "call", history=(_call(24 * 5),)), 12, None),
    ("the eighth day is open", Noted(US, "call", history=(_call(24 * 7 + 1),)), 12, 21 + 1 / HOUR),
    ("a talk on another debt", Noted(US, "call", debt="D2", history=(_call(24),)), 12, 21 + 1 / HOUR),
    (
        "seven tries in seven days",
        Noted(US, "call", history=tuple(_call(hours, "no_answer") for hours in range(24, 31))), 12, None,
    ),
    (
        "six tries",
        Noted(US, "call", history=tuple(_call(hours, "no_answer") for hours in range(24, 30))), 12,
        21 + 1 / HOUR,
    ),
    ("India closes after 19:00:00", Noted(Profile(regimes=("in",)), "call"), 22, None),
]  # fmt: skip


@pytest.mark.parametrize(("what", "noted", "hour", "free"), SHARED, ids=[row[0] for row in SHARED])
def test_gate_and_columns_agree_on_the_shared_table(
    what: str, noted: Noted, hour: float, free: float | None
) -> None:
    first = round(DAY + hour * HOUR)
    wanted = None if free is None else round(DAY + free * HOUR)
    assert by_the_gate(noted, first, DAY_ENDS) == wanted
    assert _shared_columns(hour)[what] == wanted


@lru_cache(maxsize=16)
def _shared_columns(hour: float) -> dict[str, int | None]:
    """All rows of the table that ask from one hour, in one query."""
    rows = [(what, noted) for what, noted, asked, _ in SHARED if asked == hour]
    told = by_columns([noted for _, noted in rows], round(DAY + hour * HOUR), DAY_ENDS)
    return {what: answer for (what, _), answer in zip(rows, told, strict=True)}


# -- random facts ---------------------------------------------------------------------------------------

DATES = (date(2026, 3, 8), date(2026, 11, 1), date(2028, 2, 29), date(2026, 11, 23))
SHORTER_DAY = Hours(id="h", channels=("call", "visit"), opens=time(9, 30), closes=time(18))
PROFILES = (
    CN,
    CN,
    replace(CN, operator_kind="lender", house_rules=(SHORTER_DAY,)),
    replace(CN, house_rules=(WorkdaysOnly(id="w", channels=("visit",)), Closed(id="c", channels=("email",)))),
    replace(CN, house_rules=(Tightened(id="t", rule="CN-F2", parameter="most", value=1),)),
    replace(CN, vulnerable=("elderly",)),
    replace(CN, zones=("Asia/Shanghai", "Asia/Urumqi")),
    US,
    US_TWO,
    replace(US, zones=()),
    replace(US, operator_kind="creditor"),
    replace(US, regimes=("cn", "us_reg_f")),
    Profile(regimes=("in",), operator_kind="agency", zones=("Asia/Kolkata",)),
    Profile(regimes=("eu",), operator_kind="agency"),
    replace(CN, minor=True),
)  # fmt: skip


def _past(chance: random.Random, first: int) -> PastContact:
    back = chance.choice((chance.randrange(0, 12 * HOUR), chance.randrange(0, 9 * 86_400)))
    return PastContact(
        at=moment(first - back),
        channel=chance.choice(("call", "call", "call", "voicemail", "sms", None)),
        direction=chance.choice(("out", "out", "out", "in", None)),
        person=chance.choice(("P", "P", "P", "Q", None)),
        debts=chance.choice((("D1",), ("D1", "D2"), ("D2",), ())),
        address=chance.choice((NUMBER, NUMBER, OTHER, None)),
        operator=chance.choice(("A", "A", "B", None)),
        lender_group=chance.choice(("L1", "L1", "L2", None)),
        result=chance.choice((*get_args(contracts.ContactResult), "no_answer", "no_answer", None)),
        call_kind=chance.choice(("interactive", "interactive", "notification", None)),
    )


def _maybe_moment(chance: random.Random, first: int) -> datetime | None:
    return chance.choice((None, moment(first + chance.randrange(-3 * 86_400, 20 * HOUR, 60))))


def _stopped(chance: random.Random, first: int) -> Stop:
    return Stop(
        kind=chance.choice(get_args(contracts.StopKind)),
        channel=chance.choice((None, None, "call", "sms", "letter", "voicemail", "email")),
        address=chance.choice((None, None, NUMBER, OTHER)),
        since=_maybe_moment(chance, first),
        until=_maybe_moment(chance, first),
    )


def _slot(chance: random.Random) -> Slot:
    return Slot(
        days=chance.choice(((), (1, 2, 3, 4, 5), (6, 7))),
        start=time(chance.randrange(24), chance.choice((0, 30))),
        end=time(chance.randrange(24), chance.choice((0, 20, 45))),
        zone=chance.choice((None, None, "America/Chicago")),
    )


def _several(chance: random.Random, weights: Iterable[int]) -> int:
    return chance.choice(tuple(weights))


def drawn(chance: random.Random, first: int, profiles: Sequence[Profile]) -> Noted:
    calls = _several(chance, (0, 0, 1, 3, 6, 9, 14))
    return Noted(
        profile=chance.choice(profiles),
        act=chance.choice((*ACTS, "call", "call")),
        stops=tuple(_stopped(chance, first) for _ in range(_several(chance, (0, 0, 1, 2)))),
        slots=tuple(_slot(chance) for _ in range(_several(chance, (0, 0, 0, 0, 0, 0, 1, 2)))),
        history=tuple(_past(chance, first) for _ in range(calls)),
        address=chance.choice((NUMBER, NUMBER, None)),
        debt=chance.choice(("D1", "D1", "D2", None)),
        lender_group=chance.choice(("L1", "L1", None)),
        operator=chance.choice(("A", "A", None)),
        person=chance.choice(("P", "P", None)),
    )


@settings(max_examples=BATCHES, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.integers(0, 2**32), st.sampled_from(DATES), st.sampled_from((0, 9 * HOUR, 12 * HOUR + 2096, 20 * HOUR))
)
def test_gate_and_columns_agree_on_random_facts(seed: int, day: date, from_: int) -> None:
    chance = random.Random(seed)
    start, last = business_day(day)
    profiles = chance.sample(PROFILES, PROFILES_A_BATCH)
    facts = [drawn(chance, start + from_, profiles) for _ in range(FACTS_A_BATCH)]
    assert differences(facts, start + from_, last) == []
