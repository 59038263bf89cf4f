"""The rows of a batch that hold data: blank rows go, total lines are set apart, strange cells are noted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from arrears.book.intake.columns.cells import ColumnReader, Parsed
from arrears.book.intake.contracts.mapping import Cell, Plan, PlannedColumn
from arrears.book.intake.contracts.raw import Raw, Refusal

TOTAL_WORDS = (
    "合计",
    "总计",
    "合计：",
    "总计：",
    "合 计",
    "total",
    "Total",
    "TOTAL",
    "Grand total",
    "Grand Total",
)


@dataclass(slots=True)
class Lines:
    """Data rows of a batch: texts by field code, the sender's row numbers, and rows already known as bad."""

    cells: dict[str, pa.Array]
    rows: np.ndarray
    refusals: list[Refusal] = field(default_factory=list)
    bad: np.ndarray = field(default_factory=lambda: np.empty(0, bool))
    totals: list[tuple[int, dict[str, str]]] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.rows)


@dataclass(slots=True)
class Sums:
    """Sums of the amount columns over all rows, good or not, for the sender's control totals. A column with an
    amount that could not be read has no sum."""

    amounts: dict[str, int] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)

    def add(self, column: PlannedColumn, parsed: Parsed) -> None:
        if column.field.cell is not Cell.AMOUNT:
            return
        code = column.field.code
        if parsed.faults:
            self.unread.add(code)
        self.amounts[code] = self.amounts.get(code, 0) + (pc.sum(parsed.values).as_py() or 0)

    def known(self) -> dict[str, int]:
        return {code: total for code, total in self.amounts.items() if code not in self.unread}


def lines_of(raw: Raw, plan: Plan, key: str) -> Lines:
    """`key`: the field that says what a row is about (contract, product); a total line has a word there."""
    cells = {column.field.code: raw.cells[column.place] for column in plan.columns}
    count = len(raw.rows)
    keep = np.ones(count, bool)
    totals: list[tuple[int, dict[str, str]]] = []
    named = _says_total(cells[key])
    unnamed = _empty(cells[key])
    if unnamed.any() or named.any():
        first = _says_total(raw.cells[0]) & unnamed
        totals += [
            (int(raw.rows[place]), {code: column[place].as_py() for code, column in cells.items()})
            for place in np.flatnonzero(named | first).tolist()
        ]
        blank = unnamed.copy()
        for column in raw.cells:
            if not blank.any():
                break
            blank &= _empty(column)
        keep &= ~(named | first | blank)
    bad = np.zeros(count, bool)
    refusals = []
    headings = {column.place: column for column in plan.columns}
    for place, column_place, words in raw.faulty:
        if column_place in headings and keep[place]:
            bad[place] = True
            refusals.append(
                Refusal(
                    row=int(raw.rows[place]),
                    column=headings[column_place].heading,
                    text=raw.cells[column_place][place].as_py(),
                    words=words,
                    personal=headings[column_place].field.personal,
                )
            )
    if not keep.all():
        chosen = pa.array(keep)
        cells = {code: column.filter(chosen) for code, column in cells.items()}
    return Lines(cells, raw.rows[keep], refusals, bad[keep], totals)


def _says_total(cells: pa.Array) -> np.ndarray:
    return np.asarray(pc.is_in(cells, pa.array(TOTAL_WORDS)).to_numpy(zero_copy_only=False), bool)


def _empty(cells: pa.Array) -> np.ndarray:
    short = pc.less(pc.utf8_length(cells), 4)
    if not pc.any(short).as_py():
        return np.zeros(len(cells), bool)
    return np.asarray(
        pc.equal(pc.utf8_length(pc.utf8_trim_whitespace(cells)), 0).to_numpy(zero_copy_only=False)
    )


@dataclass(slots=True)
class Shelf:
    """The readers of a file: one per column, and per currency where the column holds amounts."""

    make: Callable[[PlannedColumn, str], ColumnReader]
    _made: dict[tuple[str, str], ColumnReader] = field(default_factory=dict)

    def reader(self, column: PlannedColumn, currency: str) -> ColumnReader:
        key = (column.field.code, currency if column.field.cell is Cell.AMOUNT else "")
        if key not in self._made:
            self._made[key] = self.make(column, currency)
        return self._made[key]

    def parse(self, column: PlannedColumn, cells: pa.Array, currencies: pa.Array | None) -> Parsed:
        """Parse a column whose rows may have different currencies (null: the mapping's)."""
        if column.field.cell is not Cell.AMOUNT or currencies is None:
            return self.reader(column, column.currency).parse(cells)
        known = pc.fill_null(currencies, column.currency)
        kinds = pc.unique(known).to_pylist()
        if len(kinds) == 1:
            return self.reader(column, kinds[0]).parse(cells)
        values = pa.nulls(len(cells), pa.int64())
        faults = []
        for currency in kinds:
            chosen = pc.equal(known, currency)
            places = np.flatnonzero(chosen.to_numpy(zero_copy_only=False))
            part = self.reader(column, currency).parse(cells.filter(chosen))
            values = pc.replace_with_mask(values, chosen, part.values)
            for fault in part.faults:
                fault.place = int(places[fault.place])
            faults += part.faults
        return Parsed(values, faults)
