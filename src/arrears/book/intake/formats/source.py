"""A file as it lies there: its bytes, its size, its fingerprint, and what kind of table it is."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from arrears.book.intake.contracts import IntakeError
from arrears.book.intake.contracts.raw import Raw
from arrears.kernel.words import Words

FILE_BYTES_MAX = 4 * 1024**3
ROWS_MAX = 20_000_000
COLUMNS_MAX = 300
TOP_ROWS = 20  # the headings stand among the first rows
BATCH_ROWS = 20_000

Match = Callable[[Sequence[str]], int]
"""How many headings of a row the mapping knows."""


class Table(Protocol):
    """An open file. `batches` may be asked for more than once; each time it reads the file anew."""

    kind: str
    suffix: str
    media_type: str
    headings: tuple[str, ...]

    def batches(self) -> Iterator[Raw]: ...

    def write(self, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
        """A file of the same kind and spelling with these rows."""
        ...


@dataclass(slots=True)
class Source:
    """A path or bytes, read as often as needed."""

    given: Path | bytes
    name: str

    @property
    def size(self) -> int:
        return len(self.given) if isinstance(self.given, bytes) else self.given.stat().st_size

    def open(self) -> BinaryIO:
        return io.BytesIO(self.given) if isinstance(self.given, bytes) else self.given.open("rb")

    def head(self, count: int) -> bytes:
        with self.open() as handle:
            return handle.read(count)

    def sha256(self) -> str:
        if isinstance(self.given, bytes):
            return hashlib.sha256(self.given).hexdigest()
        with self.given.open("rb") as handle:
            return hashlib.file_digest(handle, "sha256").hexdigest()


def unusable(zh: str, en: str, place: str = "file") -> IntakeError:
    return IntakeError(place, Words(zh, en))


def source_of(given: Path | bytes, name: str | None) -> Source:
    """Raises IntakeError when there is no file."""
    if isinstance(given, Path) and not given.is_file():
        raise unusable(f"找不到文件：{given.name}", f"no such file: {given.name}")
    return Source(given, (name or (given.name if isinstance(given, Path) else "upload"))[:200])


def check_size(source: Source) -> None:
    """Raises IntakeError when there is nothing to read or far too much."""
    if source.size == 0:
        raise unusable("文件是空的", "the file is empty")
    if source.size > FILE_BYTES_MAX:
        raise unusable(
            f"文件超过 {FILE_BYTES_MAX // 1024**3} GiB 的上限",
            f"the file is larger than the limit of {FILE_BYTES_MAX // 1024**3} GiB",
        )


def heading_row(rows: Sequence[Sequence[str]], match: Match) -> int:
    """The place of the heading row among a file's first rows: the one the mapping knows best, else the first
    that is not empty. Titles may stand above it."""
    best, found = 0, -1
    for place, row in enumerate(rows):
        known = match(row)
        if known > best:
            best, found = known, place
    if found < 0:
        found = next((place for place, row in enumerate(rows) if any(cell.strip() for cell in row)), -1)
    if found < 0:
        raise unusable("文件中没有任何内容", "there is nothing in the file")
    return found


def check_headings(headings: Sequence[str]) -> tuple[str, ...]:
    """Headings without the space around them; IntakeError when there are too many of them."""
    if len(headings) > COLUMNS_MAX:
        raise unusable(
            f"列数过多（{len(headings)}，最多 {COLUMNS_MAX}）",
            f"too many columns ({len(headings)}, at most {COLUMNS_MAX})",
            "headings",
        )
    return tuple(" ".join(heading.split())[:100] for heading in headings)


def check_rows(count: int) -> None:
    if count > ROWS_MAX:
        raise unusable(f"行数超过 {ROWS_MAX} 的上限", f"more than {ROWS_MAX} rows")


def not_a_formula(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: an apostrophe goes in front, and is read away again."""
    return "'" + cell if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
