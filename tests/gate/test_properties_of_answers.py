"""What an answer holds, whatever the facts are."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings

from arrears.gate.contracts import Answer, Case
from arrears.gate.packs.parts.facts import Facts
from arrears.gate.packs.parts.triggers import present
from arrears.gate.rules import evaluate
from arrears.gate.rules.compile import plan_for
from arrears.gate.rules.pure import answer_json, check
from tests.gate.strategies import cases
from tests.profiles import examples

often = settings(max_examples=examples(2000), deadline=None, suppress_health_check=list(HealthCheck))
seldom = settings(max_examples=examples(600), deadline=None, suppress_health_check=list(HealthCheck))


def _as_told(answer: Answer) -> list[tuple[str, str]]:
    return [(rule.id, rule.result) for rule in answer.rules]


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
