"""CSV and its kin: UTF-8 with or without mark, GB18030 (and so GBK), UTF-16; comma, semicolon, tab or bar."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from arrears.book.intake.contracts.raw import Misshapen, Raw
from arrears.book.intake.formats.source import (
    TOP_ROWS,
    Match,
    Source,
    check_headings,
    check_rows,
    heading_row,
    not_a_formula,
    unusable,
)
from arrears.kernel.words import Words

HEAD_BYTES = 1024 * 1024
BLOCK_BYTES = 4 * 1024 * 1024  # also the most that one row may hold
SEPARATORS = (",", ";", "\t", "|")
_UTF8 = frozenset({"utf-8", "utf-8-sig"})
_ENCODINGS = {"utf-8-sig": "utf-8", "utf-16": "utf-16"}
csv.field_size_limit(8 * HEAD_BYTES)  # Python's own limit is smaller than what a cell may be found to be
_BINARY = bytes(set(range(32)) - set(b"\t\n\r\x0b\x0c\x1b")) + b"\x7f"
_OPEN_QUOTE = Words("引号未配对或单元格含有换行", "a quote is not closed, or a cell holds a line break")


@dataclass(slots=True)
class Delimited:
    """An open text table. `encoding`: Python's name; `skip`: physical lines above the first data row."""

    source: Source
    encoding: str
    separator: str
    headings: tuple[str, ...]
    skip: int
    shift: int  # physical lines less records above the data
    kind: str = "csv"
    suffix: str = ".csv"
    media_type: str = "text/csv"

    def batches(self) -> Iterator[Raw]:
        strange: list[Misshapen] = []
        skipped: list[int] = []
        longer: list[tuple[int, list[str]]] = []

        def note(row: arrow_csv.InvalidRow) -> str:
            skipped.append(row.number)
            number = row.number - self.shift
            lines = [self._cells(line) for line in row.text.splitlines()[:1000]]
            width = len(self.headings)
            if len(lines) == 1 and len(lines[0]) > width and not any(c.strip() for c in lines[0][width:]):
                longer.append((number, lines[0][:width]))
                return "skip"
            count, words = row.actual_columns, _OPEN_QUOTE
            if len(lines) == 1:
                words = Words(
                    f"本行有 {count} 格，列名有 {width} 个",
                    f"the row has {count} cells, there are {width} headings",
                )
            strange.append(Misshapen(row=number, words=words, lines=tuple(tuple(line) for line in lines)))
            return "skip"

        row, done = self.skip, 0
        for batch in self._arrow(note):
            numbers = np.arange(row + 1, row + 1 + batch.num_rows + len(skipped), dtype=np.int64)
            numbers = numbers[~np.isin(numbers, skipped)][: batch.num_rows] if skipped else numbers
            row = int(numbers[-1]) if len(numbers) else row
            done += batch.num_rows
            check_rows(done)
            yield self._checked(batch, numbers - self.shift, strange)
            strange.clear()
        if longer or strange:
            cells = [
                pa.array([line[place] for _, line in longer], pa.string())
                for place in range(len(self.headings))
            ]
            rows = np.array([number for number, _ in longer], np.int64)
            yield Raw(cells=tuple(cells), rows=rows, misshapen=tuple(strange))

    def _arrow(self, note: object) -> Iterator[pa.RecordBatch]:
        names = [str(place) for place in range(len(self.headings))]
        try:
            with self.source.open() as handle:
                yield from arrow_csv.open_csv(
                    _Valid(handle) if self.encoding in _UTF8 else handle,
                    read_options=arrow_csv.ReadOptions(
                        use_threads=False,
                        block_size=BLOCK_BYTES,
                        column_names=names,
                        skip_rows=self.skip,
                        encoding=_ENCODINGS.get(self.encoding, self.encoding),
                    ),
                    parse_options=arrow_csv.ParseOptions(
                        delimiter=self.separator,
                        newlines_in_values=True,
                        ignore_empty_lines=False,
                        invalid_row_handler=note,
                    ),
                    convert_options=arrow_csv.ConvertOptions(
                        column_types={name: pa.string() for name in names},
                        strings_can_be_null=False,
                        check_utf8=False,  # proved while reading, or made by Python's decoder
                    ),
                )
        except UnicodeDecodeError as error:
            raise unusable(
                f"第 {error.start} 字节附近不是有效的 {self.encoding} 编码",
                f"near byte {error.start} the text is not valid {self.encoding}",
            ) from error
        except pa.ArrowInvalid as error:
            if "Empty CSV" not in str(error):
                raise _explained(error) from error

    def _checked(self, batch: pa.RecordBatch, rows: np.ndarray, strange: list[Misshapen]) -> Raw:
        """Take out rows in which an open quote has swallowed the rows after it."""
        swallowed = np.zeros(batch.num_rows, bool)
        pattern = rf"\n[^\n]*{re.escape(self.separator)}[^\n]*{re.escape(self.separator)}"
        for column in batch.columns:
            if _has_line_break(column):
                swallowed |= pc.match_substring_regex(column, pattern).to_numpy(zero_copy_only=False)
        found = list(strange)
        for place in np.flatnonzero(swallowed).tolist():
            cells = [column[place].as_py() for column in batch.columns]
            lines = [
                tuple(cells),
                *(tuple(self._cells(line)) for c in cells for line in c.split("\n")[1:1000]),
            ]
            found.append(Misshapen(row=int(rows[place]), words=_OPEN_QUOTE, lines=tuple(lines)))
        columns = batch.columns
        if swallowed.any():
            keep = pa.array(~swallowed)
            columns, rows = [column.filter(keep) for column in columns], rows[~swallowed]
        return Raw(cells=tuple(columns), rows=rows, misshapen=tuple(found))

    def _cells(self, line: str) -> list[str]:
        try:
            return next(csv.reader([line], delimiter=self.separator), [])
        except csv.Error:
            return []

    def write(self, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
        text = io.StringIO(newline="")
        writer = csv.writer(text, delimiter=self.separator, lineterminator="\r\n")
        writer.writerow([not_a_formula(heading) for heading in headings])
        writer.writerows([not_a_formula(cell) for cell in row] for row in rows)
        return text.getvalue().encode(self.encoding)


def _has_line_break(column: pa.Array) -> bool:
    letters = column.buffers()[2]
    return letters is not None and bool((np.frombuffer(letters, np.uint8) == ord("\n")).any())


class _Valid(io.RawIOBase):
    """A file whose bytes are proved to be UTF-8 while they are read, so that no row can be lost to a byte."""

    def __init__(self, handle: BinaryIO) -> None:
        self._handle = handle
        self._rest = b""
        self._done = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        block = self._handle.read(size)
        data = self._rest + block
        cut = _whole_letters(data) if block else len(data)
        good, self._rest = data[:cut], data[cut:]
        offsets = pa.py_buffer(np.array([0, len(good)], np.int64))
        try:
            pa.Array.from_buffers(pa.large_binary(), 1, [None, offsets, pa.py_buffer(good)]).cast(
                pa.large_string()
            )
        except pa.ArrowInvalid as error:
            raise unusable(
                f"第 {self._done} 字节之后含有无效的 UTF-8 字节",
                f"after byte {self._done} there are bytes that are not valid UTF-8",
            ) from error
        self._done += len(good)
        return block


def _whole_letters(data: bytes) -> int:
    """How many bytes to keep so that no letter is cut in two at the end."""
    for back in range(1, min(4, len(data)) + 1):
        byte = data[-back]
        if byte >= 0xC0:  # a letter begins here; it has 2, 3 or 4 bytes
            return len(data) - back if back < (2 if byte < 0xE0 else 3 if byte < 0xF0 else 4) else len(data)
        if byte < 0x80:
            break
    return len(data)


def open_delimited(source: Source, match: Match) -> Delimited:
    """Find encoding, separator and headings. IntakeError when the file is no text table."""
    head = source.head(HEAD_BYTES)
    encoding = _encoding(source, head)
    text = codecs.getincrementaldecoder(_ENCODINGS.get(encoding, encoding))("replace").decode(head)
    text = text.removeprefix("\ufeff")
    separator = _separator(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    rows: list[list[str]] = []
    ends: list[int] = []
    try:
        for row in reader:
            rows.append(row)
            ends.append(reader.line_num)
            if len(rows) == TOP_ROWS:
                break
    except csv.Error as error:
        raise unusable(
            "文件开头的单元格过长或含有非法字符", "a cell at the beginning is too long or broken"
        ) from error
    place = heading_row(rows, match)
    headings = list(rows[place])
    below = [row for row in rows[place + 1 :] if any(cell.strip() for cell in row)]
    if below and not any(cell.strip() for row in below for cell in row[len(headings) :]):
        headings += [""] * (min(len(row) for row in below) - len(headings))  # rows may end in a separator
    return Delimited(
        source=source,
        encoding=encoding,
        separator=separator,
        headings=check_headings(headings),
        skip=ends[place],
        shift=ends[place] - place - 1,
    )


def _encoding(source: Source, head: bytes) -> str:
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if sum(head[:65536].count(byte) for byte in _BINARY) > max(4, len(head[:65536]) // 100):
        raise unusable("不是表格文件（二进制内容）", "this is no table (binary content)")
    if _decodes(head, "utf-8"):
        if head.isascii() and len(head) == HEAD_BYTES and not _all_decodes(source, "utf-8"):
            return "gb18030"
        return "utf-8"
    if _intends_utf8(head):
        place = _first_fault(head)
        raise unusable(
            f"第 {head[:place].count(10) + 1} 行含有无效的 UTF-8 字节",
            f"row {head[:place].count(10) + 1} holds bytes that are not valid UTF-8",
        )
    if _decodes(head, "gb18030"):
        return "gb18030"
    raise unusable(
        "无法识别文字编码，请存为 UTF-8 或 GBK",
        "the encoding is not recognised; save the file as UTF-8 or GBK",
    )


def _decodes(head: bytes, encoding: str) -> bool:
    try:
        codecs.getincrementaldecoder(encoding)("strict").decode(head)
    except UnicodeDecodeError:
        return False
    return True


def _all_decodes(source: Source, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    try:
        with source.open() as handle:
            while block := handle.read(HEAD_BYTES):
                decoder.decode(block)
    except UnicodeDecodeError:
        return False
    return True


def _first_fault(head: bytes) -> int:
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start
    return len(head)


def _intends_utf8(head: bytes) -> bool:
    """Chinese in valid UTF-8 stands before the first wrong byte: a broken UTF-8 file, not a GBK one."""
    good = head[: _first_fault(head)].decode("utf-8", "ignore")
    return sum("\u4e00" <= letter <= "\u9fff" for letter in good) >= 2


def _separator(text: str) -> str:
    """The separator that parts the first lines most evenly."""
    lines = [line for line in text.splitlines()[:TOP_ROWS] if line.strip()]
    if not lines:
        raise unusable("文件中没有任何内容", "there is nothing in the file")
    counts = {separator: sorted(line.count(separator) for line in lines) for separator in SEPARATORS}
    best = max(SEPARATORS, key=lambda one: (counts[one][len(lines) // 2], counts[one][-1]))
    if counts[best][-1] == 0:
        raise unusable(
            "找不到分隔符（逗号、分号、制表符或竖线）", "no separator found (comma, semicolon, tab or bar)"
        )
    return best


def _explained(error: pa.ArrowInvalid) -> Exception:
    message = str(error)
    if "straddling" in message:
        return unusable(
            f"有一行超过 {BLOCK_BYTES // 1024**2} MiB，可能是引号未配对",
            f"a row is longer than {BLOCK_BYTES // 1024**2} MiB; a quote may not be closed",
        )
    if "UTF8" in message:
        return unusable("文件中含有无效的 UTF-8 字节", "the file holds bytes that are not valid UTF-8")
    return unusable("无法读取该文本表格", f"the text table cannot be read: {message[:120]}")
