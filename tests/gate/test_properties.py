"""What must hold whatever the facts are."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from arrears.gate.contracts import Act, Answer, Case, Recipient
from arrears.gate.packs.parts.facts import Facts
from arrears.gate.packs.parts.triggers import present
from arrears.gate.rules import evaluate
from arrears.gate.rules.compile import plan_for
from arrears.gate.rules.pure import answer_json, check
from tests.gate.strategies import REGIMES, cases, past_contacts, plain_cases, stop_facts
from tests.profiles import examples

STRICT = {"permit": 0, "needs_evidence": 1, "refuse": 2}
often = settings(max_examples=examples(2000), deadline=None, suppress_health_check=list(HealthCheck))
seldom = settings(max_examples=examples(600), deadline=None, suppress_health_check=list(HealthCheck))


def _as_told(answer: Answer) -> list[tuple[str, str]]:
    return [(rule.id, rule.result) for rule in answer.rules]


@often
@given(cases(), st.data())
def test_another_stop_never_loosens(case: Case, data: st.DataObject) -> None:
    more = data.draw(stop_facts(case.at))
    # An attorney on record may make a talk with the consumer lawful again only by the attorney's own word.
    before, after = check(case), check(replace(case, stops=(*case.stops, more)))
    assert STRICT[after.verdict] >= STRICT[before.verdict]


@often
@given(cases())
def test_a_refusal_of_the_person_never_loosens(case: Case) -> None:
    before = check(replace(case, recipient=replace(case.recipient, refused=False)))
    after = check(replace(case, recipient=replace(case.recipient, refused=True)))
    assert STRICT[after.verdict] >= STRICT[before.verdict]


@often
@given(cases())
def test_the_strictest_regime_wins(case: Case) -> None:
    """Two regimes together are at least as strict as each alone."""
    together = STRICT[check(case).verdict]
    for regime in case.regimes:
        assert together >= STRICT[check(replace(case, regimes=(regime,))).verdict]


@seldom
@given(cases(), st.sampled_from(("cn", "us_reg_f", "uk", "in", "ca_on", "eu")))
def test_another_regime_never_loosens(case: Case, more: str) -> None:
    both = check(replace(case, regimes=(*case.regimes, more)))
    assert STRICT[both.verdict] >= STRICT[check(case).verdict]


@often
@given(cases(tuple(code for code in REGIMES if code != "ca_on")), st.data())
def test_a_call_more_in_the_past_never_loosens_a_counter(case: Case, data: st.DataObject) -> None:
    """Calls placed count; only what shows that a contact was told or sent may help elsewhere."""
    more = replace(data.draw(past_contacts(case.at)), result="no_answer", direction="out", channel="call")
    call = replace(
        case,
        act=replace(case.act, channel="call"),
        recipient=replace(case.recipient, role="debtor"),
    )
    before, after = check(call), check(replace(call, history=(*call.history, more)))
    assert STRICT[after.verdict] >= STRICT[before.verdict]


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
        assert check(replace(case, at=moment)).verdict != "permit", moment


def _spread(first: datetime, last: datetime) -> list[datetime]:
    """Some moments between two: every half hour of the first days, then sparser."""
    step = max(timedelta(minutes=30), (last - first) / 24)
    count = int((last - first) / step)
    return [first + step * number for number in range(count) if first + step * number < last]


def _never_within(case: Case, days: int) -> None:
    """A sample of the coming days: no moment of it is permitted."""
    for hours in range(0, days * 24, 11):
        moment = case.at + timedelta(hours=hours, minutes=31)
        assert check(replace(case, at=moment)).verdict != "permit", moment


@seldom
@given(cases())
def test_any_next_moment_holds(case: Case) -> None:
    opens = check(case).next_permitted_at
    if opens is not None:
        assert check(replace(case, at=opens)).verdict == "permit"


@often
@given(cases())
def test_rules_that_are_not_called_had_nothing_to_say(case: Case) -> None:
    """The shortcut by given facts changes no answer."""
    plan = plan_for(case.regimes, case.act.channel, case.at, (), ())
    short = evaluate.judge(plan, Facts(case))
    every = -1
    assert every & present(case) == present(case)
    plan._chosen[present(case)] = plan.for_facts(every)
    try:
        full = evaluate.judge(plan, Facts(case))
    finally:
        del plan._chosen[present(case)]
    assert [(one.id, one.result) for one in full.results] == [(one.id, one.result) for one in short.results]
    assert full == short


@seldom
@given(cases())
def test_the_answer_can_be_told(case: Case) -> None:
    told = answer_json(check(case))
    assert all(rule["zh"] and rule["en"] for rule in told["rules"])


@seldom
@given(cases())
def test_the_verdict_is_the_strictest_result(case: Case) -> None:
    answer = check(case)
    results = {rule.result for rule in answer.rules}
    expected = (
        "refuse" if "fail" in results else "needs_evidence" if "needs_evidence" in results else "permit"
    )
    assert answer.verdict == expected
    assert len(_as_told(answer)) == len({rule.id for rule in answer.rules})
    us_call = any(code.startswith("us") for code in case.regimes) and case.act.channel in (
        "call",
        "voicemail",
    )
    assert us_call or answer.presumption is None


def test_a_naive_moment_is_an_error() -> None:
    naive = datetime(2026, 11, 23, 10)  # noqa: DTZ001  a naive moment is the point
    with pytest.raises(ValueError, match="aware"):
        check(Case(regimes=("cn",), at=naive, act=Act(channel="call"), recipient=Recipient(role="debtor")))
