"""Experiments on paper: bounds as in the tables, power before the start, arms that nobody leaves, law before all."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.night.experiments.contracts import (
    ArmKind,
    Design,
    ExperimentError,
    Metric,
    Sample,
    Verdict,
)
from arrears.night.experiments.rules import bounds, check, compare, drift, hold_out_barred, power_of
from arrears.night.strategy.contracts import TICKETS
from arrears.night.strategy.rules.arms import salt_of, ticket

DESIGN = Design(
    metric=Metric.RECOVERED,
    champion_bp=4_000,
    challenger_bp=4_000,
    holdout_bp=0,
    looks=3,
    wave_days=14,
    horizon_days=28,
    baseline=0.2,
    effect=0.04,
)


@pytest.mark.parametrize(
    ("looks", "last"),
    [(1, 1.960), (2, 1.977), (3, 2.004), (4, 2.024), (5, 2.040)],  # Jennison and Turnbull 2000, table 2.3
)
def test_bounds_are_those_of_the_tables(looks: int, last: float) -> None:
    found = bounds(looks, 0.05)
    assert found[-1] == pytest.approx(last, abs=0.001)
    assert all(before > after for before, after in pairwise(found))


def test_chance_of_a_false_alarm_and_power_are_kept_over_all_looks() -> None:
    drawn = np.random.default_rng(5).standard_normal((200_000, 3))
    for theta, wanted in ((0.0, 0.05), (drift(3, 0.05, 0.8), 0.8)):
        sums = np.cumsum(drawn / 3**0.5 + theta / 3, axis=1)
        z = sums / np.sqrt(np.arange(1, 4) / 3)
        passed = (np.abs(z) >= np.array(bounds(3, 0.05))).any(axis=1).mean()
        assert passed == pytest.approx(wanted, abs=0.004)


def test_power_says_how_many_are_needed_and_what_is_seen_with_those_there_are() -> None:
    facts = power_of(DESIGN, 5_000)
    assert (facts.planned_champion, facts.planned_compared, facts.enough) == (2_000, 2_000, True)
    assert facts.needed_champion == pytest.approx(1_709, abs=3)
    assert facts.detectable == pytest.approx(0.037, abs=0.001)
    assert not power_of(DESIGN, 1_000).enough
    assert power_of(DESIGN, 0).detectable == 1.0


@given(st.integers(0, 2**62), st.integers(1, 2_147_483_646))
def test_a_debtor_has_one_ticket_for_ever(debtor: int, salt: int) -> None:
    assert 0 <= ticket(debtor, salt) == ticket(debtor, salt) < TICKETS


def test_arms_get_their_shares_and_waves_do_not_lean_on_arms() -> None:
    """Chi-square over 400,000 debtors, numbered without a gap as a house numbers them; 0.999 quantiles."""
    debtors = np.arange(1, 400_001, dtype=np.int64)
    salt = 1_234_567
    arm = np.digitize(ticket(debtors, salt), [4_000, 8_000, 9_000])
    wave = ticket(debtors, salt_of(f"wave {salt}")) * 3 // TICKETS
    seen = np.histogram2d(arm, wave, bins=(4, 3))[0]
    expected = np.outer([0.4, 0.4, 0.1, 0.1], [0.3334, 0.3333, 0.3333]) * len(debtors)
    assert ((seen - expected) ** 2 / expected).sum() < 31.3  # 11 degrees of freedom


def test_two_experiments_are_independent_of_one_another() -> None:
    debtors = np.arange(1, 200_001, dtype=np.int64)
    both = np.histogram2d(ticket(debtors, 17) // 5_000, ticket(debtors, 18) // 5_000, bins=2)[0]
    assert ((both - 50_000) ** 2 / 50_000).sum() < 16.3  # 3 degrees of freedom


def sample(mean: float, count: int = 1_000) -> Sample:
    return Sample(count=count, total=mean * count, squares=mean * count)  # yes or no


@pytest.mark.parametrize(
    ("look", "mean", "count", "verdict"),
    [
        (1, 0.25, 1_000, Verdict.GOES_ON),
        (1, 0.30, 1_000, Verdict.BETTER),
        (2, 0.25, 1_000, Verdict.BETTER),
        (2, 0.15, 1_000, Verdict.WORSE),
        (3, 0.21, 1_000, Verdict.NOT_SHOWN),
        (3, 0.25, 1_000, Verdict.BETTER),
        (3, 0.90, 20, Verdict.TOO_FEW),
    ],
)
def test_the_stop_rule(look: int, mean: float, count: int, verdict: Verdict) -> None:
    found = compare(DESIGN, look, ArmKind.CHALLENGER, sample(0.2), sample(mean, count))
    assert found.verdict is verdict
    assert found.low <= found.difference <= found.high
    if verdict is not Verdict.TOO_FEW:
        assert (found.low > 0 or found.high < 0) == (verdict in (Verdict.BETTER, Verdict.WORSE))


def test_arms_in_which_all_are_alike_still_have_an_interval() -> None:
    found = compare(DESIGN, 1, ArmKind.CHALLENGER, sample(0.0, 50), sample(1.0, 50))
    assert found.verdict is Verdict.BETTER
    assert 0.8 < found.low < 1 == found.high


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"champion_bp": 7_000}, "more than 100 %"),
        ({"challenger_bp": 0}, "another arm"),
        ({"looks": 6}, "1 to 5 looks"),
        ({"wave_days": 180, "horizon_days": 30}, "366 days"),
        ({"effect": 0.0}, "between 0 and 100 %"),
        ({"holdout_bp": 2_500, "champion_bp": 3_000}, "at most 20 %"),
        ({"holdout_bp": 500, "horizon_days": 60}, "at most 20 %, for at most 60 days"),
        ({"alpha": 0.7}, "chance of error"),
    ],
)
def test_designs_that_are_refused(change: dict[str, float], words: str) -> None:
    check(DESIGN)
    with pytest.raises(ExperimentError, match=words) as refused:
        check(replace(DESIGN, **change))  # type: ignore[arg-type]  # names and values of the table
    assert refused.value.words.zh


@pytest.mark.parametrize(
    ("regimes", "barred"),
    [(("cn",), 0), (("cn", "us_reg_f"), 0), (("uk",), 1), (("eu",), 1), (("cn", "uk", "in"), 2), ((), 1)],
)
def test_nobody_is_left_without_contact_where_the_law_asks_for_it_or_is_not_known(
    regimes: tuple[str, ...], barred: int
) -> None:
    assert len(hold_out_barred(regimes)) == barred
