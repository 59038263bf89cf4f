"""Portfolio rows, batch by batch.

Rows of one contract usually stand together and repeat everything about it. A run of rows that agree in all
account columns is read once (its head); only instalments are read row by row. Nothing is sorted and nothing
is kept but a few numbers a row: what the checks over the whole file need (`columns.whole`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from arrears.book.intake.columns.cells import Fault
from arrears.book.intake.columns.identity import Judge, judge_numbers
from arrears.book.intake.columns.lines import Lines, Shelf, Sums, lines_of
from arrears.book.intake.contracts.identity import CREDIT_CODE, RESIDENT
from arrears.book.intake.contracts.mapping import Cell, Figure, Plan, PlannedColumn
from arrears.book.intake.contracts.raw import Raw, Refusal
from arrears.kernel.words import Words

ROW_GROUPS = frozenset({"item", "notice"})
LOOSE_GROUPS = frozenset({"terms"})  # may differ between the rows of a contract; the first row counts
AMOUNTS = ("principal", "interest", "fee", "penalty", "cost", "tax")
NO_KEY = 0
_BACKWARDS = Words("担保到期日早于担保起始日", "the guarantee ends before it begins")
_AHEAD = Words("日期晚于数据日期", "the day lies after the file's business date")
_SEPARATORS = re.compile(r"[,;|\t]")
_PRIMES = np.array([2654435761, 2246822519, 3266489917, 668265263, 374761393, 40503, 99991, 7919], np.int64)


@dataclass(slots=True)
class AccountBatch:
    """Typed columns of a batch: one row per head, one per instalment (`_head`: place among all heads)."""

    heads: pa.Table
    items: pa.Table


@dataclass(slots=True)
class Marks:
    """What is remembered of every head and every row of the file."""

    head_key: list[np.ndarray] = field(default_factory=list)
    head_same: list[np.ndarray] = field(default_factory=list)
    head_row: list[np.ndarray] = field(default_factory=list)
    head_debtor: list[np.ndarray] = field(default_factory=list)  # by key or identity number, else by name
    party_ref: list[np.ndarray] = field(default_factory=list)
    party_name: list[np.ndarray] = field(default_factory=list)
    party_head: list[np.ndarray] = field(default_factory=list)
    item_row: list[np.ndarray] = field(default_factory=list)
    item_head: list[np.ndarray] = field(default_factory=list)
    item_sequence: list[np.ndarray] = field(default_factory=list)
    item_mix: list[np.ndarray] = field(default_factory=list)
    bad_keys: set[int] = field(default_factory=set)


@dataclass(slots=True)
class AccountCheck:
    """Checks the rows of a portfolio file; `feed` a batch at a time."""

    plan: Plan
    shelf: Shelf
    judge: Judge
    as_of: date
    marks: Marks = field(default_factory=Marks)
    refusals: list[Refusal] = field(default_factory=list)
    totals: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    sums: Sums = field(default_factory=Sums)
    rows: int = 0
    _heads: int = 0

    def feed(self, raw: Raw) -> AccountBatch | None:
        """Typed columns of a batch, good and bad rows alike; None when no row of data is in it."""
        self._note_misshapen(raw)
        lines = lines_of(raw, self.plan, "account.number")
        self.totals += lines.totals
        self.refusals += lines.refusals
        self.rows += len(lines)
        if len(lines) == 0:
            return None
        head_places, head_of = self._runs(lines)
        heads, head_bad = self._read_heads(lines, head_places)
        numbers = heads["account.number"]
        keys = hashed(numbers)
        currencies = heads.get("account.currency")
        row_currencies = currencies.take(pa.array(head_of)) if currencies is not None else None
        items, row_bad = self._read_rows(lines, heads, head_of, row_currencies)
        row_bad |= lines.bad
        bad = set(keys[head_bad].tolist()) | set(keys[head_of[row_bad]].tolist())
        self._remember(lines, heads, head_places, head_of, keys, items, bad)
        heads["_key"] = pa.array(keys)
        items["_head"] = pa.array((head_of + self._heads).astype(np.int32))
        items["_row"] = pa.array(lines.rows)
        self._heads += len(head_places)
        return AccountBatch(pa.table(heads), pa.table(items))

    def _runs(self, lines: Lines) -> tuple[np.ndarray, np.ndarray]:
        """Places where a run of rows about one account begins, and each row's run."""
        count = len(lines)
        begins = np.zeros(count, bool)
        begins[0] = True
        for column in self.plan.columns:
            if column.field.group in ROW_GROUPS or count == 1:
                continue
            cells = lines.cells[column.field.code]
            differs = pc.not_equal(cells.slice(1), cells.slice(0, count - 1))
            begins[1:] |= differs.to_numpy(zero_copy_only=False)
        return np.flatnonzero(begins), np.cumsum(begins) - 1

    def _read_heads(self, lines: Lines, places: np.ndarray) -> tuple[dict[str, pa.Array], np.ndarray]:
        heads: dict[str, pa.Array] = {}
        bad = np.zeros(len(places), bool)
        rows = lines.rows[places]
        chosen = pa.array(places)
        account_columns = [column for column in self.plan.columns if column.field.group not in ROW_GROUPS]
        for column in sorted(account_columns, key=lambda one: one.field.cell is Cell.AMOUNT):
            cells = lines.cells[column.field.code].take(chosen)
            parsed = self.shelf.parse(column, cells, heads.get("account.currency"))
            heads[column.field.code] = parsed.values
            self._note(parsed.faults, column, rows, bad)
            if column.field.code in ("account.opened_on", "account.placed_on", "terms.last_paid_on"):
                ahead = pc.fill_null(pc.greater(parsed.values, pa.scalar(self.as_of)), False)
                self._note_places(np.flatnonzero(ahead), cells, column, rows, bad, _AHEAD)
        for group in dict.fromkeys(column.field.group for column in account_columns):
            self._judge_party(group, lines, chosen, rows, heads, bad)
            until = self.plan.column(f"{group}.until")
            if until is not None and f"{group}.since" in heads:
                ends, begins = heads[f"{group}.until"], heads[f"{group}.since"]
                wrong = np.flatnonzero(pc.fill_null(pc.less(ends, begins), False))
                cells = lines.cells[until.field.code].take(chosen)
                self._note_places(wrong, cells, until, rows, bad, _BACKWARDS)
        return heads, bad

    def _judge_party(
        self,
        group: str,
        lines: Lines,
        chosen: pa.Array,
        rows: np.ndarray,
        heads: dict[str, pa.Array],
        bad: np.ndarray,
    ) -> None:
        """The identity number of a party, and what kind of party that makes it."""
        column = self.plan.column(f"{group}.id_number")
        kinds: pa.Array | None = None
        if column is not None:
            numbers = heads[column.field.code]
            kinds, faults = judge_numbers(numbers, heads.get(f"{group}.id_kind"), self.as_of, self.judge)
            cells = lines.cells[column.field.code].take(chosen)
            for place, words in faults:
                self._note_places(np.array([place]), cells, column, rows, bad, words)
            heads[f"{group}.id_kind"] = kinds
        if f"{group}.name" not in heads:
            return
        default = self.plan.mapping.party_kind if group == "debtor" else "person"
        said = heads.get(f"{group}.kind", pa.nulls(len(rows), pa.string()))
        if kinds is not None:
            company = pc.fill_null(pc.equal(kinds, CREDIT_CODE), False)
            person = pc.fill_null(pc.equal(kinds, RESIDENT), False)
            proved = pc.if_else(
                company, "company", pc.if_else(person, "person", pa.scalar(None, pa.string()))
            )
            said = pc.coalesce(said, proved)
        heads[f"{group}.kind"] = pc.fill_null(said, default)

    def _read_rows(
        self, lines: Lines, heads: dict[str, pa.Array], head_of: np.ndarray, currencies: pa.Array | None
    ) -> tuple[dict[str, pa.Array], np.ndarray]:
        items: dict[str, pa.Array] = {}
        bad = np.zeros(len(lines), bool)
        for column in self.plan.columns:
            if column.field.group not in ROW_GROUPS:
                continue
            parsed = self.shelf.parse(column, lines.cells[column.field.code], currencies)
            items[column.field.code] = parsed.values
            self.sums.add(column, parsed)
            self._note(parsed.faults, column, lines.rows, bad)
        for part in AMOUNTS:
            if f"item.{part}" not in items:
                items[f"item.{part}"] = pa.array(np.zeros(len(lines), np.int64))
        if "item.due_on" not in items:
            items["item.due_on"] = self._due_from_days(lines, heads, head_of, bad)
        if "item.sequence" not in items:
            items["item.sequence"] = self._sequence(items["item.due_on"])
        return items, bad

    def _due_from_days(
        self, lines: Lines, heads: dict[str, pa.Array], head_of: np.ndarray, bad: np.ndarray
    ) -> pa.Array:
        """The oldest unpaid due date where a file gives the days overdue alone: that many days back."""
        column = self.plan.column("terms.days_overdue")
        if column is None:
            raise LookupError("a plan has a due date or the days overdue")
        days = heads["terms.days_overdue"].take(pa.array(head_of))
        none = pc.is_null(days).to_numpy(zero_copy_only=False)
        reader = self.shelf.reader(column, column.currency)
        cells = lines.cells[column.field.code]
        self._note_places(np.flatnonzero(none & ~bad), cells, column, lines.rows, bad, reader.not_empty)
        number = (self.as_of - date(1970, 1, 1)) // timedelta(days=1)
        back = np.minimum(pc.fill_null(days, 0).to_numpy(zero_copy_only=False), number)
        return pa.array((number - back).astype(np.int32), pa.int32()).cast(pa.date32())

    def _sequence(self, due_on: pa.Array) -> pa.Array:
        """One row an account: what is outstanding is told apart by its month, a bill is the first."""
        if self.plan.figure is Figure.BILLED:
            return pa.array(np.ones(len(due_on), np.int64))
        return pc.add(pc.multiply(pc.year(due_on), 100), pc.month(due_on))

    def _remember(
        self,
        lines: Lines,
        heads: dict[str, pa.Array],
        head_places: np.ndarray,
        head_of: np.ndarray,
        keys: np.ndarray,
        items: dict[str, pa.Array],
        bad: set[int],
    ) -> None:
        marks = self.marks
        marks.bad_keys |= bad
        marks.head_key.append(keys)
        marks.head_row.append(lines.rows[head_places])
        steady = [
            values.cast(pa.string())
            for code, values in sorted(heads.items())
            if code.partition(".")[0] not in LOOSE_GROUPS
        ]
        marks.head_same.append(hashed(_joined(steady)))
        named = [
            heads[f"debtor.{part}"] for part in ("ref", "id_number", "name") if f"debtor.{part}" in heads
        ]
        marks.head_debtor.append(hashed(pc.coalesce(*named) if named[0].null_count else named[0]))
        for group in {code.partition(".")[0] for code in heads if code.endswith((".id_number", ".ref"))}:
            named = [heads[code] for code in (f"{group}.ref", f"{group}.id_number") if code in heads]
            refs = pc.coalesce(*named)
            there = np.flatnonzero(pc.is_valid(refs))
            marks.party_ref.append(hashed(refs)[there])
            marks.party_name.append(hashed(heads.get(f"{group}.name", refs))[there])
            marks.party_head.append(there + self._heads)
            if len(named) == 2:  # the creditor's key must not stand with two identity numbers either
                both = np.flatnonzero(pc.and_(pc.is_valid(named[0]), pc.is_valid(named[1])))
                marks.party_ref.append(hashed(_joined([named[0], pa.repeat("number", len(refs))]))[both])
                marks.party_name.append(hashed(named[1])[both])
                marks.party_head.append(both + self._heads)
        marks.item_row.append(lines.rows)
        marks.item_head.append(head_of + self._heads)
        sequence = items["item.sequence"] if self.plan.by_instalment else pa.nulls(len(lines), pa.int64())
        marks.item_sequence.append(pc.fill_null(sequence, 0).to_numpy(zero_copy_only=False))
        mix = (
            pc.fill_null(items["item.due_on"].cast(pa.int32()), 0)
            .to_numpy(zero_copy_only=False)
            .astype(np.int64)
        )
        for place, part in enumerate(AMOUNTS):
            amount = pc.fill_null(items[f"item.{part}"], 0).to_numpy(zero_copy_only=False)
            mix = mix * _PRIMES[7] + amount * _PRIMES[place]
        marks.item_mix.append(mix)

    def _note(self, faults: list[Fault], column: PlannedColumn, rows: np.ndarray, bad: np.ndarray) -> None:
        for fault in faults:
            bad[fault.place] |= fault.held
            self.refusals.append(
                Refusal(
                    row=int(rows[fault.place]),
                    column=column.heading,
                    text=fault.text,
                    words=fault.words,
                    personal=column.field.personal,
                    held=fault.held,
                )
            )

    def _note_places(
        self,
        places: np.ndarray,
        cells: pa.Array,
        column: PlannedColumn,
        rows: np.ndarray,
        bad: np.ndarray,
        words: Words,
    ) -> None:
        faults = [Fault(int(place), cells[int(place)].as_py(), words, True) for place in places]
        self._note(faults, column, rows, bad)

    def _note_misshapen(self, raw: Raw) -> None:
        """Whatever in such a row could be a contract number holds that contract back: it lost a row."""
        for one in raw.misshapen:
            self.rows += 1
            self.refusals.append(Refusal(row=one.row, column="", text="", words=one.words))
            cells = {cell for line in one.lines for cell in line}
            words = {word.strip(" '\"") for cell in cells for word in _SEPARATORS.split(cell)}
            self.marks.bad_keys |= {hash(word) for word in cells | words}


def hashed(texts: pa.Array) -> np.ndarray:
    """64-bit keys of texts, the same within one process; null is NO_KEY."""
    keys = np.fromiter(map(hash, texts.to_pylist()), np.int64, len(texts))
    if texts.null_count:
        keys[pc.is_null(texts).to_numpy(zero_copy_only=False)] = NO_KEY
    return keys


def _joined(columns: list[pa.Array]) -> pa.Array:
    return pc.binary_join_element_wise(*columns, "\x1f", null_handling="replace", null_replacement="\x00")
