"""The ledger's properties over random histories: money is conserved, order is nothing, as-of is a replay."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from arrears.book.payments.contracts import EntryKind
from arrears.book.payments.rules.facts import EVER, Conflict, LineKey, Movement
from arrears.book.payments.rules.replay import difference, replay
from tests.book.payments.histories import (
    FIRST,
    History,
    all_days,
    credit_on,
    histories,
    owed_on,
    sums_on,
)
from tests.profiles import examples


def lines_of(history: History) -> dict[LineKey, int]:
    """The lines of a history that can stand; others are set aside."""
    try:
        return replay(history.versions, history.movements, history.terms)
    except Conflict:
        assume(False)
        raise


@settings(max_examples=examples(2_000))
@given(histories(), st.integers(0, 2**32))
def test_every_history_keeps_the_laws(history: History, seed: int) -> None:
    """One history, five laws: drawing histories costs more than judging them."""
    lines = lines_of(history)
    random = Random(seed)
    every_entry_is_spread_whole_on_every_date(history, lines)
    nothing_is_ever_negative(history, lines)
    a_date_is_a_replay_up_to_it(history, lines)
    the_order_of_entries_is_nothing(history, lines, random)
    booking_one_by_one_ends_at_the_same_lines(history, lines, random)


def every_entry_is_spread_whole_on_every_date(history: History, lines: dict[LineKey, int]) -> None:
    for day in all_days(history):
        by_entry: dict[int, int] = {}
        for (entry, on, _, _, _), amount in lines.items():
            if on <= day:
                by_entry[entry] = by_entry.get(entry, 0) + amount
        wanted = {
            move.entry_id: move.amount_minor
            for move in history.movements
            if move.effective_on <= day and move.amount_minor
        }
        assert {entry: amount for entry, amount in by_entry.items() if amount} == wanted


def nothing_is_ever_negative(history: History, lines: dict[LineKey, int]) -> None:
    for day in all_days(history):
        assert min(owed_on(history, lines, day).values(), default=0) >= 0
        assert credit_on(lines, day) >= 0


def a_date_is_a_replay_up_to_it(history: History, lines: dict[LineKey, int]) -> None:
    for day in all_days(history):
        short = history.until(day)
        assert sums_on(replay(short.versions, short.movements, history.terms), day) == sums_on(lines, day)


def the_order_of_entries_is_nothing(history: History, lines: dict[LineKey, int], random: Random) -> None:
    places = random.sample(range(1, 1000), len(history.movements))
    names = {move.entry_id: place for move, place in zip(history.movements, places, strict=True)}
    shuffled = [
        replace(
            move,
            entry_id=names[move.entry_id],
            reverses_id=names[move.reverses_id] if move.reverses_id else None,
        )
        for move in history.movements
    ]
    random.shuffle(shuffled)
    versions = list(history.versions)
    random.shuffle(versions)
    again = replay(versions, shuffled, history.terms)
    assert again == {(names[entry], *rest): amount for (entry, *rest), amount in lines.items()}


def booking_one_by_one_ends_at_the_same_lines(
    history: History, lines: dict[LineKey, int], random: Random
) -> None:
    """Entries come in any order (a reversal after its entry); each booking adds lines, none is changed."""
    waiting = list(history.movements)
    random.shuffle(waiting)
    waiting.sort(key=lambda move: move.kind is EntryKind.REVERSAL)
    booked: dict[LineKey, int] = {}
    known = []
    for move in waiting:
        known.append(move)
        try:
            more = difference(replay(history.versions, known, history.terms), booked)
        except Conflict:
            continue  # the money that this gives back is booked later
        booked = {key: booked.get(key, 0) + more.get(key, 0) for key in {**booked, **more}}
    assert {key: amount for key, amount in booked.items() if amount} == lines


@settings(max_examples=examples(2_000))
@given(histories(stated=False))
def test_a_reversal_is_the_exact_inverse(history: History) -> None:
    lines = lines_of(history)
    reversals = [move for move in history.movements if move.kind is EntryKind.REVERSAL]
    last = all_days(history)[-1]
    pairs = {move.entry_id for move in reversals} | {move.reverses_id or 0 for move in reversals}
    never = history.without(*pairs)
    without = replay(never.versions, never.movements, never.terms)
    then = sums_on(without, last)
    now = sums_on(lines, last)
    assert {key: amount for key, amount in now.items() if key[0] not in pairs} == then
    for move in reversals:
        undone = {key[1:]: -amount for key, amount in now.items() if key[0] == move.entry_id}
        assert undone == {key[1:]: amount for key, amount in now.items() if key[0] == move.reverses_id}
    assert owed_on(history, lines, last) == owed_on(never, without, last)


@settings(max_examples=examples(2_000))
@given(histories(), st.integers(1, 200), st.integers(1, 20))
def test_a_posting_that_comes_last_needs_no_replay(history: History, amount: int, ahead: int) -> None:
    """What is owed before the posting is all that its lines depend on: the ledger's short way."""
    lines = lines_of(history)
    reach = max((on for _, on, *_ in lines), default=FIRST)
    day = max([reach, *(version.valid_from for version in history.versions)])
    day = day.fromordinal(day.toordinal() + ahead)
    assume(credit_on(lines, day) == 0)
    posting = Movement(
        entry_id=5000, kind=EntryKind.PAYMENT, effective_on=day, amount_minor=amount, key="last"
    )
    whole = difference(replay(history.versions, (*history.movements, posting), history.terms), lines)
    owed = owed_on(history, lines, day)
    now = {version.item_id: version for version in sorted(history.versions, key=lambda one: one.valid_from)}
    short = [
        replace(
            version,
            valid_from=EVER,
            counted_from=EVER,
            amounts={part: sum_ for (sequence, part), sum_ in owed.items() if sequence == version.sequence},
        )
        for version in now.values()
    ]
    assert replay(short, [posting], history.terms) == whole
