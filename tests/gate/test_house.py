"""House rules: tighter only, as data; and what-if changes, which never permit anything by themselves."""

# ruff: noqa: E501  (a row of a table is one line)
from __future__ import annotations

from datetime import time
from typing import Any

import pytest

from arrears.gate.contracts import Answer, Cap, Change, Closed, Hours, HouseRule, Tightened, WorkdaysOnly
from arrears.gate.rules.pure import (
    HouseRuleLoosens,
    WireError,
    check,
    house_rules_from_json,
    parse_case,
)
from tests.gate.cases import ALL
from tests.gate.cases.base import Json, cn, on, past, pasts, us

DAY = "2026-11-23"
STRICT = {"permit": 0, "needs_evidence": 1, "refuse": 2}


def judged(case: Json, *house: HouseRule) -> Answer:
    return check(parse_case(case), house)


def calls(count: int, **more: Any) -> list[Json]:
    return pasts(*on(DAY, *range(9, 9 + count)), result="answered", call_kind="notification", **more)


TWO = Tightened(id="two", rule="CN-F1", parameter="most", value=2)
LATE = Tightened(id="late", rule="CN-T1", parameter="closed_to", value=time(9))
VISIT = Cap(id="visits", channels=("visit",), most=1, days=1)
OFFICE = Hours(id="office", channels=("call",), opens=time(9), closes=time(20), weekdays=(1, 2, 3, 4, 5))
REST = WorkdaysOnly(id="rest", channels=("call",))
NO_SOCIAL = Closed(id="social", channels=("social",))
NO_REMIND = Closed(id="remind", channels=("sms",), purposes=("remind",))


@pytest.mark.parametrize(
    ("what", "house", "case", "opens", "verdict"),
    [
        ("one connected, house allows two", TWO, cn(history=calls(1)), None, "permit"),
        ("two connected, house allows two", TWO, cn(f"{DAY}T20:00:00+08:00", history=calls(2)), "2026-11-24T08:00:00+08:00", "refuse"),
        ("08:30, house opens at nine", LATE, cn(f"{DAY}T08:30:00+08:00"), f"{DAY}T09:00:00+08:00", "refuse"),
        ("09:00", LATE, cn(f"{DAY}T09:00:00+08:00"), None, "permit"),
        ("first visit of the day", VISIT, cn(act={"channel": "visit"}), None, "permit"),
        ("second visit of the day", VISIT, cn(act={"channel": "visit"}, history=[past(f"{DAY}T09:00:00+08:00", None, channel="visit")]), "2026-11-24T08:00:00+08:00", "refuse"),
        ("visit of yesterday", VISIT, cn(act={"channel": "visit"}, history=[past("2026-11-22T09:00:00+08:00", None, channel="visit")]), None, "permit"),
        ("Monday in office hours", OFFICE, cn(), None, "permit"),
        ("20:00 is closed", OFFICE, cn(f"{DAY}T20:00:00+08:00"), "2026-11-24T09:00:00+08:00", "refuse"),
        ("Sunday", OFFICE, cn("2026-11-22T12:00:00+08:00"), f"{DAY}T09:00:00+08:00", "refuse"),
        ("a text is not meant", OFFICE, cn("2026-11-22T12:00:00+08:00", act={"channel": "sms"}), None, "permit"),
        ("a workday", REST, cn(), None, "permit"),
        ("Sunday is a rest day", REST, cn("2026-11-22T12:00:00+08:00"), f"{DAY}T08:00:00+08:00", "refuse"),
        ("a Saturday that is worked", REST, cn("2026-10-10T12:00:00+08:00"), None, "permit"),
        ("the National Day week", REST, cn("2026-10-01T12:00:00+08:00"), "2026-10-08T08:00:00+08:00", "refuse"),
        ("a year without a calendar", REST, cn("2090-10-01T12:00:00+08:00"), None, "needs_evidence"),
        ("a channel the house does not use", NO_SOCIAL, cn(act={"channel": "social", "audience": "private"}, operator={"kind": "lender"}), None, "refuse"),
        ("another channel", NO_SOCIAL, cn(), None, "permit"),
        ("a purpose the house does not use", NO_REMIND, cn(act={"channel": "sms", "purpose": "remind"}), None, "refuse"),
        ("another purpose", NO_REMIND, cn(act={"channel": "sms"}), None, "permit"),
    ],
)  # fmt: skip
def test_a_house_rule(what: str, house: HouseRule, case: Json, opens: str | None, verdict: str) -> None:
    answer = judged(case, house)
    assert answer.verdict == verdict, [rule.en for rule in answer.failing()]
    assert (answer.next_permitted_at.isoformat() if answer.next_permitted_at else None) == opens
    assert all(rule.zh and rule.en for rule in answer.rules)


@pytest.mark.parametrize(
    "house",
    [
        Tightened(id="x", rule="CN-F1", parameter="most", value=4),
        Tightened(id="x", rule="CN-T1", parameter="closed_from", value=time(23)),
        Tightened(id="x", rule="CN-T1", parameter="closed_to", value=time(7)),
        Tightened(id="x", rule="US-F2", parameter="days", value=6),
        Tightened(id="x", rule="US-T1", parameter="zones", value=("America/New_York",)),
        Tightened(id="x", rule="IN-3", parameter="occasions", value=("wedding",)),
        Tightened(id="x", rule="CN-F1", parameter="most", value="2"),
        Tightened(id="x", rule="CN-F1", parameter="least", value=2),
        Tightened(id="x", rule="CN-F3", parameter="soft", value=True),
        Tightened(id="x", rule="CN-F99", parameter="most", value=2),
        Tightened(id="x", rule="CN-D1", parameter="most", value=2),
    ],
    ids=lambda house: f"{house.rule} {house.parameter} {house.value}",
)
def test_a_house_rule_that_loosens_is_an_error(house: Tightened) -> None:
    regime = {"C": "cn", "U": "us_reg_f", "I": "in"}[house.rule[0]]
    case = parse_case({**cn(), "regimes": [regime]})
    with pytest.raises(HouseRuleLoosens):
        check(case, [house])


def test_the_laws_own_figure_is_not_looser() -> None:
    same = Tightened(id="same", rule="CN-F1", parameter="most", value=3)
    assert judged(cn(), same).verdict == "permit"


def test_a_house_that_waits_a_day_after_three_failed_tries() -> None:
    wait = Tightened(id="wait", rule="CN-P2", parameter="days_after_tries", value=1)
    case = cn(
        "2026-11-22T20:00:00+08:00",
        recipient={"person": "Q", "role": "relative"},
        act={"purpose": "locate", "disclosures": ["identity"]},
        debtor={"reachable": None},
        history=pasts(*on("2026-11-22", 9, 10, 11)),
    )
    assert judged(case).verdict == "permit"
    refused = judged(case, wait)
    assert refused.next_permitted_at is not None
    assert refused.next_permitted_at.isoformat() == "2026-11-23T08:00:00+08:00"
    assert "1" in refused.failing()[0].en


@pytest.mark.parametrize("row", ALL[::9], ids=lambda row: f"{row.rule}: {row.what}")
def test_house_rules_never_loosen(row: Any) -> None:
    case = parse_case(row.case)
    house = (TWO, LATE, VISIT, OFFICE, REST, NO_SOCIAL)
    assert STRICT[check(case, house).verdict] >= STRICT[check(case).verdict]


def test_house_rules_are_named_as_such() -> None:
    refused = judged(cn("2026-11-22T12:00:00+08:00"), OFFICE)
    (rule,) = refused.failing()
    assert (rule.id, rule.source) == ("HOUSE:office", "house rule")


def test_house_rules_are_read_from_json() -> None:
    read = house_rules_from_json(
        [
            {"kind": "tightened", "id": "two", "rule": "CN-F1", "parameter": "most", "value": 2},
            {"kind": "tightened", "id": "late", "rule": "CN-T1", "parameter": "closed_to", "value": "09:00"},
            {"kind": "cap", "id": "visits", "channels": ["visit"], "most": 1, "days": 1},
            {
                "kind": "hours",
                "id": "office",
                "channels": ["call"],
                "opens": "09:00",
                "closes": "20:00",
                "weekdays": [1, 2, 3, 4, 5],
            },
            {"kind": "workdays_only", "id": "rest", "channels": ["call"]},
            {"kind": "closed", "id": "social", "channels": ["social"]},
        ]
    )
    assert read == (TWO, LATE, VISIT, OFFICE, REST, NO_SOCIAL)


@pytest.mark.parametrize(
    ("value", "path"),
    [
        ({}, "(document)"),
        ([{"id": "x"}], "[0].kind"),
        ([{"kind": "wish", "id": "x"}], "[0].kind"),
        ([{"kind": "cap", "id": "x", "channels": [], "most": 1, "days": 1}], "[0].channels"),
        ([{"kind": "cap", "id": "x", "channels": ["call"], "most": -1, "days": 1}], "[0].most"),
        ([{"kind": "closed", "id": "x", "channels": ["call"], "why": "?"}], "[0].why"),
        (
            [{"kind": "tightened", "id": "x", "rule": "CN-F1", "parameter": "most", "value": 1.5}],
            "[0].value",
        ),
    ],
)
def test_a_house_rule_that_does_not_fit_is_named(value: Any, path: str) -> None:
    with pytest.raises(WireError) as caught:
        house_rules_from_json(value)
    assert caught.value.path == path


def test_what_if_a_figure_were_another() -> None:
    """A what-if may loosen: it is asked, never used to permit."""
    case = parse_case(cn(f"{DAY}T20:00:00+08:00", history=calls(3)))
    looser = (Change(rule="CN-F1", parameter="most", value=5),)
    assert check(case).verdict == "refuse"
    assert check(case, changes=looser).verdict == "permit"
    evening = parse_case(us("2026-11-23T21:30:00-05:00"))
    assert check(evening).verdict == "refuse"
    assert (
        check(evening, changes=(Change(rule="US-T1", parameter="closes", value=time(22)),)).verdict
        == "permit"
    )
