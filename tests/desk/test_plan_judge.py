"""Plans are completed or broken by the ledger."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arrears.desk.promises.contracts import AgreementState as S
from arrears.desk.promises.contracts import Line, LineState
from arrears.desk.promises.rules.judge_plan import PlanFacts, judge_plan
from arrears.desk.promises.rules.money_in import MoneyIn
from tests.profiles import examples

D = date(2026, 11, 1)


def day(number: int) -> date:
    return D + timedelta(days=number - 1)


LINES = tuple(Line(due_on=day(10 * number), amount_minor=100) for number in (1, 2, 3))
LETTERS = {
    "n": LineState.NOT_DUE,
    "d": LineState.DUE,
    "p": LineState.PAID,
    "l": LineState.LATE,
    "b": LineState.BROKEN,
}

# money, grace, missed_max, as of → state, lines, behind, (next due day, amount)
TABLE = [
    ("nothing due yet", [], 0, 0, 9, S.ACTIVE, "nnn", 0, (10, 100)),
    ("due today", [], 0, 0, 10, S.ACTIVE, "dnn", 100, (10, 100)),
    ("first missed", [], 0, 0, 11, S.BROKEN, "bnn", 100, (10, 100)),
    ("in grace", [], 3, 0, 13, S.ACTIVE, "dnn", 100, (10, 100)),
    ("after grace", [], 3, 0, 14, S.BROKEN, "bnn", 100, (10, 100)),
    ("first paid", [(9, 100)], 0, 0, 11, S.ACTIVE, "pnn", 0, (20, 100)),
    ("paid ahead", [(9, 250)], 0, 0, 11, S.ACTIVE, "ppn", 0, (30, 50)),
    ("all at once", [(9, 300)], 0, 0, 11, S.COMPLETED, "ppp", 0, None),
    ("more than all", [(9, 900)], 0, 0, 11, S.COMPLETED, "ppp", 0, None),
    ("one may be missed", [], 0, 1, 11, S.ACTIVE, "bnn", 100, (10, 100)),
    ("two may not", [], 0, 1, 21, S.BROKEN, "bbn", 200, (10, 100)),
    ("missed, made good before the second", [(15, 100), (20, 100)], 0, 1, 21, S.ACTIVE, "lpn", 0, (30, 100)),
    ("broken stays broken when paid later", [(12, 300)], 0, 0, 40, S.BROKEN, "lpp", 0, None),
    ("money from before the start is not the plan's", [(0, 300)], 0, 0, 11, S.BROKEN, "bnn", 100, (10, 100)),
    ("paid and given back", [(9, 100), (10, -100)], 0, 0, 11, S.BROKEN, "bnn", 100, (10, 100)),
    ("completed on time", [(10, 100), (20, 100), (30, 100)], 0, 0, 30, S.COMPLETED, "ppp", 0, None),
]


@pytest.mark.parametrize(
    ("money", "grace", "missed_max", "as_of", "state", "lines", "behind", "next_due"),
    [row[1:] for row in TABLE],
    ids=[row[0] for row in TABLE],
)
def test_plan(
    money: list[tuple[int, int]],
    grace: int,
    missed_max: int,
    as_of: int,
    state: S,
    lines: str,
    behind: int,
    next_due: tuple[int, int] | None,
) -> None:
    facts = PlanFacts(
        lines=LINES,
        starts_on=day(1),
        money=tuple(MoneyIn(day(d), a) for d, a in money),
        grace_days=grace,
        missed_max=missed_max,
    )
    verdict = judge_plan(facts, day(as_of))
    assert verdict.state is state
    assert [line.state for line in verdict.lines] == [LETTERS[letter] for letter in lines]
    assert verdict.behind_minor == behind
    assert (verdict.next_due_on, verdict.next_due_minor) == (
        (day(next_due[0]), next_due[1]) if next_due else (None, 0)
    )


def slow_plan(facts: PlanFacts, as_of: date) -> S:
    """Walk the days: what was received by then, which lines stand unpaid, is it over."""
    for step in range(80):
        now = day(step)
        if now > as_of:
            return S.ACTIVE
        missed = 0
        paid_before = sum(e.amount_minor for e in facts.money if facts.starts_on <= e.day < now)
        need = 0
        for line in facts.lines:
            need += line.amount_minor
            if line.due_on + timedelta(days=facts.grace_days) < now and paid_before < need:
                missed += 1
        if missed > facts.missed_max:
            return S.BROKEN
        if sum(e.amount_minor for e in facts.money if facts.starts_on <= e.day <= now) >= need:
            return S.COMPLETED
    raise AssertionError("the walk is too short")


@settings(max_examples=examples(1000))
@given(
    gaps=st.lists(st.tuples(st.integers(1, 9), st.integers(1, 9)), min_size=1, max_size=5),
    money=st.lists(st.tuples(st.integers(-2, 60), st.integers(1, 15)), max_size=8),
    grace=st.integers(0, 4),
    missed_max=st.integers(0, 2),
    as_of=st.integers(1, 70),
)
def test_the_rule_and_the_walk_agree(
    gaps: list[tuple[int, int]], money: list[tuple[int, int]], grace: int, missed_max: int, as_of: int
) -> None:
    lines, due = [], 1
    for gap, amount in gaps:
        due += gap
        lines.append(Line(due_on=day(due), amount_minor=amount))
    facts = PlanFacts(
        lines=tuple(lines),
        starts_on=day(1),
        money=tuple(MoneyIn(day(d), a) for d, a in money),
        grace_days=grace,
        missed_max=missed_max,
    )
    assert judge_plan(facts, day(as_of)).state is slow_plan(facts, day(as_of))
