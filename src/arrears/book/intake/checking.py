"""From an open file to checked columns: the rules bound to the columns, and a spool for what was read.

Plain Python: what `accept`, the preview and the benchmarks share.
"""

from __future__ import annotations

import io
import secrets
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from typing import BinaryIO

import pyarrow as pa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from arrears.book.intake.columns.accounts import AccountBatch, AccountCheck
from arrears.book.intake.columns.cells import ColumnReader
from arrears.book.intake.columns.flat import FlatCheck
from arrears.book.intake.columns.lines import Shelf
from arrears.book.intake.contracts import ControlTotals, FileKind, IntakeError
from arrears.book.intake.contracts.mapping import Cell, Mapping, Plan, PlannedColumn
from arrears.book.intake.contracts.raw import Raw
from arrears.book.intake.formats.source import Table
from arrears.book.intake.rules import cells, identity
from arrears.book.intake.rules.control import Comparison
from arrears.book.intake.rules.headings import folded
from arrears.kernel.words import Words

SPOOL_BYTES_MAX = 384 * 1024**2  # kept in memory; what is more waits on disk, sealed under a key of its own
REFUSALS_MAX = 200_000
Progress = Callable[[int, int], None]


def shelf() -> Shelf:
    """Readers with the rule of each column behind them."""

    def make(column: PlannedColumn, currency: str) -> ColumnReader:
        digits = cells.factor_digits(column.unit, currency) if column.field.cell is Cell.AMOUNT else 0
        return ColumnReader(
            column=column,
            rule=lambda text: cells.read(text, column, currency),
            not_empty=cells.NOT_EMPTY,
            decimals=digits,
        )

    return Shelf(make)


def account_check(plan: Plan, as_of: date) -> AccountCheck:
    return AccountCheck(
        plan=plan,
        shelf=shelf(),
        judge=lambda number, stated: identity.judge(number, stated, as_of),
        as_of=as_of,
    )


def flat_check(plan: Plan, as_of: date) -> FlatCheck:
    if plan.mapping.kind is FileKind.PAYMENTS:
        return FlatCheck(plan, shelf(), as_of, "payment.account", ("payment.key",))
    return FlatCheck(plan, shelf(), as_of, "totals.product", ("totals.product", "totals.currency"))


def raws(table: Table, refused: Callable[[], int], progress: Progress | None) -> Iterator[Raw]:
    """The batches of a file, with progress, until far too much of it is wrong."""
    done = 0
    for raw in ahead(table.batches()):
        yield raw
        done += len(raw.rows)
        if refused() > REFUSALS_MAX:
            raise IntakeError(
                "file",
                Words(
                    f"超过 {REFUSALS_MAX} 处错误，请检查所选映射和单位",
                    f"more than {REFUSALS_MAX} faults; is this the right mapping, the right unit?",
                ),
            )
        if progress:
            progress(done, 0)


def ahead(batches: Iterator[Raw]) -> Iterator[Raw]:
    """The same batches, the next one being read by another thread while this one is checked."""
    with ThreadPoolExecutor(1) as reader:
        waiting = reader.submit(next, batches, None)
        while (raw := waiting.result()) is not None:
            waiting = reader.submit(next, batches, None)
            yield raw


@dataclass(slots=True)
class Spool:
    """Batches between the two looks at a file: memory first, then an unnamed file under a throw-away key, so
    that no personal data lies on a disk in clear."""

    _memory: list[AccountBatch] = field(default_factory=list)
    _bytes: int = 0
    _file: BinaryIO | None = None
    _sizes: list[tuple[int, bytes]] = field(default_factory=list)
    _cipher: AESGCM = field(default_factory=lambda: AESGCM(secrets.token_bytes(32)))

    def add(self, batch: AccountBatch) -> None:
        size = batch.heads.nbytes + batch.items.nbytes
        if self._file is None and self._bytes + size <= SPOOL_BYTES_MAX:
            self._memory.append(batch)
            self._bytes += size
            return
        if self._file is None:
            self._file = tempfile.TemporaryFile()  # noqa: SIM115  # closed by `close`
        for table in (batch.heads, batch.items):
            sink = io.BytesIO()
            with pa.ipc.new_stream(sink, table.schema) as writer:
                writer.write_table(table)
            nonce = secrets.token_bytes(12)
            sealed = self._cipher.encrypt(nonce, sink.getvalue(), None)
            self._file.write(sealed)
            self._sizes.append((len(sealed), nonce))

    def batches(self) -> Iterator[AccountBatch]:
        yield from self._memory
        if self._file is None:
            return
        self._file.seek(0)
        sizes = iter(self._sizes)
        for heads, items in zip(sizes, sizes, strict=True):
            yield AccountBatch(self._table(heads), self._table(items))

    def _table(self, part: tuple[int, bytes]) -> pa.Table:
        size, nonce = part
        if self._file is None:
            raise LookupError("nothing was spooled to disk")
        clear = self._cipher.decrypt(nonce, self._file.read(size), None)
        return pa.ipc.open_stream(clear).read_all()

    def close(self) -> None:
        self._memory.clear()
        if self._file is not None:
            self._file.close()
            self._file = None


def reads_as(column: PlannedColumn, text: str) -> bool:
    """Whether a cell can be read under a column; identity numbers must prove themselves."""
    value = cells.read(text, column, column.currency)
    if value is None or isinstance(value, Words):
        return False
    if column.field.cell is Cell.IDENTITY:
        return identity.kind_of(str(value), date.max) is not None
    return True


def personal_columns(mapping: Mapping, headings: Sequence[str]) -> dict[int, str]:
    """Places of the columns that hold personal data, with how each is masked."""
    kinds = {
        folded(name): column.field.personal
        for column in mapping.columns
        for name in (column.heading, *column.also)
        if column.field.personal
    }
    found = {place: kinds.get(folded(heading)) for place, heading in enumerate(headings)}
    return {place: kind for place, kind in found.items() if kind}


def check_totals(check: AccountCheck | FlatCheck, expected: ControlTotals | None, accounts: int) -> None:
    """Compare what the sender says beside the file, and in its total lines (合计), with what the file holds.

    Sums are over all rows, those that stay out as well; an amount that cannot be read leaves its column's total
    lines uncompared, and a sum stated beside the file unconfirmed. IntakeError names every difference; then
    nothing is loaded.
    """
    found = Comparison(check.plan.mapping.currency, check.sums.known(), frozenset(check.sums.unread))
    for row, texts in check.totals:
        for column in check.plan.columns:
            if column.field.code in found.known:
                said = cells.read(texts[column.field.code], column, column.currency)
                words = Words(f"第 {row} 行合计“{column.heading}”", f"total line {row}, {column.heading!r}")
                if isinstance(said, int):
                    found.amount(words, said, found.known[column.field.code])
    if expected is not None:
        found.beside(expected, check.rows, accounts)
    found.settle()
