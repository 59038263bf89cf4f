"""A promise's verdict follows from the ledger alone (I4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arrears.desk.promises.contracts import PromiseState as S
from arrears.desk.promises.rules.judge import Facts, Said, Verdict, judge, score
from arrears.desk.promises.rules.money_in import MoneyIn, received
from tests.profiles import examples

D = date(2026, 11, 1)


def day(number: int) -> date:
    return D + timedelta(days=number - 1)


def said(
    amount: int = 1000,
    due: int = 10,
    *,
    id_: int = 1,
    taken: int = 1,
    grace: int = 0,
    late: int = 5,
    withdrawn: int | None = None,
) -> Said:
    return Said(
        id=id_,
        amount_minor=amount,
        taken_on=day(taken),
        due_on=day(due),
        grace_days=grace,
        late_days=late,
        withdrawn_on=day(withdrawn) if withdrawn else None,
    )


# money (day, amount), grace, as of day → verdict, received
TABLE = [
    ("nothing yet, before the day", [], 0, 9, S.OPEN, 0),
    ("nothing yet, on the day", [], 0, 10, S.OPEN, 0),
    ("nothing by the day after", [], 0, 11, S.BROKEN, 0),
    ("nothing, in grace", [], 2, 12, S.OPEN, 0),
    ("nothing, after grace", [], 2, 13, S.BROKEN, 0),
    ("all before the day", [(5, 1000)], 0, 5, S.KEPT, 1000),
    ("all on the day", [(10, 1000)], 0, 10, S.KEPT, 1000),
    ("all on the day it was said", [(1, 1000)], 0, 1, S.KEPT, 1000),
    ("paid before it was said does not count", [(0, 1000)], 0, 11, S.BROKEN, 0),
    ("more than promised", [(5, 1500)], 0, 11, S.KEPT, 1000),
    ("in two parts, both in time", [(5, 400), (9, 600)], 0, 11, S.KEPT, 1000),
    ("a part in time, day not over", [(5, 400)], 0, 10, S.OPEN, 400),
    ("a part in time", [(5, 400)], 0, 11, S.PARTLY_KEPT, 400),
    ("all in grace", [(12, 1000)], 2, 13, S.KEPT, 1000),
    ("all one day after grace", [(13, 1000)], 2, 13, S.LATE, 1000),
    ("the rest after the day", [(5, 400), (14, 600)], 0, 14, S.LATE, 1000),
    ("before the rest came", [(5, 400), (14, 600)], 0, 13, S.PARTLY_KEPT, 400),
    ("on the last late day", [(15, 1000)], 0, 15, S.LATE, 1000),
    ("after the last late day", [(16, 1000)], 0, 16, S.BROKEN, 0),
    ("a part after the day", [(12, 400)], 0, 15, S.BROKEN, 400),
    ("paid and reversed the same day", [(5, 1000), (5, -1000)], 0, 11, S.BROKEN, 0),
    ("paid, given back later", [(5, 1000), (8, -1000)], 0, 11, S.BROKEN, 0),
    ("kept until it is given back", [(5, 1000), (20, -1000)], 0, 19, S.KEPT, 1000),
    ("no longer kept once given back", [(5, 1000), (20, -1000)], 0, 20, S.BROKEN, 0),
    ("the newest money is what was given back", [(5, 600), (6, 400), (8, -400)], 0, 11, S.PARTLY_KEPT, 600),
    ("money from before goes back first if it came last", [(0, 500), (8, -500)], 0, 11, S.BROKEN, 0),
]


@pytest.mark.parametrize(
    ("money", "grace", "as_of", "state", "got"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE]
)
def test_one_promise(money: list[tuple[int, int]], grace: int, as_of: int, state: S, got: int) -> None:
    facts = Facts(promises=(said(grace=grace),), money=tuple(MoneyIn(day(d), a) for d, a in money))
    (verdict,) = judge(facts, day(as_of))
    assert (verdict.state, verdict.received_minor) == (state, got)


# promises (amount, taken, due, withdrawn), money, as of → states in the promises' order
SEVERAL = [
    ("one payment keeps one of two", [(1000, 1, 5, None), (1000, 1, 8, None)], [(4, 1000)], 9, "kb"),
    ("what is left goes to the next", [(1000, 1, 5, None), (1000, 1, 8, None)], [(4, 1600)], 9, "kp"),
    ("due first is served first", [(1000, 1, 8, None), (1000, 2, 5, None)], [(4, 1000)], 9, "bk"),
    ("no money from before it", [(1000, 1, 5, None), (1000, 5, 8, None)], [(4, 2000)], 9, "kb"),
    ("after its late days", [(1000, 1, 3, None), (1000, 1, 12, None)], [(9, 1000)], 12, "bk"),
    ("withdrawn promises take nothing", [(1000, 1, 5, 3), (1000, 1, 8, None)], [(2, 1000)], 9, "wk"),
    ("until the day of withdrawal they do", [(1000, 1, 5, 3), (1000, 1, 8, None)], [(2, 1000)], 2, "ko"),
    ("a promise of tomorrow is open", [(1000, 5, 8, None)], [(4, 1000)], 4, "o"),
]
LETTERS = {"k": S.KEPT, "p": S.PARTLY_KEPT, "l": S.LATE, "b": S.BROKEN, "o": S.OPEN, "w": S.WITHDRAWN}


@pytest.mark.parametrize(
    ("promises", "money", "as_of", "states"), [row[1:] for row in SEVERAL], ids=[row[0] for row in SEVERAL]
)
def test_money_counts_once(
    promises: list[tuple[int, int, int, int | None]], money: list[tuple[int, int]], as_of: int, states: str
) -> None:
    facts = Facts(
        promises=tuple(
            said(amount, due, id_=place, taken=taken, withdrawn=withdrawn)
            for place, (amount, taken, due, withdrawn) in enumerate(promises, 1)
        ),
        money=tuple(MoneyIn(day(d), a) for d, a in money),
    )
    assert [verdict.state for verdict in judge(facts, day(as_of))] == [LETTERS[letter] for letter in states]


def test_verdicts_of_a_reversed_payment_are_those_without_it() -> None:
    promise = said()
    with_reversal = Facts(promises=(promise,), money=(MoneyIn(day(4), 1000), MoneyIn(day(4), -1000)))
    without = Facts(promises=(promise,), money=())
    for number in range(1, 30):
        assert judge(with_reversal, day(number)) == judge(without, day(number))


# --- against a slow model that moves single coins -------------------------------------------------------


def slow_received(money: tuple[MoneyIn, ...], as_of: date) -> list[date]:
    """One date per coin that was received and kept, oldest first."""
    coins: list[date] = []
    for step in range(60):
        now = day(step - 5)
        if now > as_of:
            break
        net = sum(entry.amount_minor for entry in money if entry.day == now)
        if net >= 0:
            coins.extend([now] * net)
        else:
            del coins[max(len(coins) + net, 0) :]
    return coins


def slow_judge(facts: Facts, as_of: date) -> list[Verdict]:
    live = [
        p for p in facts.promises if p.taken_on <= as_of and not (p.withdrawn_on and p.withdrawn_on <= as_of)
    ]
    given: dict[int, list[date]] = {p.id: [] for p in facts.promises}
    for coin in slow_received(facts.money, as_of):
        takers = [
            p
            for p in live
            if p.taken_on <= coin <= p.due_on + timedelta(days=p.grace_days + p.late_days)
            and len(given[p.id]) < p.amount_minor
        ]
        if takers:
            given[min(takers, key=lambda p: (p.due_on, p.id)).id].append(coin)
    verdicts = []
    for p in facts.promises:
        coins, last = given[p.id], p.due_on + timedelta(days=p.grace_days)
        in_time = sum(coin <= last for coin in coins)
        if p.withdrawn_on and p.withdrawn_on <= as_of:
            state = S.WITHDRAWN
        elif in_time >= p.amount_minor:
            state = S.KEPT
        elif len(coins) >= p.amount_minor:
            state = S.LATE
        elif as_of <= last:
            state = S.OPEN
        else:
            state = S.PARTLY_KEPT if in_time else S.BROKEN
        done = coins[-1] if len(coins) == p.amount_minor else None
        verdicts.append(Verdict(id=p.id, state=state, received_minor=len(coins), completed_on=done))
    return verdicts


@st.composite
def stories(draw: st.DrawFn) -> tuple[Facts, date]:
    promises = []
    for number in range(1, draw(st.integers(1, 4)) + 1):
        taken = draw(st.integers(1, 12))
        promises.append(
            Said(
                id=number,
                amount_minor=draw(st.integers(1, 9)),
                taken_on=day(taken),
                due_on=day(taken + draw(st.integers(0, 10))),
                grace_days=draw(st.integers(0, 3)),
                late_days=draw(st.integers(0, 6)),
                withdrawn_on=draw(st.one_of(st.none(), st.integers(taken, 25).map(day))),
            )
        )
    money = draw(st.lists(st.tuples(st.integers(-2, 30), st.integers(-8, 12).filter(bool)), max_size=10))
    facts = Facts(promises=tuple(promises), money=tuple(MoneyIn(day(d), amount) for d, amount in money))
    return facts, day(draw(st.integers(1, 40)))


@settings(max_examples=examples(2000))
@given(stories())
def test_the_rule_and_the_slow_model_agree(story: tuple[Facts, date]) -> None:
    facts, as_of = story
    assert list(judge(facts, as_of)) == slow_judge(facts, as_of)


@settings(max_examples=examples(500))
@given(stories(), st.randoms(use_true_random=False))
def test_the_order_in_which_facts_came_does_not_matter(story: tuple[Facts, date], random: object) -> None:
    facts, as_of = story
    promises, money = list(facts.promises), list(facts.money)
    random.shuffle(promises)  # type: ignore[attr-defined]  # hypothesis gives a random.Random
    random.shuffle(money)  # type: ignore[attr-defined]  # as above
    mixed = judge(Facts(promises=tuple(promises), money=tuple(money)), as_of)
    assert sorted(mixed, key=lambda v: v.id) == sorted(judge(facts, as_of), key=lambda v: v.id)


@settings(max_examples=examples(500))
@given(stories())
def test_no_coin_counts_twice(story: tuple[Facts, date]) -> None:
    facts, as_of = story
    whole = sum(entry.amount_minor for entry in received(facts.money, date.min, as_of))
    counted = sum(verdict.received_minor for verdict in judge(facts, as_of))
    assert counted <= whole


@settings(max_examples=examples(500))
@given(stories(), st.integers(1, 20), st.integers(1, 9))
def test_a_payment_and_its_reversal_leave_no_trace(story: tuple[Facts, date], when: int, amount: int) -> None:
    facts, as_of = story
    undone = (MoneyIn(day(when), amount), MoneyIn(day(when), -amount))
    assert judge(replace(facts, money=facts.money + undone), as_of) == judge(facts, as_of)


@pytest.mark.parametrize(
    ("kept", "late", "partly", "broken", "expected"),
    [
        (0, 0, 0, 0, None),
        (1, 0, 0, 0, 67),
        (0, 0, 0, 1, 33),
        (3, 0, 0, 0, 80),
        (1, 1, 0, 1, 50),
        (8, 0, 0, 0, 90),
        (0, 0, 0, 8, 10),
        (2, 0, 2, 0, 67),
    ],
)
def test_reliability(kept: int, late: int, partly: int, broken: int, expected: int | None) -> None:
    assert score(kept, late, partly, broken) == expected
