"""Columns and plain Python say the same of an account; a pass by columns is the pass of the kernel."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from ibis.expr.types import Table

from arrears.night.allocation import columns
from arrears.night.allocation.contracts import FORBIDDEN
from arrears.night.allocation.rules import parse_treatments
from arrears.night.allocation.rules.kernels import sums_numpy
from arrears.night.allocation.rules.policy import parse_allocation
from arrears.night.allocation.rules.treatments import worth
from arrears.night.engine.shipped import shipped_treatments
from tests.night.allocation.problems import random_problem
from tests.night.in_memory import Memory

TREATMENTS = parse_treatments(shipped_treatments())
POLICY = parse_allocation((Path(__file__).parent / "limits.toml").read_text(), TREATMENTS)
KINDS = len(TREATMENTS)
SCORES = ("reach", "willingness", "ability", "recoverability", "harm")
TYPES = {
    "overdue_minor": "int64", "currency": "string", "options": "int32", **dict.fromkeys(SCORES, "int16"),
}  # fmt: skip
MEMORY = Memory()
ALL = (1 << KINDS) - 1


def valued(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    def build(t: Table) -> Table:
        return t.mutate(**columns.values(t, POLICY, TREATMENTS))

    return MEMORY.run("values", build, {"t": (TYPES, rows)})


@pytest.mark.parametrize("overdue", [0, 1, 999, 120_00, 5_000_00, 98_765_432_10, 10**13])
@pytest.mark.parametrize(("currency", "rate"), [("CNY", 1_000), ("USD", 7_100)])
@pytest.mark.parametrize(
    "scores", [(0, 0, 0, 0, 0), (100, 100, 100, 100, 100), (37, 61, 13, 50, 9), (99, 1, 77, 3, 100)]
)
def test_columns_and_plain_python_value_alike(
    overdue: int, currency: str, rate: int, scores: tuple[int, ...]
) -> None:
    known = dict(zip(SCORES, scores, strict=True))
    row = {"overdue_minor": overdue, "currency": currency, "options": ALL, **known}
    found = valued([row])[0]
    amount = min(overdue, 10**9) * rate // 1_000
    for kind, treatment in enumerate(TREATMENTS.values()):
        plain = worth(treatment, known, amount, later_pm=POLICY.later_pm, harm_minor=POLICY.harm_minor)
        assert found[f"v{kind}"] == plain.value


def test_a_treatment_that_is_not_open_is_masked() -> None:
    row = {"overdue_minor": 100_00, "currency": "CNY", "options": 0b1001, **dict.fromkeys(SCORES, 50)}
    found = valued([row])[0]
    assert [kind for kind in range(KINDS) if found[f"v{kind}"] != FORBIDDEN] == [0, 3]


def test_a_currency_without_a_rate_has_no_value() -> None:
    found = MEMORY.run(
        "rated", lambda t: t.mutate(rate=columns.rated(t.currency, POLICY)),
        {"t": ({"currency": "string"}, [{"currency": name} for name in ("CNY", "USD", "JPY")])},
    )  # fmt: skip
    assert [row["rate"] for row in found] == [1_000, 7_100, None]


@pytest.mark.parametrize(
    ("options", "ticket", "drawn"),
    [
        (0b1011, 0, 0),
        (0b1011, 3_333, 0),
        (0b1011, 3_334, 1),
        (0b1011, 6_667, 3),
        (0b1011, 9_999, 3),
        (0b0100, 5, -1),
    ],
)
def test_chance_draws_evenly_among_what_is_open(options: int, ticket: int, drawn: int) -> None:
    types = {"options": "int32", "draw_ticket": "int32"}
    found = MEMORY.run(
        "drawn", lambda t: t.mutate(kind=columns.drawn(t, 4, 0b1011)),
        {"t": (types, [{"options": options, "draw_ticket": ticket}])},
    )  # fmt: skip
    assert found[0]["kind"] == drawn


def test_a_pass_by_columns_is_the_pass_of_the_kernel() -> None:
    task = random_problem(17, 3_000, 4, 3, 4, 0.3)
    prices = np.array([1_500_000, 40_000_000, 700_000, 90_000_000], dtype=np.int64)
    price_weight, price_part = task.price_tables(prices)
    types = {"part": "int16", "weight": "int32", **{f"v{kind}": "int64" for kind in range(4)}}
    rows = [
        {
            "part": int(task.part[place]), "weight": int(task.weight[place]),
            **{f"v{kind}": int(task.values[kind, place]) for kind in range(4)},
        }
        for place in range(task.size)
    ]  # fmt: skip

    price_types = columns.price_types(4)
    priced = [
        dict(
            zip(price_types, (part, 0, *price_weight[part].tolist(), *price_part[part].tolist()), strict=True)
        )
        for part in range(len(price_part))
    ]

    def build(t: Table, prices: Table) -> Table:
        return columns.one_pass(columns.scores(t, prices, 4), 4)

    found = MEMORY.run("pass", build, {"t": (types, rows), "prices": (price_types, priced)})
    kernel = sums_numpy(task.values, task.weight, task.part, price_weight, price_part)
    assert sum(row["value"] for row in found) == kernel.value
    counts, weights = np.zeros_like(kernel.count), np.zeros_like(kernel.weight)
    for row in found:
        counts[row["part"], row["kind"]] = row["accounts"]
        weights[row["part"], row["kind"]] = row["weight"]
    assert (counts == kernel.count).all()
    assert (weights == kernel.weight).all()
