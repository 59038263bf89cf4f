"""Direct-debit files: what goes to the bank and what comes back, in two layouts.

`csv`: UTF-8 with a heading line, amounts in major units with the currency's decimals.
`fixed`: records of fixed width in bytes (GB18030, as Chinese banks ask for), amounts in minor units, right
aligned with zeros, texts left aligned with blanks; a head with the count and the sum, one record a debit.

Going out, a record ends after the reference; coming back, the bank appends its result code and the amount
that it collected. A result code of zeros is success.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from arrears.book.payments.contracts import PostingRefused
from arrears.kernel.money import Money, parse
from arrears.kernel.words import Words

ENCODING = "gb18030"
ROWS_MAX = 1_000_000
HEADINGS = ("batch", "line", "bank", "account", "holder", "amount", "currency", "due", "reference")
RESULT_HEADINGS = ("batch", "line", "result", "collected", "currency")
_HEAD = (("kind", 1), ("batch", 40), ("due", 8), ("currency", 3), ("count", 8), ("sum", 16))
_DEBIT = (
    ("kind", 1),
    ("line", 8),
    ("bank", 20),
    ("account", 34),
    ("holder", 80),
    ("amount", 16),
    ("reference", 60),
)
_RESULT = (*_DEBIT, ("result", 10), ("collected", 16))
_NUMBERS = frozenset({"line", "amount", "count", "sum", "collected"})


class Layout(StrEnum):
    CSV = "csv"
    FIXED = "fixed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Debit:
    """One debit to ask for; personal values in clear, for the bank's file alone."""

    line: int
    bank: str
    account: str
    holder: str
    amount: Money
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DebitResult:
    """What the bank says of one line. `collected_minor`: 0 when it failed."""

    batch: str
    line: int
    code: str
    collected_minor: int

    @property
    def succeeded(self) -> bool:
        return self.collected_minor > 0 and not self.code.strip("0")


def write(layout: Layout, batch: str, due_on: date, currency: str, debits: Sequence[Debit]) -> bytes:
    """The file for the bank. PostingRefused when a value does not fit its place."""
    if layout is Layout.CSV:
        return _write_csv(batch, due_on, debits)
    head = {
        "kind": "H",
        "batch": batch,
        "due": f"{due_on:%Y%m%d}",
        "currency": currency,
        "count": len(debits),
        "sum": sum(one.amount.minor for one in debits),
    }
    records = [_record(_HEAD, head)]
    for one in debits:
        values = {
            "kind": "D",
            "line": one.line,
            "bank": one.bank,
            "account": one.account,
            "holder": one.holder,
            "amount": one.amount.minor,
            "reference": one.reference,
        }
        records.append(_record(_DEBIT, values))
    return b"".join(record + b"\r\n" for record in records)


def _write_csv(batch: str, due_on: date, debits: Sequence[Debit]) -> bytes:
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(HEADINGS)
    for one in debits:
        rows.writerow(
            (
                batch,
                one.line,
                one.bank,
                one.account,
                one.holder,
                one.amount.decimal,
                one.amount.currency,
                due_on.isoformat(),
                one.reference,
            )
        )
    return text.getvalue().encode()


def _record(places: Iterable[tuple[str, int]], values: dict[str, object]) -> bytes:
    parts = []
    for name, width in places:
        text = str(values[name])
        part = text.encode(ENCODING)
        if len(part) > width or "\r" in text or "\n" in text:
            raise PostingRefused(
                Words(f"{name} 放不进 {width} 个字节", f"{name} does not fit into {width} bytes")
            )
        parts.append(part.rjust(width, b"0") if name in _NUMBERS else part.ljust(width))
    return b"".join(parts)


def read(layout: Layout, content: bytes) -> list[DebitResult]:
    """The bank's results. PostingRefused names the line that cannot be read; nothing is taken then."""
    readers: dict[Layout, Callable[[bytes], list[DebitResult]]] = {
        Layout.CSV: _read_csv,
        Layout.FIXED: _read_fixed,
    }
    found = readers[layout](content)
    if len({(one.batch, one.line) for one in found}) != len(found):
        raise PostingRefused(Words("回盘文件中同一笔出现两次", "A line stands twice in the result file"))
    return found


def _read_csv(content: bytes) -> list[DebitResult]:
    try:
        rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise _unreadable(1) from error
    found = []
    for place, row in enumerate(rows[:ROWS_MAX], start=2):
        try:
            batch, line, code, amount, currency = (str(row[name] or "").strip() for name in RESULT_HEADINGS)
            collected = parse(amount or "0", currency).minor
            found.append(_result(batch, int(line), code, collected))
        except (KeyError, ValueError) as error:
            raise _unreadable(place) from error
    return found


def _read_fixed(content: bytes) -> list[DebitResult]:
    records = [record for record in content.replace(b"\r\n", b"\n").split(b"\n") if record.strip()]
    if not records or len(records) > ROWS_MAX:
        raise _unreadable(1)
    head = _fields(_HEAD, records[0], 1)
    if head["kind"] != "H":
        raise _unreadable(1)
    found = []
    for place, record in enumerate(records[1:], start=2):
        row = _fields(_RESULT, record, place)
        if row["kind"] != "D":
            raise _unreadable(place)
        try:
            found.append(
                _result(head["batch"], int(row["line"]), row["result"], int(row["collected"] or "0"))
            )
        except ValueError as error:
            raise _unreadable(place) from error
    if int(head["count"] or "0") != len(found):
        raise PostingRefused(
            Words("回盘文件笔数与表头不符", "The count in the head does not match the lines")
        )
    return found


def _result(batch: str, line: int, code: str, collected: int) -> DebitResult:
    if not code or collected < 0:
        raise ValueError("a result needs its code and an amount that is not negative")
    return DebitResult(batch=batch, line=line, code=code, collected_minor=collected)


def _fields(places: Sequence[tuple[str, int]], record: bytes, line: int) -> dict[str, str]:
    if len(record) != sum(width for _, width in places):
        raise _unreadable(line)
    found, start = {}, 0
    for name, width in places:
        try:
            found[name] = record[start : start + width].decode(ENCODING).strip()
        except UnicodeDecodeError as error:
            raise _unreadable(line) from error
        start += width
    return found


def _unreadable(line: int) -> PostingRefused:
    return PostingRefused(Words(f"第 {line} 行无法读取", f"Line {line} cannot be read"))
