"""Hazards by period: a tiny book by hand, and a book whose hazards are known."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from arrears.kernel.words import Words
from arrears.night.scoring.contracts import Attribute, Bin, Card
from arrears.night.scoring.rules.hazards import PERIODS, History, fit_hazards, periods_of

DAYS = 30


def bins(*bounds: int, words: str) -> tuple[Bin, ...]:
    lows, highs = (None, *bounds), (*bounds, None)
    return tuple(
        Bin(points=0, words=Words(f"{words}{high}", f"{words} {high}"), low=low, high=high)
        for low, high in zip(lows, highs, strict=True)
    )


AGE = Attribute(feature="days_past_due", monotone=-1, bins=bins(31, 91, words="days below"))
KEPT = Attribute(feature="promise_kept_pm", monotone=1, bins=bins(500, words="kept below"))
WAYS = Attribute(feature="ways", bins=bins(1, words="ways below"))
CARD = Card(
    score="recoverability", version="1", high_means=Words("高", "high"), base=50, attributes=(AGE, KEPT, WAYS)
)


def columns(days: list[int], **others: Any) -> dict[str, Any]:
    zeros = np.zeros(len(days))
    return {"days_past_due": np.array(days, dtype=float), "promise_kept_pm": zeros, "ways": zeros, **others}


def test_a_tiny_book_by_hand() -> None:
    """One of 100.00, ten days past due, pays a half, then a half of the rest, then nothing; one of 200.00, forty days
    past due, pays nothing, then all. From 31 days on: 0.5 + 0.25 + 1 + 1 were owed and 0.25 + 0 + 0 + 1 came."""
    history = History(
        owed=np.array([100_00, 200_00]),
        paid=np.array([[50_00, 25_00, 0], [0, 200_00, 0]]),
        over=np.ones((2, PERIODS), dtype=bool),
    )
    seen = periods_of(history)
    assert seen.rest.tolist() == [[1, 0.5, 0.25], [1, 1, 0]]
    assert seen.hazard.tolist() == [[0.5, 0.5, 0], [0, 1, 0]]
    assert seen.counts.tolist() == [[True, True, True], [True, True, False]]
    assert [seen.share(upto).tolist() for upto in (1, 2, 3)] == [[0.5, 0], [0.75, 1], [0.75, 1]]
    _, table = fit_hazards(CARD, columns([10, 40]), history, np.zeros(2, dtype=bool), DAYS, "2")
    assert [(each.words.en, each.periods, each.owed) for each in table.months] == [
        ("days below 31", 1, 1.0),
        ("days below 91", 4, 2.75),
    ]
    assert [each.hazard for each in table.months] == pytest.approx([0.5, 1.25 / 2.75])
    assert table.found == ()  # no newer rows to be judged by


@pytest.mark.parametrize(
    ("owed", "paid", "over", "hazard", "counts"),
    [
        (100, (150, 0, 0), (True, True, True), (1.0, 0, 0), (True, False, False)),  # more than is owed
        (100, (-20, 50, 0), (True, True, True), (0, 0.5, 0), (True, True, True)),  # a reversal
        (100, (20, 40, 0), (True, False, False), (0.2, 0.5, 0), (True, False, False)),  # not over yet
    ],
)
def test_payments_that_are_not_plain(
    owed: int,
    paid: tuple[int, ...],
    over: tuple[bool, ...],
    hazard: tuple[float, ...],
    counts: tuple[bool, ...],
) -> None:
    seen = periods_of(History(np.array([owed]), np.array([paid]), np.array([over])))
    assert seen.hazard[0].tolist() == list(hazard)
    assert seen.counts[0].tolist() == list(counts)


def known(n: int) -> tuple[dict[str, Any], History, Any]:
    """Accounts that pay all that is owed in a period with a chance whose log-odds are -2, + 1 under 31 days past due
    at its start, - 1 from 91 on, + 1.5 where promises were kept."""
    dice = np.random.default_rng(11)
    days, kept = dice.integers(1, 120, n), dice.random(n) < 0.4
    paid, open_ = np.zeros((n, PERIODS), dtype=int), np.ones(n, dtype=bool)
    for period in range(PERIODS):
        age = days + DAYS * period
        odds = -2 + 1.0 * (age < 31) - 1.0 * (age >= 91) + 1.5 * kept
        pays = open_ & (dice.random(n) < 1 / (1 + np.exp(-odds)))
        paid[pays, period] = 100_00
        open_ &= ~pays
    newest = np.arange(n) >= n * 3 // 4
    over = np.ones((n, PERIODS), dtype=bool)
    over[~newest, 2] = (
        False  # the last period of the older rows ends after the newer nights: not learned from
    )
    seen = columns(
        days.tolist(), promise_kept_pm=np.where(kept, 900.0, 100.0), ways=dice.integers(0, 2, n) * 1.0
    )
    return seen, History(np.full(n, 100_00), paid, over), newest


def test_known_hazards_are_found_and_the_shares_are_calibrated() -> None:
    seen, history, newest = known(40_000)
    card, table = fit_hazards(CARD, seen, history, newest, DAYS, "2")
    scale = table.points_per_log_odds
    age, kept, ways = ([bin_.points / scale for bin_ in each.bins] for each in card.attributes)
    assert age[0] - age[1] == pytest.approx(1.0, abs=0.12)
    assert age[1] - age[2] == pytest.approx(1.0, abs=0.12)
    assert kept[1] - kept[0] == pytest.approx(1.5, abs=0.12)
    assert ways[1] - ways[0] == pytest.approx(0.0, abs=0.12)
    assert [each.days for each in table.found] == [30, 60, 90]
    for each in table.found:
        assert each.foretold == pytest.approx(each.happened, abs=0.015)
        assert all(abs(foretold - happened) < 0.06 for foretold, happened in each.tenths)
    assert all(each.fitted == pytest.approx(each.hazard, abs=0.02) for each in table.months)
    low, high = table.shares(0), table.shares(100)
    assert list(low) == sorted(low)
    assert all(few < many for few, many in zip(low, high, strict=True))


def test_a_horizon_that_is_not_over_is_not_judged_by_those_who_paid_early() -> None:
    seen, history, newest = known(4_000)
    over = history.over.copy()
    over[newest, 1:] = False
    _, table = fit_hazards(CARD, seen, History(history.owed, history.paid, over), newest, DAYS, "2")
    assert [(each.days, each.rows) for each in table.found] == [(30, 1_000)]


def test_a_card_without_the_age_of_the_arrears_is_refused() -> None:
    history = History(np.array([1]), np.zeros((1, 3)), np.ones((1, 3), dtype=bool))
    card = Card(score="x", version="1", high_means=CARD.high_means, base=50, attributes=(KEPT, WAYS))
    with pytest.raises(KeyError, match="days_past_due"):
        fit_hazards(card, columns([1]), history, np.zeros(1, dtype=bool), DAYS, "2")
