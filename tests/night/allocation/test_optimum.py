"""The plan is as good as it says: HiGHS on the whole problem is the referee."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arrears.night.allocation.contracts import FORBIDDEN, GRID
from arrears.night.allocation.rules import kernels
from arrears.night.allocation.rules.dual import price_ceiling, solve
from arrears.night.allocation.rules.kernels import choose, choose_numpy, sums, sums_numpy
from arrears.night.allocation.rules.primal import allocate
from tests.night.allocation.problems import least_overrun, limit, problem, random_problem, referee
from tests.profiles import examples

SHAPES = {
    "seed": st.integers(0, 10_000),
    "count": st.integers(1, 60),
    "kinds": st.integers(2, 6),
    "parts": st.integers(1, 3),
    "rows": st.integers(0, 5),
    "tight": st.floats(0.02, 1.0),
}


@settings(max_examples=examples(400), deadline=None)
@given(**SHAPES)
def test_a_plan_keeps_every_limit_and_its_bound_is_the_referees(**shape: float) -> None:
    task = random_problem(**shape)  # type: ignore[arg-type]  # the drawn shapes are whole where they must be
    best = referee(task)
    plan = allocate(task)
    assert all(task.values[kind, place] != FORBIDDEN for place, kind in enumerate(plan.choice))
    assert all(row.used <= row.bound for row in plan.outcome.prices)
    assert plan.outcome.value_minor == task.value_of(plan.choice)
    assert plan.outcome.bound_minor >= plan.outcome.value_minor
    if best is None:
        assert plan.outcome.relaxed
        return
    if not plan.outcome.relaxed:  # a plan in parts may exist where no whole plan does
        spread = int(np.ptp(np.where(task.values == FORBIDDEN, 0, task.values), axis=0).max())
        assert plan.outcome.bound_minor >= best - 1
        assert plan.outcome.value_minor >= best - spread * (len(task.limits) + 1)


@settings(max_examples=examples(40), deadline=None)
@given(seed=st.integers(0, 10_000), rows=st.integers(1, 5), tight=st.floats(0.05, 0.6))
def test_the_bound_closes_on_the_optimum_as_books_grow(seed: int, rows: int, tight: float) -> None:
    task = random_problem(seed, 150, 5, 2, rows, tight)
    best = referee(task)
    plan = allocate(task)
    if best is None:
        assert plan.outcome.relaxed
        return
    assert not plan.outcome.relaxed
    assert plan.outcome.bound_minor == pytest.approx(best, rel=2e-4, abs=2)
    assert plan.outcome.gap < 0.05


@pytest.mark.parametrize("count", [300, 3_000, 30_000])
def test_the_gap_shrinks_with_the_book(count: int) -> None:
    plan = allocate(random_problem(7, count, 6, 3, 5, 0.3))
    assert plan.outcome.gap < 1.0 / count


@pytest.mark.parametrize(
    ("capacity", "price", "chosen"),
    [(3, 0, 3), (2, 10, 2), (1, 20, 1), (0, 30, 0)],
    ids=["enough: free", "one must wait: the least", "two must wait", "none can be called"],
)
def test_a_price_is_what_one_more_unit_brings(capacity: int, price: int, chosen: int) -> None:
    calls = limit("calls", capacity, per_part=[[0, 1]])
    plan = allocate(problem([[0, 0, 0], [30, 20, 10]], [calls]))
    assert int((plan.choice == 1).sum()) == chosen
    more = allocate(problem([[0, 0, 0], [30, 20, 10]], [limit("calls", capacity + 1, per_part=[[0, 1]])]))
    gain = more.outcome.value_minor - plan.outcome.value_minor
    found = plan.outcome.prices[0].price / GRID
    assert gain <= found + 1e-3 or capacity >= 3
    assert found >= price - 1e-3


def test_what_is_masked_is_never_bought() -> None:
    values = [[0, 0], [FORBIDDEN, 5]]
    floor = limit("at_least_two", -2, per_part=[[0, -1]])
    plan = allocate(problem(values, [floor]))
    assert plan.choice.tolist() == [0, 1]
    assert [(each.id, each.by) for each in plan.outcome.relaxed] == [("at_least_two", 1)]


@pytest.mark.parametrize(
    ("floor", "minutes", "relaxed"),
    [
        (2, 30, {}),
        (3, 45, {}),
        (4, 60, {"floor": 1}),
        (3, 31, {"floor": 1, "minutes": 14}),
    ],
    ids=["fits", "just fits", "only three may have it", "one of both gives way"],
)
def test_limits_that_cannot_hold_give_way_by_the_least(
    floor: int, minutes: int, relaxed: dict[str, int]
) -> None:
    rows = [
        limit("floor", -floor, per_part=[[0, -1]]),
        limit("minutes", minutes, per_weight=[[0, 15]]),
    ]
    plan = allocate(problem([[0] * 4, [9, 9, 9, FORBIDDEN]], rows))
    found = {each.id: each.by for each in plan.outcome.relaxed}
    if len(relaxed) < 2:
        assert found == relaxed
    else:  # either is a smallest relaxation: the one that costs less at the ceiling of its row
        assert set(found.items()) < set(relaxed.items())
        assert len(found) == 1


@settings(max_examples=examples(100), deadline=None)
@given(seed=st.integers(0, 10_000), rows=st.integers(1, 4))
def test_what_gives_way_is_no_more_than_the_referee_needs(seed: int, rows: int) -> None:
    task = random_problem(seed, 40, 4, 2, rows, 0.4)
    harder = task.bounded(np.where(task.bounds() < 0, task.bounds() * 8, task.bounds() // 6))
    ceiling = price_ceiling(harder) / GRID
    least = least_overrun(harder, ceiling)
    plan = allocate(harder)
    overrun = {each.id: each.by for each in plan.outcome.relaxed}
    found = sum(overrun.get(row.id, 0) * price for row, price in zip(harder.limits, ceiling, strict=True))
    assert found >= least * (1 - 1e-6) - 1e-3
    one_more = [
        int((np.abs(np.array(row.per_weight)) * 200 + np.abs(np.array(row.per_part))).max())
        for row in harder.limits
    ]
    assert found <= least + sum(need * price for need, price in zip(one_more, ceiling, strict=True))


def test_kernels_give_the_same_whole_numbers() -> None:
    task = random_problem(3, kernels.COMPILED_FROM + 777, 6, 3, 5, 0.3)
    prices = solve(task).prices
    given_ = (task.values, task.weight, task.part, *task.price_tables(prices))
    compiled, referee_ = sums(*given_), sums_numpy(*given_)
    assert compiled.value == referee_.value
    assert (compiled.weight == referee_.weight).all()
    assert (compiled.count == referee_.count).all()
    for ours, theirs in zip(choose(*given_), choose_numpy(*given_), strict=True):
        assert np.allclose(ours, theirs, rtol=1e-5)


def test_any_prices_give_a_bound() -> None:
    task = random_problem(11, 200, 5, 2, 4, 0.3)
    best = referee(task)
    assert best is not None
    for price in (0, 1_000_000, 50_000_000):
        assert task.at(np.full(len(task.limits), price)).dual >= best - 1e-6


def test_the_same_book_gives_the_same_plan() -> None:
    first, second = (allocate(random_problem(5, 400, 6, 3, 5, 0.2)) for _ in range(2))
    assert (first.choice == second.choice).all()
    assert first.outcome == second.outcome


def test_a_night_without_choices_is_an_empty_plan_and_its_floors_give_way() -> None:
    rows = [limit("minutes", 10, per_weight=[[0, 5]]), limit("floor", -2, per_part=[[0, -1]])]
    plan = allocate(problem([[], []], rows))
    assert plan.choice.tolist() == []
    assert [(each.id, each.by) for each in plan.outcome.relaxed] == [("floor", 2)]
    assert (plan.outcome.value_minor, plan.outcome.gap) == (0, 0.0)
