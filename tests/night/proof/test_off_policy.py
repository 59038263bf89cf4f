"""A log read off-policy, end to end: the estimates against the simulated truth, and silence where little tells."""

from __future__ import annotations

import pytest

from arrears.night.proof.api import OffPolicyStudy, WorldError, off_policy_study, read_world
from arrears.night.proof.contracts import EFFECTIVE_FLOOR

REPEATS = 4


@pytest.fixture(scope="module", params=[0.1, 1.0], ids=["a tenth explored", "all explored"])
def study(request: pytest.FixtureRequest) -> OffPolicyStudy:
    return off_policy_study(
        read_world("middle"),
        repeats=REPEATS,
        accounts=8_000,
        exploration=request.param,
        learn_accounts=1_500,
    )


def test_methods_that_weigh_the_log_are_near_the_truth(study: OffPolicyStudy) -> None:
    """Within five of their own errors of the mean; the direct method has no such claim and gives no verdict."""
    found = {each.method: each for each in study.methods}
    assert list(found) == ["ips", "snips", "dr", "dm"]
    for method in ("snips", "dr"):
        assert abs(found[method].bias) < 5 * found[method].rmse / REPEATS**0.5 + 0.02 * study.truth
        assert found[method].covered >= 0.5
    assert found["dm"].silent == REPEATS


def test_no_verdict_where_too_little_of_the_log_tells(study: OffPolicyStudy) -> None:
    for each in study.methods:
        if each.effective_sample < EFFECTIVE_FLOOR / 2:
            assert each.silent == REPEATS
    effective = study.methods[0].effective_sample
    assert (effective < EFFECTIVE_FLOOR) == (study.exploration < 1)


@pytest.mark.parametrize(
    ("asked", "says"), [({"repeats": 1}, "repeats"), ({"exploration": 0.0}, "exploration")]
)
def test_what_cannot_be_studied_is_refused(asked: dict[str, float], says: str) -> None:
    with pytest.raises(WorldError, match=says):
        off_policy_study(read_world("mild"), **asked)  # type: ignore[arg-type]  # one of two numbers
