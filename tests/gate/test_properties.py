"""Facts and regimes that are added never loosen, whatever the other facts are."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from arrears.gate.contracts import Act, Case, Recipient
from arrears.gate.rules.pure import check
from tests.gate.strategies import REGIMES, cases, past_contacts, stop_facts
from tests.profiles import examples

STRICT = {"permit": 0, "needs_evidence": 1, "refuse": 2}
often = settings(max_examples=examples(2000), deadline=None, suppress_health_check=list(HealthCheck))
seldom = settings(max_examples=examples(600), deadline=None, suppress_health_check=list(HealthCheck))


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


def test_a_naive_moment_is_an_error() -> None:
    naive = datetime(2026, 11, 23, 10)  # noqa: DTZ001  a naive moment is the point
    with pytest.raises(ValueError, match="aware"):
        check(Case(regimes=("cn",), at=naive, act=Act(channel="call"), recipient=Recipient(role="debtor")))
