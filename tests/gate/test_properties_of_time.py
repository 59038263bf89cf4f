"""The next permitted moment, whatever the facts are."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import HealthCheck, given, settings

from arrears.gate.contracts import Case, Verdict
from arrears.gate.packs.parts.facts import Facts
from arrears.gate.rules.compile import plan_for
from arrears.gate.rules.evaluate import judge
from arrears.gate.rules.pure import check
from tests.gate.strategies import cases, plain_cases
from tests.profiles import examples

often = settings(max_examples=examples(2000), deadline=None, suppress_health_check=list(HealthCheck))
seldom = settings(max_examples=examples(600), deadline=None, suppress_health_check=list(HealthCheck))


@often
@given(plain_cases())
def test_the_next_moment_is_permitted_and_none_before_it_is(case: Case) -> None:
    answer = check(case)
    opens = answer.next_permitted_at
    if answer.verdict == "permit":
        assert opens is None
        return
    if opens is None:
        _never_within(case, days=20)
        return
    assert opens > case.at
    assert check(replace(case, at=opens)).verdict == "permit"
    assert check(replace(case, at=opens - timedelta(seconds=1))).verdict != "permit"
    for moment in _spread(case.at, opens):
        assert _verdict(case, moment) != "permit", moment


def _verdict(case: Case, at: datetime) -> Verdict:
    """What `check` says at a moment, without its search for a later one."""
    return judge(plan_for(case.regimes, case.act.channel, at, (), ()), Facts(case, at), ahead=False).verdict


def _spread(first: datetime, last: datetime) -> list[datetime]:
    """Some moments between two: every half hour of the first days, then sparser."""
    step = max(timedelta(minutes=30), (last - first) / 24)
    count = int((last - first) / step)
    return [first + step * number for number in range(count) if first + step * number < last]


def _never_within(case: Case, days: int) -> None:
    """A sample of the coming days: no moment of it is permitted."""
    for hours in range(0, days * 24, 11):
        moment = case.at + timedelta(hours=hours, minutes=31)
        assert _verdict(case, moment) != "permit", moment


@seldom
@given(cases())
def test_any_next_moment_holds(case: Case) -> None:
    opens = check(case).next_permitted_at
    if opens is not None:
        assert check(replace(case, at=opens)).verdict == "permit"
