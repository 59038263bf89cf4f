"""One column of cells to typed values.

Arrow reads the cells that are plain (most of a good file). Every other cell goes, once per distinct text, to
the rule (`rules.cells.read`), which either reads it or says what is wrong. So the rule stays the truth and a
million good cells cost milliseconds; a table of cases and a property hold the two together.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from arrears.book.intake.contracts.mapping import Cell, Empty, PlannedColumn
from arrears.kernel.money import AMOUNT_MINOR_MAX
from arrears.kernel.words import Words

Value = str | int | date | Words | None
Reader = Callable[[str], Value]
"""The rule bound to one column: a value, None for an empty cell, or what is wrong."""

MEMO_MAX = 200_000
TYPES: dict[Cell, pa.DataType] = {
    Cell.TEXT: pa.string(),
    Cell.NUMBER: pa.string(),
    Cell.IDENTITY: pa.string(),
    Cell.PHONE: pa.string(),
    Cell.EMAIL: pa.string(),
    Cell.CURRENCY: pa.string(),
    Cell.CHOICE: pa.string(),
    Cell.RATE: pa.string(),
    Cell.AMOUNT: pa.int64(),
    Cell.COUNT: pa.int64(),
    Cell.DATE: pa.date32(),
    Cell.YEAR: pa.int64(),
    Cell.GROUP: pa.string(),
}
AS_WRITTEN = frozenset({Cell.PHONE, Cell.EMAIL})
SOFT = AS_WRITTEN | {Cell.YEAR, Cell.GROUP}
"""A telephone number that is none does not keep a debt out of the book: it comes in as written, marked. Nor does a
year of birth that is none: it is not known."""

_BY_TEXT = frozenset({Cell.DATE, Cell.CHOICE, Cell.CURRENCY, Cell.COUNT, Cell.RATE, Cell.YEAR, Cell.GROUP})
_WORD = r"[^\p{C}\p{Z}]"
_PLAIN_TEXT = rf"^[^\p{{C}}\p{{Z}}=@+'\-#/\\—]{_WORD}*( {_WORD}+)*$"
_PLAIN_NUMBER = r"^[A-Za-z0-9][A-Za-z0-9_./\-]*$"
_NOT_NUMBER = r"^[0-9](\.[0-9]+)?[eE]\+[0-9]+$|^[0-9]+\.0$"
_NOTHING = pa.array(["null", "none", "na", "n/a", "nil", "无", "空"])
_CHINESE_PHONE = r"^1[3-9][0-9]{9}$|^0(10|2[0-9]|[3-9][0-9]{2})-?[0-9]{7,8}$"
_EMAIL = r"^[a-z0-9._%+\-]{1,64}@([a-z0-9]{1,63}\.)+[a-z]{2,63}$"
_STAMP = r"^[0-9]{4}[-/][0-9]{1,2}[-/][0-9]{1,2} [0-9]{1,2}:[0-9]{2}(:[0-9]{2})?$"


@dataclass(slots=True)
class Fault:
    """A cell that could not be read, by its place in the column. `held`: it keeps its row out."""

    place: int
    text: str
    words: Words
    held: bool


@dataclass(slots=True)
class Parsed:
    values: pa.Array
    faults: list[Fault] = field(default_factory=list)


@dataclass(slots=True)
class ColumnReader:
    """Reads one column of a file, batch after batch; remembers the texts it asked the rule about."""

    column: PlannedColumn
    rule: Reader
    not_empty: Words
    decimals: int = 2  # of an amount, from what is written to minor units
    _memo: dict[str, Value] = field(default_factory=dict)

    def parse(self, cells: pa.Array) -> Parsed:
        """Typed values of a column of texts; null where empty or at fault. Faults stand in row order."""
        kind = self.column.field.cell
        if kind in _BY_TEXT:
            return self._distinct(_without_time(cells) if kind is Cell.DATE else cells)
        values, plain = self._plain(cells)
        rest = np.flatnonzero(~plain)
        if len(rest) == 0:
            return Parsed(values)
        part = self._distinct(cells.take(pa.array(rest)))
        for fault in part.faults:
            fault.place = int(rest[fault.place])
        return Parsed(pc.replace_with_mask(values, pa.array(~plain), part.values), part.faults)

    def _plain(self, cells: pa.Array) -> tuple[pa.Array, np.ndarray]:
        """Values of the plain cells (null elsewhere) and which those are."""
        kind = self.column.field.cell
        if kind is Cell.AMOUNT:
            return self._amounts(cells)
        if kind is Cell.PHONE:
            plain = _mask(pc.match_substring_regex(cells, _CHINESE_PHONE))
            bare = pc.replace_substring_regex(_only(cells, plain), "^0|-", "")
            return pc.binary_join_element_wise("+86", bare, ""), plain
        if kind is Cell.EMAIL:
            plain = _mask(pc.match_substring_regex(cells, _EMAIL))
            return _only(cells, plain), plain
        plain = _mask(pc.match_substring_regex(cells, _PLAIN_TEXT if kind is Cell.TEXT else _PLAIN_NUMBER))
        if kind is not Cell.TEXT:
            plain &= ~_mask(pc.match_substring_regex(cells, _NOT_NUMBER))
        length = pc.fill_null(pc.utf8_length(cells), 0).to_numpy(zero_copy_only=False)
        plain &= length <= self.column.field.length_max
        short = np.flatnonzero(plain & (length <= 4))
        if len(short):
            nothing = pc.is_in(pc.ascii_lower(cells.take(pa.array(short))), _NOTHING)
            plain[short[nothing.to_numpy(zero_copy_only=False)]] = False
        kept = _only(cells, plain)
        return (pc.ascii_upper(kept) if kind is Cell.IDENTITY else kept), plain

    def _amounts(self, cells: pa.Array) -> tuple[pa.Array, np.ndarray]:
        """Plain decimals, with or without thousands separators, straight into minor units."""
        tail = rf"(\.[0-9]{{1,{self.decimals}}})?$" if self.decimals else "$"
        plain = _mask(pc.match_substring_regex(cells, rf"^[0-9]{{1,{16 - self.decimals}}}{tail}"))
        digits = cells
        if not plain.all():
            grouped = _mask(pc.match_substring_regex(cells, rf"^[0-9]{{1,3}}(,[0-9]{{3}}){{1,3}}{tail}"))
            if grouped.any():
                digits = pc.replace_substring(cells, ",", "")
                plain = plain | grouped
        exact = pc.cast(_only(digits, plain), pa.decimal128(18, self.decimals))
        limbs = exact.buffers()[1]
        minor = np.frombuffer(limbs, dtype=np.int64)[exact.offset * 2 : (exact.offset + len(exact)) * 2 : 2]
        plain = plain & (minor <= AMOUNT_MINOR_MAX)
        return pa.array(np.where(plain, minor, 0), pa.int64(), mask=~plain), plain

    def _distinct(self, cells: pa.Array) -> Parsed:
        """Read each distinct text once by the rule."""
        coded = pc.dictionary_encode(cells, null_encoding="encode")
        texts = coded.dictionary.to_pylist()
        read = [self._ask(text or "") for text in texts]
        wrong = [isinstance(value, Words) for value in read]
        good = pa.array([None if isinstance(v, Words) else v for v in read], TYPES[self.column.field.cell])
        codes = coded.indices
        values = good.take(codes)
        if not any(wrong):
            return Parsed(values)
        places = np.flatnonzero(np.array(wrong)[codes.to_numpy(zero_copy_only=False)])
        held = self.column.field.cell not in SOFT or self.column.column.required
        faults = []
        for place in places.tolist():
            code = codes[place].as_py()
            words = read[code]
            if isinstance(words, Words):
                faults.append(Fault(place, texts[code] or "", words, held))
        kept = not held and self.column.field.cell in AS_WRITTEN
        return Parsed(_as_written(values, faults) if kept else values, faults)

    def _ask(self, text: str) -> Value:
        if text in self._memo:
            return self._memo[text]
        value = self.rule(text)
        if value is None:
            empty = self.column.empty
            value = self.not_empty if empty is Empty.REJECT else 0 if empty is Empty.ZERO else None
        if len(self._memo) < MEMO_MAX:
            self._memo[text] = value
        return value


def _mask(found: pa.Array) -> np.ndarray:
    """An Arrow truth as numpy; null counts as false."""
    return np.asarray(pc.fill_null(found, False).to_numpy(zero_copy_only=False), dtype=bool)


def _only(cells: pa.Array, keep: np.ndarray) -> pa.Array:
    return cells if keep.all() else pc.if_else(pa.array(keep), cells, pa.scalar(None, pa.string()))


def _without_time(cells: pa.Array) -> pa.Array:
    """Drop the time of day of plain time stamps, so that few distinct texts are left."""
    stamped = pc.match_substring_regex(cells, _STAMP)
    if not pc.any(stamped).as_py():
        return cells
    return pc.if_else(stamped, pc.replace_substring_regex(cells, " .*$", ""), cells)


def _as_written(values: pa.Array, faults: list[Fault]) -> pa.Array:
    """Soft faults keep what the sender wrote, if it is short and visible, so that a person can mend it."""
    if not faults:
        return values
    kept: list[str | None] = values.to_pylist()
    for fault in faults:
        text = " ".join(fault.text.split())
        kept[fault.place] = (
            text if text.isprintable() and 0 < len(text) <= 40 and text[0] not in "=@" else None
        )
    return pa.array(kept, values.type)
