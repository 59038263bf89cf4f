"""Rows that stand for themselves: payments and daily totals."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from arrears.book.intake.columns.accounts import NO_KEY, hashed
from arrears.book.intake.columns.cells import Fault
from arrears.book.intake.columns.lines import Lines, Shelf, Sums, lines_of
from arrears.book.intake.contracts.mapping import Cell, Plan, PlannedColumn
from arrears.book.intake.contracts.raw import Raw, Refusal, Verdict
from arrears.kernel.words import Words

_AHEAD = Words("日期晚于数据日期", "the day lies after the file's business date")
_NOT_ZERO = Words("金额不能为零", "the amount must not be zero")
_NO_ORIGINAL = Words("冲正需要原流水号", "a reversal needs the number of the original transaction")


@dataclass(slots=True)
class FlatCheck:
    """Checks rows one by one and that no key stands twice. `about`: the field a total line is told by."""

    plan: Plan
    shelf: Shelf
    as_of: date
    about: str
    key_fields: tuple[str, ...]
    refusals: list[Refusal] = field(default_factory=list)
    totals: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    sums: Sums = field(default_factory=Sums)
    rows: int = 0
    _keys: list[np.ndarray] = field(default_factory=list)
    _same: list[np.ndarray] = field(default_factory=list)
    _rows: list[np.ndarray] = field(default_factory=list)

    def feed(self, raw: Raw) -> pa.Table | None:
        """Typed columns of the rows of a batch that are good so far, with `_row`."""
        for one in raw.misshapen:
            self.rows += 1
            self.refusals.append(Refusal(row=one.row, column="", text="", words=one.words))
        lines = lines_of(raw, self.plan, self.about)
        self.totals += lines.totals
        self.refusals += lines.refusals
        self.rows += len(lines)
        if len(lines) == 0:
            return None
        bad = lines.bad.copy()
        columns = self._read(lines, bad)
        self._check_payments(lines, columns, bad)
        columns["_row"] = pa.array(lines.rows)
        table = pa.table(columns).filter(pa.array(~bad))
        texts = [
            table.column(name).combine_chunks().cast(pa.string())
            for name in sorted(columns)
            if name != "_row"
        ]
        keys = [_text(table, name) for name in self.key_fields]
        self._keys.append(hashed(_joined(keys)))
        self._same.append(hashed(_joined(texts)))
        self._rows.append(table.column("_row").to_numpy())
        return table

    def verdict(self) -> Verdict:
        """Every refusal and the rows that stay out."""
        self._repeats()
        held = np.array(sorted({refusal.row for refusal in self.refusals if refusal.held}), np.int64)
        self.refusals.sort(key=lambda refusal: refusal.row)
        return Verdict(rows=self.rows, refusals=self.refusals, held=held)

    def _read(self, lines: Lines, bad: np.ndarray) -> dict[str, pa.Array]:
        columns: dict[str, pa.Array] = {}
        currencies: pa.Array | None = None
        for column in sorted(self.plan.columns, key=lambda one: one.field.cell is Cell.AMOUNT):
            parsed = self.shelf.parse(column, lines.cells[column.field.code], currencies)
            columns[column.field.code] = parsed.values
            self.sums.add(column, parsed)
            if column.field.cell is Cell.CURRENCY:
                currencies = parsed.values
            self._note(parsed.faults, column, lines, bad)
        return columns

    def _check_payments(self, lines: Lines, columns: dict[str, pa.Array], bad: np.ndarray) -> None:
        paid_on, amount = self.plan.column("payment.on"), self.plan.column("payment.amount")
        if paid_on is None or amount is None:
            return
        ahead = pc.fill_null(pc.greater(columns["payment.on"], pa.scalar(self.as_of)), False)
        self._note_places(ahead, paid_on, lines, bad, _AHEAD)
        nothing = pc.fill_null(pc.equal(columns["payment.amount"], 0), False)
        self._note_places(nothing, amount, lines, bad, _NOT_ZERO)
        kind = self.plan.column("payment.kind")
        if kind is not None:
            back = pc.fill_null(pc.equal(columns["payment.kind"], "reversal"), False)
            original = columns.get("payment.reverses", pa.nulls(len(lines), pa.string()))
            self._note_places(pc.and_(back, pc.is_null(original)), kind, lines, bad, _NO_ORIGINAL)

    def _note_places(
        self, chosen: pa.Array, column: PlannedColumn, lines: Lines, bad: np.ndarray, words: Words
    ) -> None:
        cells = lines.cells[column.field.code]
        places = np.flatnonzero(chosen.to_numpy(zero_copy_only=False)).tolist()
        faults = [Fault(place, cells[place].as_py(), words, True) for place in places]
        self._note(faults, column, lines, bad)

    def _note(self, faults: list[Fault], column: PlannedColumn, lines: Lines, bad: np.ndarray) -> None:
        for fault in faults:
            bad[fault.place] |= fault.held
            self.refusals.append(
                Refusal(
                    row=int(lines.rows[fault.place]),
                    column=column.heading,
                    text=fault.text,
                    words=fault.words,
                    personal=column.field.personal,
                    held=fault.held,
                )
            )

    def _repeats(self) -> None:
        """Keys that stand twice. The same word for word: the later row goes; else all of them go."""
        if not self._keys:
            return
        keys, same, rows = (np.concatenate(parts) for parts in (self._keys, self._same, self._rows))
        order = np.lexsort((rows, keys))
        keys, same, rows = keys[order], same[order], rows[order]
        first = 0
        for place in range(1, len(keys)) if (keys[1:] == keys[:-1]).any() else ():
            if keys[place] != keys[place - 1] or keys[place] == NO_KEY:
                first = place
                continue
            row, other = int(rows[place]), int(rows[first])
            if same[place] == same[first]:
                words = Words(f"与第 {other} 行完全相同", f"repeats row {other} word for word")
            else:
                words = Words(
                    f"与第 {other} 行编号相同但内容不同", f"the key of row {other} with other content"
                )
                back = Words(f"与第 {row} 行编号相同但内容不同", f"the key of row {row} with other content")
                self.refusals.append(Refusal(row=other, column="", text="", words=back))
            self.refusals.append(Refusal(row=row, column="", text="", words=words))


def _text(table: pa.Table, name: str) -> pa.Array:
    if name not in table.column_names:
        return pa.nulls(table.num_rows, pa.string())
    return table.column(name).combine_chunks().cast(pa.string())


def _joined(columns: list[pa.Array]) -> pa.Array:
    return pc.binary_join_element_wise(*columns, "\x1f", null_handling="replace", null_replacement="\x00")
