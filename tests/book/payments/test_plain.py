"""Plain payments as columns end at the lines of the replay, or say that the replay has to judge."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from arrears.book.calculators.api import policy
from arrears.book.payments.contracts import OWED_COMPONENTS, Ahead, Component, EntryKind
from arrears.book.payments.rules.facts import CARD, EVER, LineKey, Movement, Terms, Version
from arrears.book.payments.rules.plain import CREDIT_ITEM, Open, Payments, day_number, ranks_of, settle
from arrears.book.payments.rules.replay import replay
from tests.profiles import examples

FIRST = date(2026, 1, 1)
AGREED = policy(
    {"components": [["penalty"], ["principal"]], "across": "component_first", "debts": ["earlier_due"]}
)
TERMS = (Terms(), CARD[0], Terms(order="judgment"), Terms(agreed=AGREED))

PER_EXAMPLE = 4
Drawn = list[tuple[list[tuple[date, dict[Component, int]]], list[tuple[date, int]], int]]


def drawn_by(pick: Random) -> Drawn:
    """Accounts with a few instalments and payments; a seed is drawn, because drawing cells is what costs."""

    def day() -> date:
        return FIRST + timedelta(days=pick.randrange(120))

    def owed() -> dict[Component, int]:
        return {part: pick.randrange(50) for part in pick.sample(OWED_COMPONENTS, pick.randint(0, 4))}

    return [
        (
            [(day(), owed()) for _ in range(pick.randint(1, 4))],
            [(day(), pick.randint(1, 120)) for _ in range(pick.randint(1, 3))],
            pick.randrange(len(TERMS)),
        )
        for _ in range(PER_EXAMPLE)
    ]


def by_replay(
    items: list[tuple[date, dict[Component, int]]], moves: list[Movement], terms: Terms
) -> dict[LineKey, int]:
    versions = [
        Version(item_id=place, sequence=place + 1, due_on=due, amounts=amounts, valid_from=EVER)
        for place, (due, amounts) in enumerate(items)
    ]
    return replay(versions, moves, [terms])


@settings(max_examples=examples(2_000))
@given(st.integers(0, 2**48))
def test_columns_end_at_the_lines_of_the_replay(seed: int) -> None:
    drawn = drawn_by(Random(seed))
    rows = [(place, due, amounts) for place, (own, _, _) in enumerate(drawn) for due, amounts in own]
    moves = [
        (place, day, amount, terms)
        for place, (_, own, terms) in enumerate(drawn)
        for day, amount in sorted(own, key=lambda one: one[0])
    ]
    ranks = [ranks_of(terms) for terms in TERMS]
    settled = settle(
        Open(
            account=np.array([place for place, _, _ in rows], np.int64),
            due=np.array([day_number(due) for _, due, _ in rows], np.int64),
            owed=np.array([[own.get(part, 0) for part in OWED_COMPONENTS] for *_, own in rows], np.int64),
        ),
        Payments(
            account=np.array([move[0] for move in moves], np.int64),
            ranks=np.array([move[3] for move in moves], np.int64),
            day=np.array([day_number(move[1]) for move in moves], np.int64),
            amount=np.array([move[2] for move in moves], np.int64),
        ),
        [rank for rank in ranks if rank is not None],
        len(drawn),
    )
    starts = np.cumsum([0, *(len(own) for own, _, _ in drawn)])
    found: dict[int, dict[LineKey, int]] = {place: {} for place in range(len(drawn))}
    for pay, item, part, amount in zip(
        settled.payment.tolist(),
        settled.item.tolist(),
        settled.part.tolist(),
        settled.amount.tolist(),
        strict=True,
    ):
        place, day, _, _ = moves[pay]
        credit = item == CREDIT_ITEM
        slot = (None, Component.CREDIT) if credit else (item - int(starts[place]), OWED_COMPONENTS[part])
        found[place][(pay, day, *slot, False)] = amount
    for place, (items, _, terms) in enumerate(drawn):
        own = [
            Movement(
                entry_id=pay, kind=EntryKind.PAYMENT, effective_on=day, amount_minor=amount, key=f"{pay:05d}"
            )
            for pay, (of, day, amount, _) in enumerate(moves)
            if of == place
        ]
        if settled.replay[place]:
            assert not found[place]
        else:
            assert found[place] == by_replay(items, own, TERMS[terms])


def test_a_usual_portfolio_needs_no_replay() -> None:
    """Three instalments of principal and interest, a payment on each account: none has to be replayed."""
    count = 1_000
    account = np.repeat(np.arange(count), 3)
    due = np.tile([day_number(FIRST), day_number(FIRST) + 31, day_number(FIRST) + 59], count)
    ranks = ranks_of(Terms())
    assert ranks is not None
    settled = settle(
        Open(account=account, due=due, owed=np.tile([100_000, 1_500, 0, 0, 0, 0], (3 * count, 1))),
        Payments(
            account=np.arange(count),
            ranks=np.zeros(count, np.int64),
            day=np.full(count, day_number(FIRST) + 70),
            amount=np.arange(count) * 300 + 1,
        ),
        [ranks],
        count,
    )
    assert not settled.replay.any()
    assert settled.amount.sum() == (np.arange(count) * 300 + 1).sum()


def test_an_order_that_no_rank_can_tell_is_left_to_the_replay() -> None:
    assert ranks_of(Terms(order="pro_rata")) is None
    assert ranks_of(Terms(ahead=Ahead.NEXT)) is None
