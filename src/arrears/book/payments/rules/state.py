"""An account's ledger on one day of its replay: what is owed, what each entry settled, what is credit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from arrears.book.payments.contracts import OWED_COMPONENTS, Ahead, Component, EntryKind
from arrears.book.payments.rules.facts import Conflict, LineKey, Movement, Slot, Terms, Version
from arrears.book.payments.rules.orders import Open, spread

CREDIT: Slot = (None, Component.CREDIT, False)
OUTSIDE: Slot = (None, Component.OUTSIDE, False)
_RECEIVED = frozenset({EntryKind.PAYMENT, EntryKind.POINTS, EntryKind.TRANSFER_IN})
_BACK = {part: place for place, part in enumerate(OWED_COMPONENTS)}


@dataclass(slots=True)
class State:
    """`held`: what the lines of each live entry sum to, by slot, entries in the order in which they came.
    `credit`: what is left of each entry's credit. `charged`: net charges on top of what the file bills."""

    terms: Sequence[Terms]
    versions: dict[int, Version] = field(default_factory=dict)
    owed: dict[int, dict[Component, int]] = field(default_factory=dict)
    charged: dict[tuple[int, Component], int] = field(default_factory=dict)
    held: dict[int, dict[Slot, int]] = field(default_factory=dict)
    kinds: dict[int, EntryKind] = field(default_factory=dict)
    credit: dict[int, int] = field(default_factory=dict)
    lines: dict[LineKey, int] = field(default_factory=lambda: defaultdict(int))

    def write(self, entry_id: int, slot: Slot, amount: int, day: date) -> None:
        """One line: it settles (positive) or frees (negative) its slot."""
        if amount == 0:
            return
        item, part, charge = slot
        self.lines[(entry_id, day, item, part, charge)] += amount
        own = self.held.setdefault(entry_id, {})
        own[slot] = own.get(slot, 0) + amount
        if item is not None:
            self.owed[item][part] -= amount

    def keep(self, entry_id: int, amount: int, day: date) -> None:
        """Hold money of an entry as credit (negative: use it)."""
        self.write(entry_id, CREDIT, amount, day)
        self.credit[entry_id] = self.credit.get(entry_id, 0) + amount

    # --- figures of the creditor -------------------------------------------------------------------

    def put(self, versions: Iterable[Version], day: date) -> None:
        """Put versions in force. An outstanding figure closes what came before it."""
        stated = False
        for version in sorted(versions, key=lambda version: version.sequence):
            item, before = version.item_id, self.versions.get(version.item_id)
            self.versions[item] = version
            if before is None or version.counted_from > before.counted_from:
                stated = stated or version.counted_from == day
                self.owed[item] = {part: version.amounts.get(part, 0) for part in OWED_COMPONENTS}
                self.charged = {slot: sum_ for slot, sum_ in self.charged.items() if slot[0] != item}
                continue
            for part in OWED_COMPONENTS:
                self.owed[item][part] += version.amounts.get(part, 0) - before.amounts.get(part, 0)
                self._free_excess(item, part, day)
        if stated:
            for entry_id, amount in list(self.credit.items()):
                self.keep(entry_id, -amount, day)
                self.write(entry_id, OUTSIDE, amount, day)

    def _free_excess(self, item: int, part: Component, day: date) -> None:
        """Where more was settled than is billed now, the latest money is freed first."""
        for entry_id in reversed(list(self.held)):
            excess = -self.owed[item][part]
            if excess <= 0:
                return
            back = min(excess, self.held[entry_id].get((item, part, False), 0))
            if back > 0:
                self._free(entry_id, (item, part, False), back, day)

    def _free(self, entry_id: int, slot: Slot, amount: int, day: date) -> None:
        """Received money becomes credit again; what was given up is no longer needed."""
        self.write(entry_id, slot, -amount, day)
        if self.kinds[entry_id] in _RECEIVED:
            self.keep(entry_id, amount, day)
        else:
            self.write(entry_id, OUTSIDE, amount, day)

    # --- movements ---------------------------------------------------------------------------------

    def move(self, movement: Movement, day: date) -> None:
        """Apply one movement that is no reversal."""
        self.kinds[movement.entry_id] = movement.kind
        self.held.setdefault(movement.entry_id, {})
        if movement.kind is EntryKind.ACCRUAL:
            self._charge(movement, day)
        elif movement.kind in _RECEIVED:
            self._receive(movement, day)
        elif movement.amount_minor < 0:
            self._give_back(movement, day)
        else:
            self._give_up(movement, day)

    def _receive(self, movement: Movement, day: date) -> None:
        if not self.versions:
            self.write(movement.entry_id, OUTSIDE, movement.amount_minor, day)
            return
        left = self._settle(movement.entry_id, movement.amount_minor, movement.designation, day)
        self.keep(movement.entry_id, left, day)

    def _settle(self, entry_id: int, amount: int, designation: Sequence[int], day: date) -> int:
        """Spread money over what is open, due before ahead; returns what is left."""
        terms = self._terms(day)
        opens = self._open(day, None if terms.ahead is Ahead.NEXT else set(designation))
        for open_, share in spread(amount, opens, terms, day, designation):
            self.write(entry_id, (open_.item_id, open_.component, False), share, day)
            amount -= share
        return amount

    def _open(self, day: date, also: set[int] | None) -> list[Open]:
        """What is owed and due, and instalments of `also` (None: all of them)."""
        return [
            Open(
                item_id=item,
                sequence=version.sequence,
                due_on=version.due_on,
                component=part,
                amount_minor=sum_,
            )
            for item, version in self.versions.items()
            if also is None or version.due_on <= day or version.sequence in also
            for part, sum_ in self.owed[item].items()
            if sum_ > 0
        ]

    def _terms(self, day: date) -> Terms:
        return max(
            (terms for terms in self.terms if terms.valid_from <= day),
            key=lambda terms: terms.valid_from,
            default=Terms(),
        )

    def _give_back(self, movement: Movement, day: date) -> None:
        """A refund or a transfer to another account: from credit, else from what was settled last."""
        short = -movement.amount_minor - sum(self.credit.values())
        if short > 0:
            self._free_latest(short, day)
        left = -movement.amount_minor
        for entry_id, amount in self.credit.items():
            used = min(left, amount)
            self.credit[entry_id] -= used
            left -= used
        if left:
            raise Conflict(movement.entry_id, left)
        self.write(movement.entry_id, CREDIT, movement.amount_minor, day)

    def _free_latest(self, amount: int, day: date) -> None:
        for entry_id in reversed([key for key in self.held if self.kinds[key] in _RECEIVED]):
            slots = [slot for slot, sum_ in self.held[entry_id].items() if sum_ > 0 and slot != CREDIT]
            for slot in sorted(slots, key=self._last_first):
                back = min(amount, self.held[entry_id][slot])
                self._free(entry_id, slot, back, day)
                amount -= back
                if amount == 0:
                    return

    def _last_first(self, slot: Slot) -> tuple[int, int, int]:
        """Later instalments before earlier ones, what lies outside last."""
        item, part, _ = slot
        if item is None:
            return (1, 0, 0)
        version = self.versions[item]
        return (0, -version.due_on.toordinal() * 10_000 - version.sequence, _BACK[part])

    def _give_up(self, movement: Movement, day: date) -> None:
        """A waiver or write-off settles what it is meant for, due or not; the rest is not needed."""
        left = dict(movement.directed)
        only = set(movement.designation)
        for version in sorted(self.versions.values(), key=lambda version: (version.due_on, version.sequence)):
            if only and version.sequence not in only:
                continue
            for part in OWED_COMPONENTS:
                share = min(left.get(part, 0), self.owed[version.item_id][part])
                if share > 0:
                    self.write(movement.entry_id, (version.item_id, part, False), share, day)
                    left[part] -= share
        self.write(movement.entry_id, OUTSIDE, sum(left.values()), day)

    def _charge(self, movement: Movement, day: date) -> None:
        """Add to what is billed; a correction takes off at most what was added."""
        by_sequence = {version.sequence: item for item, version in self.versions.items()}
        outside = 0
        for charge in movement.charges:
            item, part = by_sequence.get(charge.sequence), charge.component
            if item is None:
                outside -= charge.amount_minor
                continue
            added = max(charge.amount_minor, -self.charged.get((item, part), 0))
            self.charged[(item, part)] = self.charged.get((item, part), 0) + added
            self.write(movement.entry_id, (item, part, True), -added, day)
            outside -= charge.amount_minor - added
            self._free_excess(item, part, day)
        self.write(movement.entry_id, OUTSIDE, outside, day)

    def use_credit(self, day: date) -> None:
        """Credit settles what is due by now, oldest money first."""
        for entry_id, amount in list(self.credit.items()):
            if amount > 0:
                left = self._settle(entry_id, amount, (), day)
                self.keep(entry_id, left - amount, day)

    # --- reversals ---------------------------------------------------------------------------------

    def restore(self, reversal_id: int, reversed_id: int, day: date) -> None:
        """Reverse an entry that a later figure of the creditor already contains: what it settled is owed
        again, other entries stay where they are."""
        unused = self.credit.pop(reversed_id, 0)
        self.write(reversal_id, CREDIT, -unused, day)
        outside = unused
        for (item, part, charge), amount in self.held.pop(reversed_id, {}).items():
            if item is None or charge:
                outside -= amount
            else:
                self.write(reversal_id, (item, part, charge), -amount, day)
        self.write(reversal_id, OUTSIDE, outside, day)
        self.held.pop(reversal_id, None)

    def become(self, target: State, reversals: dict[int, int], day: date) -> None:
        """Write the lines that turn this state into the target. `reversals`: reversed to reversing entry."""
        for reversed_id, reversal_id in reversals.items():
            for slot, amount in self.held.pop(reversed_id, {}).items():
                self.write(reversal_id, slot, -amount, day)
            self.held.pop(reversal_id, None)
        for entry_id in list(dict.fromkeys([*self.held, *target.held])):
            wanted = target.held.get(entry_id, {})
            have = dict(self.held.get(entry_id, {}))
            for slot in dict.fromkeys([*have, *wanted]):
                self.write(entry_id, slot, wanted.get(slot, 0) - have.get(slot, 0), day)
        self.held = {entry_id: dict(slots) for entry_id, slots in target.held.items()}
        self.credit = dict(target.credit)
        self.charged = dict(target.charged)
