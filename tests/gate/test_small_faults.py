"""Bounds that no row of the shared table reaches: house figures, long texts, the calendar's edges, later house rules."""

# ruff: noqa: E501  (a row of a table is one line)
from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from arrears.gate.contracts import (
    Act,
    Answering,
    Case,
    Change,
    Closed,
    Debtor,
    ParameterInfo,
    PastContact,
    Recipient,
    Slot,
    Tightened,
)
from arrears.gate.packs.parts import slots
from arrears.gate.packs.parts.content import TEXT_CHARS_MAX
from arrears.gate.packs.parts.facts import Facts
from arrears.gate.rules.calc import CALCULATORS
from arrears.gate.rules.evaluate import check
from arrears.gate.rules.house import HouseRuleLoosens, tightened
from arrears.gate.rules.openings import openings
from arrears.gate.rules.pure import parse_case
from arrears.gate.rules.reading import WireError
from arrears.gate.rules.what_if import compare
from tests.gate.cases.base import Json, cn, past, pasts
from tests.gate.cases.us_frequency import ma

SHANGHAI = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2026, 11, 23, 10, tzinfo=SHANGHAI)


def law(value: Any, tighter: Any) -> ParameterInfo:
    return ParameterInfo(
        name="f", value=value, source="s", certainty="text", effective_from=None, effective_to=None, tighter=tighter
    )  # fmt: skip


@pytest.mark.parametrize(
    ("value", "of_law", "tighter", "taken"),
    [
        (3, 3, "less", True), (2, 3, "less", True), (4, 3, "less", False),
        (3, 3, "more", True), (4, 3, "more", True), (2, 3, "more", False),
        (time(8), time(8), "later", True), (time(9), time(8), "later", True), (time(7), time(8), "later", False),
        (time(21), time(21), "earlier", True), (time(20), time(21), "earlier", True), (time(22), time(21), "earlier", False),
        (8, time(8), "later", False), (time(8), 8, "later", False), (True, 1, "less", False),
        (("a", "b"), ("a", "b"), "subset", True), (("a",), ("a", "b"), "subset", True), (("a", "c"), ("a", "b"), "subset", False),
        (("a", "b"), ("a", "b"), "superset", True), (("a", "b", "c"), ("a", "b"), "superset", True), (("a",), ("a", "b"), "superset", False),
        (("a", "b"), ("a", "b"), None, False),
    ],
)  # fmt: skip
def test_a_house_figure_is_taken_when_it_is_no_looser(
    value: Any, of_law: Any, tighter: Any, taken: bool
) -> None:
    house = Tightened(id="h", rule="R", parameter="f", value=value)
    try:
        assert tightened(house, law(of_law, tighter)) == value
    except HouseRuleLoosens:
        assert not taken
        return
    assert taken


@pytest.mark.parametrize(("seconds", "verdict"), [(-1, "refuse"), (0, "permit"), (1, "permit")])
def test_a_house_waits_until_the_first_second_of_the_next_day(seconds: int, verdict: str) -> None:
    """CN-P2: after three failed tries the house lets a whole day's end pass."""
    house = Tightened(id="w", rule="CN-P2", parameter="days_after_tries", value=1)
    at = datetime(2026, 11, 24, tzinfo=SHANGHAI) + timedelta(seconds=seconds)
    case = cn(
        at.isoformat(), recipient={"person": "Q", "role": "emergency_contact"}, debtor={"reachable": None, "agreed_slots": [{"from": "00:00", "to": "24:00"}]},
        act={"purpose": "locate", "disclosures": ["identity"]},
        history=pasts("2026-11-23T09:00:00+08:00", "2026-11-23T09:10:00+08:00", "2026-11-23T09:20:00+08:00"),
    )  # fmt: skip
    rules = {one.id: one.key for one in check(parse_case(case), [house]).rules}
    assert (rules["CN-P2"] == "wait") is (verdict == "refuse")


@pytest.mark.parametrize("kind", [None, "unknown", "personal"])
def test_a_number_that_may_be_her_own_meets_the_house_cap_of_her_own(kind: str | None) -> None:
    """US-F9: one call a week on her own number by the house; one past call fills it."""
    one = [past("2026-11-22T10:00:00-05:00")]
    house = Tightened(id="one", rule="US-F9", parameter="most_own", value=1)
    assert check(parse_case(ma(one, act={"address_kind": kind})), [house]).verdict == "refuse"
    assert check(parse_case(ma(one, act={"address_kind": "work"})), [house]).verdict == "permit"


@pytest.mark.parametrize(("chars", "key"), [(TEXT_CHARS_MAX, "pass"), (TEXT_CHARS_MAX + 1, "too_long")])
def test_a_text_is_screened_to_its_last_character(chars: int, key: str) -> None:
    case = Case(
        regimes=("cn",), at=MONDAY, act=Act(channel="sms", purpose="collect", text="好" * chars),
        recipient=Recipient(person="P", role="debtor"), debtor=Debtor(reachable=True),
    )  # fmt: skip
    assert {one.id: one.key for one in check(case).rules}["ALL-C1"] == key


def test_contacts_of_the_next_midnight_are_tomorrows() -> None:
    def told(last: str) -> Json:
        moments = ("2026-11-23T09:00:00+08:00", "2026-11-23T00:00:00+08:00", last)
        return cn(history=pasts(*moments, result="answered", call_kind="notification"))

    assert check(parse_case(told("2026-11-24T00:00:00+08:00"))).verdict == "permit"
    assert check(parse_case(told("2026-11-23T23:59:59+08:00"))).verdict == "refuse"


@pytest.mark.parametrize(
    ("moment", "since", "sent"),
    [
        (MONDAY, None, 1), (MONDAY + timedelta(seconds=1), None, 0), (MONDAY - timedelta(hours=1), None, 1),
        (MONDAY - timedelta(hours=1), MONDAY - timedelta(hours=1), 1),
        (MONDAY - timedelta(hours=1, seconds=1), MONDAY - timedelta(hours=1), 0),
    ],
)  # fmt: skip
def test_what_was_sent_since_a_moment(moment: datetime, since: datetime | None, sent: int) -> None:
    contact = PastContact(at=moment, channel="sms", direction="out", person="P")
    case = Case(
        regimes=("cn",), at=MONDAY, act=Act(channel="sms"), recipient=Recipient(person="P"),
        history=(contact, replace(contact, direction="in"), replace(contact, channel="call")),
    )  # fmt: skip
    assert Facts(case).sent_since(since) == sent
    nameless = replace(case, history=(replace(contact, channel=None), replace(contact, channel=None)))
    assert Facts(nameless).sent_since(since) == 2 * sent


def test_house_rules_are_back_from_their_very_second() -> None:
    """A next moment that falls on the end of a lift meets the rule that is back."""
    night = replace(parse_case(cn("2026-11-23T22:30:00+08:00")), id=None)
    opens = datetime(2026, 11, 24, 8, tzinfo=SHANGHAI)
    calls_closed = (Closed(id="c", channels=("call",)),)
    assert check(night, later=[(opens, calls_closed)]).next_permitted_at is None
    assert check(night, later=[(opens + timedelta(seconds=1), calls_closed)]).next_permitted_at == opens


def test_a_change_touches_the_one_figure_of_the_one_rule() -> None:
    case = parse_case(
        cn(
            history=pasts(
                "2026-11-23T09:00:00+08:00",
                "2026-11-23T09:30:00+08:00",
                result="answered",
                call_kind="notification",
            )
        )
    )
    assert compare(case, (), Change(rule="CN-F1", parameter="most", value=2)).rules == ("CN-F1",)
    assert compare(case, (), Change(rule="CN-F3", parameter="most", value=1)).rules == ()
    assert compare(case, (), Change(rule="CN-F1", parameter="years", value=0)).rules == ()
    assert compare(case, (), Change(rule="CN-F1", parameter="unknown", value=0)).rules == ()


def plain(**more: Any) -> Case:
    given: dict[str, Any] = {
        "regimes": ("cn",), "at": MONDAY, "act": Act(channel="call", purpose="collect", call_kind="interactive"),
        "recipient": Recipient(person="P", role="debtor"), "debtor": Debtor(reachable=True),
    }  # fmt: skip
    return Case(**(given | more))


def test_slots_that_run_over_midnight_end_on_the_day_after() -> None:
    """The slot of the day before the stretch still holds at its beginning."""
    barred = (Slot(start=time(22), end=time(11, 20)),)
    found = openings(plain(debtor=Debtor(reachable=True, barred_slots=barred)), MONDAY + timedelta(hours=4))
    assert [(one.start, one.verdict) for one in found] == [
        (MONDAY, "refuse"),
        (MONDAY + timedelta(hours=1, minutes=20), "permit"),
    ]
    moments = slots.ends(barred, MONDAY, (SHANGHAI,), 0, end_included=False)
    assert MONDAY + timedelta(hours=1, minutes=20) in moments


def test_a_stretch_over_many_days_sees_each_of_them() -> None:
    """Every night of a fortnight, and what came in at its beginning."""
    found = openings(
        plain(
            act=Act(
                channel="call",
                purpose="answer",
                call_kind="interactive",
                answering=Answering(channel="call", at=MONDAY - timedelta(hours=20)),
            )
        ),
        MONDAY + timedelta(days=14),
    )
    closed = [one.start for one in found if not one.permitted]
    assert closed == [MONDAY.replace(hour=22) + timedelta(days=day) for day in range(14)]


@pytest.mark.parametrize(("ended", "taken"), [(date(2026, 3, 1), True), (date(2026, 2, 28), False)])
def test_treatment_ends_on_the_day_of_the_register_at_the_earliest(ended: date, taken: bool) -> None:
    given = {
        "registered_on": "2026-03-01", "kind": "mental_health_crisis", "treatment_ended_on": ended.isoformat()
    }  # fmt: skip
    try:
        CALCULATORS["breathing_space"](given)
    except WireError:
        assert not taken
        return
    assert taken


def test_the_moment_is_read_in_utc_as_well() -> None:
    assert check(plain(at=MONDAY.astimezone(UTC))).verdict == check(plain()).verdict == "permit"
