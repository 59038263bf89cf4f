"""Random histories of an account: instalments with versions, payments, waivers, refunds, reversals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from hypothesis import strategies as st

from arrears.book.payments.contracts import OWED_COMPONENTS, Ahead, Component, EntryKind
from arrears.book.payments.rules.facts import EVER, Charge, LineKey, Movement, Terms, Version

FIRST = date(2026, 1, 1)
SPAN_DAYS = 40
RECEIVED = (EntryKind.PAYMENT, EntryKind.POINTS, EntryKind.TRANSFER_IN)
KINDS = (
    *RECEIVED,
    EntryKind.PAYMENT,
    EntryKind.PAYMENT,
    EntryKind.REFUND,
    EntryKind.WAIVER,
    EntryKind.WRITE_OFF,
    EntryKind.ACCRUAL,
)


@dataclass(frozen=True)
class History:
    versions: tuple[Version, ...]
    movements: tuple[Movement, ...]
    terms: tuple[Terms, ...]

    def without(self, *entry_ids: int) -> History:
        kept = tuple(move for move in self.movements if move.entry_id not in entry_ids)
        return replace(self, movements=kept)

    def until(self, day: date) -> History:
        return replace(
            self,
            versions=tuple(version for version in self.versions if version.valid_from <= day),
            movements=tuple(move for move in self.movements if move.effective_on <= day),
        )


TERMS = (
    Terms(),
    Terms(ahead=Ahead.NEXT),
    Terms(order="pro_rata"),
    Terms(order="card_to_90_days", late_order="card_from_91_days", late_days=15),
)


def _day(pick: Random, first: int = 0) -> date:
    return FIRST + timedelta(days=pick.randint(first, SPAN_DAYS))


def _billed(pick: Random) -> dict[Component, int]:
    """Amounts of some components; zero is as likely as every other amount is not."""
    parts = pick.sample(OWED_COMPONENTS, pick.randint(0, 3))
    return {part: pick.choice((0, 1, pick.randint(0, 60), pick.randint(0, 60))) for part in parts}


def _item(pick: Random, sequence: int, stated: bool) -> list[Version]:
    """An instalment with one to three versions. `stated`: outstanding figures from the first one on."""
    first = Version(item_id=100 + sequence, sequence=sequence, due_on=_day(pick), amounts=_billed(pick))
    start = FIRST + timedelta(days=3) if stated else EVER
    found = [replace(first, valid_from=start, counted_from=start)]
    for day in sorted({_day(pick, 4) for _ in range(pick.randint(0, 2))}):
        counted = day if stated else EVER
        found.append(replace(first, amounts=_billed(pick), valid_from=day, counted_from=counted))
    return found


def _movement(pick: Random, entry_id: int, sequences: list[int]) -> Movement:
    kind = pick.choice(KINDS)
    base = Movement(
        entry_id=entry_id,
        kind=kind,
        effective_on=_day(pick),
        amount_minor=0,
        key=f"k{pick.randint(0, 9)}-{entry_id}",
    )
    chosen = tuple(pick.sample(sequences, min(len(sequences), pick.choice((0, 0, 1, 2)))))
    if kind in RECEIVED:
        return replace(base, amount_minor=pick.randint(1, 150), designation=chosen)
    if kind is EntryKind.REFUND:
        return replace(base, amount_minor=-pick.randint(1, 30))
    if kind is EntryKind.ACCRUAL:
        charges = tuple(
            Charge(
                sequence=pick.choice(sequences),
                component=Component.PENALTY,
                amount_minor=pick.randint(-10, 20),
            )
            for _ in range(pick.randint(1, 2))
        )
        return replace(base, amount_minor=-sum(charge.amount_minor for charge in charges), charges=charges)
    directed = {part: pick.randint(1, 40) for part in pick.sample(OWED_COMPONENTS, pick.randint(1, 2))}
    return replace(base, amount_minor=sum(directed.values()), directed=directed, designation=chosen)


def history_of(seed: int, stated: bool | None = None) -> History:
    """One history by its seed: Hypothesis draws the seed alone, because drawing cells is what costs.

    `stated`: whether the creditor's figures are outstanding ones; None draws it.
    """
    pick = Random(seed)
    figures = pick.random() < 0.5 if stated is None else stated
    sequences = list(range(1, pick.randint(1, 4) + 1))
    versions = [version for sequence in sequences for version in _item(pick, sequence, figures)]
    if figures:
        versions = _stated_together(versions)
    movements = [_movement(pick, entry_id, sequences) for entry_id in range(1, pick.randint(0, 8) + 1)]
    reversals = [
        Movement(
            entry_id=1000 + move.entry_id,
            kind=EntryKind.REVERSAL,
            effective_on=move.effective_on + timedelta(days=pick.randint(0, 12)),
            amount_minor=-move.amount_minor,
            key=f"r-{move.entry_id}",
            reverses_id=move.entry_id,
        )
        for move in pick.sample(movements, min(len(movements), pick.randint(0, 3)))
    ]
    movements += reversals
    return History(tuple(versions), tuple(movements), (pick.choice(TERMS),))


def histories(stated: bool | None = None) -> st.SearchStrategy[History]:
    return st.integers(0, 2**48).map(lambda seed: history_of(seed, stated))


def _stated_together(versions: list[Version]) -> list[Version]:
    """An outstanding file states the whole account: every instalment gets a version on each of its days."""
    days_ = sorted({version.valid_from for version in versions})
    found = []
    for item in sorted({version.item_id for version in versions}):
        own = {version.valid_from: version for version in versions if version.item_id == item}
        last = own[days_[0]]
        for day in days_:
            last = replace(own.get(day, last), valid_from=day, counted_from=day)
            found.append(last)
    return found


# --- an independent reading of lines -------------------------------------------------------------------


def version_on(versions: Iterable[Version], item_id: int, day: date) -> Version | None:
    own = [version for version in versions if version.item_id == item_id and version.valid_from <= day]
    return max(own, key=lambda version: version.valid_from, default=None)


def owed_on(history: History, lines: Mapping[LineKey, int], day: date) -> dict[tuple[int, Component], int]:
    """What is owed on a day by instalment and component, from the lines alone."""
    owed: dict[tuple[int, Component], int] = {}
    for item_id in {version.item_id for version in history.versions}:
        version = version_on(history.versions, item_id, day)
        if version is None:
            continue
        for part in OWED_COMPONENTS:
            settled = sum(
                amount
                for (_, on, item, component, _), amount in lines.items()
                if item == item_id and component is part and version.counted_from <= on <= day
            )
            owed[(version.sequence, part)] = version.amounts.get(part, 0) - settled
    return owed


def credit_on(lines: Mapping[LineKey, int], day: date) -> int:
    return sum(
        amount
        for (_, on, _, component, _), amount in lines.items()
        if component is Component.CREDIT and on <= day
    )


def sums_on(lines: Mapping[LineKey, int], day: date) -> dict[tuple[object, ...], int]:
    """Lines effective by a day, summed by entry and slot."""
    found: dict[tuple[object, ...], int] = defaultdict(int)
    for (entry, on, item, part, charge), amount in lines.items():
        if on <= day:
            found[(entry, item, part, charge)] += amount
    return {key: amount for key, amount in found.items() if amount}


def all_days(history: History) -> list[date]:
    marks = {move.effective_on for move in history.movements}
    marks |= {version.due_on for version in history.versions}
    marks |= {version.valid_from for version in history.versions if version.valid_from > EVER}
    return sorted(marks | {FIRST + timedelta(days=SPAN_DAYS + 30)})
