"""The edges of what is read, of house rules and of the calendar: at, just inside and just outside each bound."""

# ruff: noqa: E501  (a row of a table is one line)
from __future__ import annotations

from datetime import datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from arrears.gate.contracts import (
    Act,
    Answering,
    Cap,
    Case,
    Change,
    Closed,
    Consent,
    Debtor,
    Hours,
    HouseRule,
    PastContact,
    Recipient,
    SafeHarbours,
    Slot,
    Stop,
    WorkdaysOnly,
)
from arrears.gate.rules.evaluate import check
from arrears.gate.rules.house_wire import RULES_MAX, house_rules_from_json
from arrears.gate.rules.openings import DAYS_MAX, clock_of, openings
from arrears.gate.rules.pure import parse_case
from arrears.gate.rules.reading import (
    Choice,
    Clock,
    Day,
    Free,
    Identity,
    Many,
    Moment,
    Reader,
    Text,
    Whole,
    WireError,
)
from arrears.gate.rules.what_if import compare, read_value, value_text
from tests.gate.cases.base import Json, cn, past

CAP = Cap(id="cap", channels=("call", "visit"), most=1, days=1)
BY_ADDRESS = Cap(id="cap", channels=("call",), most=1, days=1, per="address")
HOURS = Hours(id="h", channels=("call",), opens=time(9), closes=time(20))
REST = WorkdaysOnly(id="rest", channels=("call",))
SOCIAL = Closed(id="s", channels=("social",))
REMIND = Closed(id="s", channels=("sms",), purposes=("remind",))
NINE = "2026-11-23T09:00:00+08:00"


def tried(at: str = NINE, **more: Any) -> list[Json]:
    return [past(at, "answered", call_kind="notification", **more)]


@pytest.mark.parametrize(
    ("what", "house", "case", "result"),
    [
        ("a call after a call", CAP, cn(history=tried()), "fail"),
        ("a call after a text", CAP, cn(history=tried(channel="sms")), "pass"),
        ("a call after something unknown", CAP, cn(history=tried(channel=None)), "fail"),
        ("a call after the debtor's own", CAP, cn(history=tried(direction="in")), "pass"),
        ("a call after one to somebody else", CAP, cn(history=tried(person="Q")), "pass"),
        ("a call after one for another lender", CAP, cn(history=tried(lender_group="L2")), "pass"),
        ("the person at another number", CAP, cn(history=tried(address="phone:+8613900000009")), "fail"),
        ("somebody else at that number", CAP, cn(act={"address": "phone:+8613900000009"}, history=tried(person="Q", address="phone:+8613900000009")), "pass"),
        ("a text under a cap of calls", CAP, cn(act={"channel": "sms"}, history=tried()), "not_applicable"),
        ("something unknown under a cap of calls", CAP, cn(act={"channel": None}, history=tried()), "fail"),
        ("per number: the same number", BY_ADDRESS, cn(act={"address": "phone:+8613900000009"}, history=tried(person="Q", address="phone:+8613900000009")), "fail"),
        ("per number: another number", BY_ADDRESS, cn(act={"address": "phone:+8613900000009"}, history=tried(address="phone:+8613900000008")), "pass"),
        ("per number: a past call at no known number", BY_ADDRESS, cn(act={"address": "phone:+8613900000009"}, history=tried(address=None)), "fail"),
        ("per number: to another person at no known number", BY_ADDRESS, cn(act={"address": "phone:+8613900000009"}, history=tried(address=None, person="Q")), "pass"),
        ("per number: no number now", BY_ADDRESS, cn(act={"address": None}, history=tried(address="phone:+8613900000008")), "fail"),
        ("hours of calls, a text", HOURS, cn(act={"channel": "sms"}), "not_applicable"),
        ("hours of calls, something unknown, too early", HOURS, cn("2026-11-23T08:30:00+08:00", act={"channel": None}), "fail"),
        ("hours of calls, inside", HOURS, cn(), "pass"),
        ("no social media, a call", SOCIAL, cn(), "not_applicable"),
        ("no social media, something unknown", SOCIAL, cn(act={"channel": None}), "fail"),
        ("no reminders by text, another purpose", REMIND, cn(act={"channel": "sms"}), "pass"),
        ("workdays for calls, a text on a Saturday", REST, cn("2026-11-28T10:00:00+08:00", act={"channel": "sms"}), "not_applicable"),
        ("workdays for calls, something unknown on a Saturday", REST, cn("2026-11-28T10:00:00+08:00", act={"channel": None}), "fail"),
        ("workdays, a Monday", REST, cn(), "pass"),
    ],
)  # fmt: skip
def test_what_a_house_rule_says(what: str, house: HouseRule, case: Json, result: str) -> None:
    answer = check(parse_case(case), [house])
    assert next(rule.result for rule in answer.rules if rule.id.startswith("HOUSE:")) == result


@pytest.mark.parametrize(("day", "opens"), [("27", None), ("28", "2026-11-30"), ("29", "2026-11-30")])
def test_the_first_workday_after_rest(day: str, opens: str | None) -> None:
    answer = check(parse_case(cn(f"2026-11-{day}T10:00:00+08:00")), [REST])
    assert (answer.next_permitted_at.date().isoformat() if answer.next_permitted_at else None) == opens


# --- reading ---------------------------------------------------------------------------------------------------


def reads(reader: Reader, value: object) -> bool:
    try:
        reader.read(value, ("x",))
    except WireError:
        return False
    return True


@pytest.mark.parametrize(
    ("reader", "inside", "outside"),
    [
        (Text(3), "abc", "abcd"),
        (Identity(3), 2**63 - 1, 2**63),
        (Identity(3), -(2**63) + 1, -(2**63)),
        (Identity(3), "abc", "abcd"),
        (Identity(3), 1, True),
        (Many(Text(1), 2), ["a", "b"], ["a", "b", "c"]),
        (Many(Text(1), 2, least=1), ["a"], []),
        (Free(2), {"a": 1, "b": 2}, {"a": 1, "b": 2, "c": 3}),
        (Whole(1, 7), 7, 8),
        (Whole(1, 7), 1, 0),
        (Moment(), "1970-01-01T00:00:00Z", "1969-12-31T23:59:59Z"),
        (Moment(), "2200-12-31T23:59:59Z", "2201-01-01T00:00:00Z"),
        (Day(), "1970-01-01", "1969-12-31"),
        (Day(), "2200-12-31", "2201-01-01"),
        (Day(), "2024-02-29", "2026-02-29"),
        (Day(), "2026-11-23", 20261123),
        (Day(), "2026-11-23", "2026-W48-1"),
        (Clock(), "23:59", "24:01"),
        (Clock(), "24:00", 8),
        (Clock(), "08:00:59", "08:00:60"),
        (Choice(("a", "b")), "b", "c"),
    ],
)  # fmt: skip
def test_the_bounds_of_what_is_read(reader: Reader, inside: object, outside: object) -> None:
    assert reads(reader, inside)
    assert not reads(reader, outside)


@pytest.mark.parametrize(("length", "told"), [(58, 60), (59, 60)])
def test_a_wrong_value_is_told_in_short(length: int, told: int) -> None:
    value = "x" * length  # two quotes are told with it
    with pytest.raises(WireError) as caught:
        Choice(("a", "b")).read(value, ("x",))
    said = caught.value.words.en
    assert (repr(value) in said) is (length + 2 <= told)
    assert (repr(value)[:57] + "..." in said) is (length + 2 > told)


def test_so_many_house_rules_are_read_and_no_more() -> None:
    one = {"kind": "closed", "channels": ["social"]}
    rules = [{**one, "id": f"r{place}"} for place in range(RULES_MAX + 1)]
    assert len(house_rules_from_json(rules[:-1])) == RULES_MAX
    with pytest.raises(WireError):
        house_rules_from_json(rules)


# --- what if ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "like", "read", "shown"),
    [
        (" 4 ", 3, 4, "4"),
        ("yes", False, True, "true"),
        ("是", False, True, "true"),
        ("No", True, False, "false"),
        ("08:00", time(9), time(8), "08:00"),
        ("08:00:01", time(9), time(8, 0, 1), "08:00:01"),
        ("a， b,c", ("x",), ("a", "b", "c"), "a, b, c"),
        ("1, 2", (3,), (1, 2), "1, 2"),
        ("a", (), ("a",), "a"),
        ("word", "x", "word", "word"),
    ],
)
def test_a_figure_is_read_as_it_is_typed(typed: str, like: Any, read: Any, shown: str) -> None:
    found = read_value(typed, like)
    assert (found, type(found)) == (read, type(read))
    assert value_text(found) == shown


@pytest.mark.parametrize(("typed", "like"), [("perhaps", True), ("x", 3), ("25:00", time(9)), ("  ", "x")])
def test_a_figure_that_does_not_fit_is_refused(typed: str, like: Any) -> None:
    with pytest.raises(ValueError, match=r".*"):
        read_value(typed, like)


def test_what_if_tells_the_rules_that_changed() -> None:
    case = parse_case(cn(history=[*tried(), *tried("2026-11-23T09:10:00+08:00")]))
    tighter = compare(case, (), Change(rule="CN-F1", parameter="most", value=2))
    assert (tighter.differs, tighter.before, tighter.after, tighter.rules) == (
        True,
        "permit",
        "refuse",
        ("CN-F1",),
    )
    same = compare(case, (), Change(rule="CN-F1", parameter="most", value=3))
    assert (same.differs, same.rules) == (False, ())


# --- the calendar of a contact -----------------------------------------------------------------------------------

SHANGHAI = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2026, 11, 23, 10, tzinfo=SHANGHAI)


def plain(**more: Any) -> Case:
    given: dict[str, Any] = {
        "regimes": ("cn",), "at": MONDAY, "act": Act(channel="call", purpose="collect", call_kind="interactive"),
        "recipient": Recipient(person="P", role="debtor"), "debtor": Debtor(reachable=True),
    }  # fmt: skip
    return Case(**(given | more))


def consumer(**more: Any) -> Case:
    """A text to a consumer in New York, Monday at ten there."""
    given: dict[str, Any] = {
        "regimes": ("us_reg_f",), "at": datetime(2026, 11, 23, 10, tzinfo=ZoneInfo("America/New_York")),
        "act": Act(channel="call", purpose="collect", disclosures=("identity", "debt_collector"), debts=("D1",)),
        "recipient": Recipient(person="P", role="debtor"), "debtor": Debtor(zones=("America/New_York",)),
    }  # fmt: skip
    return Case(**(given | more))


def changes(case: Case, days: float, *house: HouseRule) -> list[datetime]:
    """The moments at which the verdict or its reasons change."""
    return [one.start for one in openings(case, case.at + timedelta(days=days), house)][1:]


def local(day: int, hour: int, minute: int = 0, second: int = 0, zone: str = "Asia/Shanghai") -> datetime:
    return datetime(2026, 11, day, hour, minute, second, tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize(
    ("days", "taken"), [(DAYS_MAX, True), (DAYS_MAX + 1e-6, False), (0, False), (1e-6, True)]
)
def test_a_stretch_has_its_bounds(days: float, taken: bool) -> None:
    try:
        found = openings(plain(), MONDAY + timedelta(days=days))
    except ValueError:
        assert not taken
        return
    assert taken
    assert (found[0].start, found[-1].end) == (MONDAY, MONDAY + timedelta(days=days))


@pytest.mark.parametrize(
    ("what", "case", "house", "days", "moments"),
    [
        ("the nights of two days", plain(), (), 1.5, [local(23, 22), local(24, 8)]),
        ("a stop that ends", plain(stops=(Stop(kind="complaint", until=local(23, 15, 30)), Stop(kind="bankruptcy", until=local(23, 16, 7)))), (), 0.4, [local(23, 15, 30), local(23, 16, 7)]),
        ("a stop that begins", plain(stops=(Stop(kind="bankruptcy", since=local(23, 16, 7)),)), (), 0.4, [local(23, 16, 7)]),
        ("hours that the debtor barred", plain(debtor=Debtor(reachable=True, barred_slots=(Slot(start=time(12, 5), end=time(13, 35)),))), (), 0.4, [local(23, 12, 5), local(23, 13, 35)]),
        ("barred on another clock", plain(debtor=Debtor(reachable=True, barred_slots=(Slot(start=time(5, 5), end=time(6), zone="Europe/London"),))), (), 0.4, [local(23, 13, 5), local(23, 14)]),
        ("a house's hours", plain(), (Hours(id="h", channels=("call",), opens=time(9, 30), closes=time(19, 10)),), 0.5, [local(23, 19, 10)]),
        ("an agreed evening", plain(consents=(Consent(kind="time", at=local(20, 9), until=local(23, 22, 40)),)), (), 0.6, [local(23, 22, 40)]),
        ("a talk seven days ago", consumer(history=(PastContact(at=local(17, 15, zone="America/New_York"), channel="call", direction="out", person="P", debts=("D1",), result="conversation"),)), (), 1.2, None),
        ("a reply until a day after the question", consumer(at=local(23, 22, zone="America/New_York"), act=Act(channel="sms", purpose="answer", answering=Answering(channel="sms", at=local(23, 21, 30, zone="America/New_York")), opt_out_method="reply", disclosures=("identity", "opt_out", "debt_collector"), debts=("D1",)), history=(PastContact(at=local(23, 21, 30, zone="America/New_York"), channel="sms", direction="in", person="P", debts=("D1",), result="delivered"),)), (), 1.2, None),
    ],
)  # fmt: skip
def test_the_verdict_changes_when_something_begins_or_ends(
    what: str, case: Case, house: tuple[HouseRule, ...], days: float, moments: list[datetime] | None
) -> None:
    found = openings(case, case.at + timedelta(days=days), house)
    if moments is not None:
        assert [one.start for one in found][1:] == moments
    assert all(one.end == other.start for one, other in pairwise(found))
    for one in found:
        for at in (
            one.start,
            (one.start + (one.end - one.start) / 2).replace(microsecond=0),
            one.end - timedelta(seconds=1),
        ):
            said = check(Case(**{name: getattr(case, name) for name in case.__slots__} | {"at": at}), house)
            assert said.verdict == one.verdict, (what, at)


def test_the_clock_of_a_contact_is_the_debtors() -> None:
    assert clock_of(consumer(debtor=Debtor(zones=("America/Denver",)))) == "America/Denver"
    assert clock_of(plain()) == "Asia/Shanghai"


def test_a_safe_harbour_ends_inside_a_stretch() -> None:
    texted = local(23, 10, 30, zone="America/New_York") - timedelta(days=60)
    case = consumer(
        act=Act(channel="sms", purpose="collect", opt_out_method="reply", disclosures=("identity", "opt_out", "debt_collector"), debts=("D1",)),
        safe_harbours=SafeHarbours(consumer_texted_at=texted),
    )  # fmt: skip
    for one in openings(case, case.at + timedelta(days=1)):
        said = check(Case(**{name: getattr(case, name) for name in case.__slots__} | {"at": one.start}))
        assert (said.verdict, [rule.id for rule in said.failing()]) == (
            one.verdict,
            [rule.id for rule in one.rules],
        )


def test_weekdays_of_a_house_are_local() -> None:
    house = Hours(id="h", channels=("call",), opens=time(9), closes=time(20), weekdays=(1,))
    assert changes(plain(), 1.5, house)[0] == local(23, 20)
