"""The calendar of a contact says at every moment what the gate would say at that moment."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings

from arrears.gate.contracts import Act, Case, Debtor, Hours, Recipient, Slot, Stop
from arrears.gate.packs.registry import PACKS
from arrears.gate.rules.browsing import regime_of_rule, rule_detail, rule_details
from arrears.gate.rules.evaluate import check
from arrears.gate.rules.openings import DAYS_MAX, Opening, clock_of, openings
from arrears.kernel.clock import at_local
from tests.gate.strategies import REGIMES, cases
from tests.profiles import examples

MONDAY = date(2026, 11, 23)
TEN = at_local(MONDAY, 10)


def call(at: datetime = TEN, **changes: object) -> Case:
    case = Case(
        regimes=("cn",), at=at, act=Act(channel="call", purpose="collect", call_kind="interactive"),
        recipient=Recipient(role="debtor"), debtor=Debtor(reachable=True),
    )  # fmt: skip
    return replace(case, **changes)  # type: ignore[arg-type]  # fields of a case


def told(found: tuple[Opening, ...], zone: str = "Asia/Shanghai") -> list[tuple[str, str, str]]:
    """(from, until, verdict or the rules that stand in the way), on the local clock."""

    def clock(at: datetime) -> str:
        return at.astimezone(ZoneInfo(zone)).strftime("%d %H:%M")

    return [
        (clock(one.start), clock(one.end), "+".join(rule.id for rule in one.rules) or one.verdict)
        for one in found
    ]


def test_two_days_of_an_ordinary_call() -> None:
    assert told(openings(call(), TEN + timedelta(days=2))) == [
        ("23 10:00", "23 22:00", "permit"),
        ("23 22:00", "24 08:00", "CN-T1"),
        ("24 08:00", "24 22:00", "permit"),
        ("24 22:00", "25 08:00", "CN-T1"),
        ("25 08:00", "25 10:00", "permit"),
    ]


def test_a_house_that_closes_earlier_and_hours_that_the_debtor_barred() -> None:
    house = (Hours(id="evening", channels=("call",), opens=time(9), closes=time(20)),)
    barred = Debtor(reachable=True, barred_slots=(Slot(start=time(12), end=time(13, 30)),))
    found = told(openings(call(debtor=barred), TEN + timedelta(days=1), house))
    assert ("23 10:00", "23 12:00", "permit") in found
    assert [one[2] for one in found if one[0] == "23 12:00"] != ["permit"]
    assert ("23 13:30", "23 20:00", "permit") in found
    assert ("24 09:00", "24 10:00", "permit") in found


def test_a_stop_with_an_end_opens_when_it_ends() -> None:
    ends = at_local(MONDAY + timedelta(days=1), 15, 20)
    case = call(stops=(Stop(kind="complaint", since=TEN - timedelta(days=3), until=ends),))
    found = openings(case, TEN + timedelta(days=2))
    assert next(one.start for one in found if one.permitted) >= ends or check(case).verdict == "permit"


def test_clocks_that_are_put_back_move_the_hours() -> None:
    """New York, 2026-11-01: calls open at 08:00:01 local, which is an hour later in UTC than the day before."""
    start = datetime.fromisoformat("2026-10-31T00:00:00-04:00")
    case = call(start, regimes=("us_reg_f",), debtor=Debtor(reachable=True, zones=("America/New_York",)))
    opens = [one.start for one in openings(case, start + timedelta(days=2)) if one.permitted]
    assert [str(one.astimezone(TEN.tzinfo).time()) for one in opens] == ["12:00:01", "13:00:01"]
    assert clock_of(case) == "America/New_York"


@settings(max_examples=examples(1_000))
@given(cases())
def test_every_moment_of_a_stretch_is_judged_as_the_stretch_says(case: Case) -> None:
    """The ends of each stretch, and moments within it, against the check itself."""
    found = openings(case, case.at + timedelta(days=4))
    assert found[0].start == case.at
    assert found[-1].end == case.at + timedelta(days=4)
    for one, after in pairwise(found):
        assert one.end == after.start
    for one in found:
        last = one.end - timedelta(seconds=1)
        for at in (one.start, one.start + (one.end - one.start) / 2, max(one.start, last)):
            answer = check(
                replace(case, at=at.replace(microsecond=0)) if at != one.start else replace(case, at=at)
            )
            assert answer.verdict == one.verdict, (at, one)
            assert {rule.id for rule in answer.failing()} == {rule.id for rule in one.rules}, (at, one)


@pytest.mark.parametrize("days", [0, -1, DAYS_MAX + 1])
def test_the_stretch_is_bounded(days: int) -> None:
    with pytest.raises(ValueError, match="at most"):
        openings(call(), TEN + timedelta(days=days))


# --- the rule browser ------------------------------------------------------------------------------------


@pytest.mark.parametrize("regime", [*PACKS, "every"])
def test_every_rule_of_a_pack_can_be_browsed(regime: str) -> None:
    found = rule_details(regime, MONDAY)
    assert found
    for one in found:
        assert one.info is not None
        assert one.title.zh
        assert one.title.en
        assert regime_of_rule(one.id) == regime
        assert rule_detail(regime, one.id, MONDAY) == one
        assert one.channels != () or one.info.within, f"{one.id} judges nothing"


def test_a_rule_shows_what_a_missing_fact_means_and_is_older_than_its_text() -> None:
    role = rule_detail("cn", "CN-P2", MONDAY)
    assert role is not None
    assert [(fact.path, fact.absence) for fact in role.facts] == [("recipient.role", "refuse")]
    old = rule_detail("cn", "CN-T1", date(2025, 1, 1))
    assert old is not None
    assert old.info is not None
    assert old.info.certainty == "memory"
    assert [one.effective_from for one in old.versions][:1] == [date(2024, 5, 15)]
    before = rule_detail("cn", "CN-T1", date(2020, 1, 1))
    assert before is not None
    assert before.info is None
    assert rule_detail("cn", "CN-NONE", MONDAY) is None
    assert regime_of_rule("CN-NONE") is None
    assert set(REGIMES) <= set(PACKS)
