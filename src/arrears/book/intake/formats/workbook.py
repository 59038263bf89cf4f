"""Excel workbooks: .xlsx by its XML limits first, then by calamine; .xls by calamine.

A cell that is a formula, an error value or part of a merged range is not taken: its stored value may be old,
and a merged value belongs to nobody. Titles merged above the headings do no harm.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from itertools import islice

import numpy as np
import pyarrow as pa
import xlsxwriter
from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetVisibleEnum

from arrears.book.intake.contracts import IntakeError
from arrears.book.intake.contracts.raw import Raw
from arrears.book.intake.formats.source import (
    BATCH_ROWS,
    TOP_ROWS,
    Match,
    Source,
    check_headings,
    heading_row,
    not_a_formula,
    unusable,
)
from arrears.book.intake.formats.trial import needs_trial, try_apart
from arrears.kernel.words import Words

WORKBOOK_BYTES_MAX = 200 * 1024**2
UNPACKED_BYTES_MAX = 1024**3
RATIO_MAX = 200
RATIO_FREE_BYTES = 20 * 1024**2  # small workbooks may pack as well as they like
PARTS_MAX = 2_000
STRANGE_CELLS_MAX = 100_000
EXACT_DIGITS = 15  # what a spreadsheet number can hold

_FORMULA = Words("单元格是公式，请改为数值或文本", "the cell is a formula; give the value instead")
_ERROR = Words("单元格是表格软件的错误值", "the cell is an error value of the spreadsheet")
_MERGED = Words("单元格是合并单元格，请取消合并", "the cell is merged; please unmerge it")
_CELL = re.compile(rb"<(?:\w+:)?c\s([^>]*)>(?:\s*<(?:\w+:)?(f)[\s/>])?")
_PLACE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_IS_ERROR = re.compile(rb'\bt="e"')
_BROKEN = (
    zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError, RuntimeError, OSError, EOFError, ValueError,
)  # fmt: skip  # what Python's reader raises on a damaged archive
_PANIC = (
    "PanicException"  # what the reader's Rust half raises on some damaged files: it has no name to import
)
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(slots=True)
class Workbook:
    """An open sheet of a workbook. `top`: 0-based row of the headings; `strange`: cells by 0-based row."""

    rows: CalamineSheet
    top: int
    headings: tuple[str, ...]
    strange: dict[int, list[tuple[int, Words]]] = field(default_factory=dict)
    kind: str = "xlsx"
    suffix: str = ".xlsx"
    media_type: str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    def batches(self) -> Iterator[Raw]:
        width = len(self.headings)
        rows = islice(self.rows.iter_rows(), self.top + 1, None)
        first = self.top + 1
        while batch := list(islice(rows, BATCH_ROWS)):
            columns = zip(*batch, strict=True)
            cells = tuple(pa.array([shown(value) for value in column], pa.string()) for column in columns)
            faulty = [
                (row - first, column, words)
                for row in range(first, first + len(batch))
                for column, words in self.strange.get(row, ())
                if column < width
            ]
            numbers = np.arange(first + 1, first + 1 + len(batch), dtype=np.int64)
            yield Raw(cells=cells, rows=numbers, faulty=tuple(faulty))
            first += len(batch)

    def write(self, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
        """Every cell as text, so that nothing is computed and no digit is lost."""
        sink = io.BytesIO()
        book = xlsxwriter.Workbook(
            sink, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        )
        text = book.add_format({"num_format": "@"})
        sheet = book.add_worksheet()
        for number, row in enumerate([headings, *rows]):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, not_a_formula(cell), text)
        book.close()
        return sink.getvalue()


def shown(value: object) -> str:
    """A spreadsheet value as the sender sees it. A number with more digits than a spreadsheet holds keeps its
    scientific notation, which no field accepts."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        if abs(value) >= 10**EXACT_DIGITS:
            return f"{value:.{EXACT_DIGITS - 1}E}"
        return f"{Decimal(f'{value:.{EXACT_DIGITS}g}'):f}"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat(" ")
    return value.isoformat() if isinstance(value, date) else str(value)


def open_workbook(source: Source, match: Match) -> Workbook:
    """The one sheet whose headings the mapping knows. IntakeError when it cannot be told or is not safe."""
    try:
        return _open(source, match)
    except IntakeError:
        raise
    except PasswordError as error:
        raise unusable("工作簿有密码保护", "the workbook is protected by a password") from error
    except (CalamineError, *_BROKEN) as error:
        raise _damaged() from error
    except BaseException as error:
        if type(error).__name__ != _PANIC:
            raise
        raise _damaged() from error


def _damaged() -> IntakeError:
    return unusable("工作簿已损坏或格式不受支持", "the workbook is damaged or of an unknown kind")


def _open(source: Source, match: Match) -> Workbook:
    if source.size > WORKBOOK_BYTES_MAX:
        raise unusable(
            f"工作簿超过 {WORKBOOK_BYTES_MAX // 1024**2} MiB，请改用 CSV",
            f"the workbook is larger than {WORKBOOK_BYTES_MAX // 1024**2} MiB; send it as CSV",
        )
    packed = source.head(4) == b"PK\x03\x04"
    if packed:
        _check_packing(source)
    if needs_trial(source):
        try_apart(source)
    with source.open() as handle:
        book = CalamineWorkbook.from_filelike(io.BytesIO(handle.read()))
    sheet, top, row = _sheet(book, match)
    left = sheet.start[1] if sheet.start else 0
    strange: dict[int, list[tuple[int, Words]]] = {}
    noted = 0
    for (first_row, first), (last_row, last) in sheet.merged_cell_ranges or ():
        rows, columns = range(max(first_row, top), last_row + 1), range(first, last + 1)
        noted += len(rows) * len(columns)
        if noted > STRANGE_CELLS_MAX:
            raise unusable("合并单元格过多，请取消合并", "too many merged cells; please unmerge them")
        for place in rows:
            strange.setdefault(place, []).extend((column - left, _MERGED) for column in columns)
    if packed:
        _formulas(source, sheet.name, left, strange)
    if top in strange:
        raise unusable("列名所在行有合并单元格", "the heading row has merged cells", "headings")
    return Workbook(rows=sheet, top=top, headings=check_headings(row), strange=strange)


def _sheet(book: CalamineWorkbook, match: Match) -> tuple[CalamineSheet, int, list[str]]:
    found: list[tuple[int, CalamineSheet, int, list[str]]] = []
    for meta in book.sheets_metadata:
        if meta.visible != SheetVisibleEnum.Visible:
            continue
        sheet = book.get_sheet_by_name(meta.name)
        top = [[shown(cell) for cell in row] for row in islice(sheet.iter_rows(), TOP_ROWS)]
        if not any(cell.strip() for row in top for cell in row):
            continue
        place = heading_row(top, match)
        found.append((match(top[place]), sheet, place, top[place]))
    if not found:
        raise unusable("工作簿中没有任何内容", "there is nothing in the workbook")
    best = max(known for known, *_ in found)
    chosen = [entry for entry in found if entry[0] == best]
    if len(chosen) > 1:
        names = [entry[1].name for entry in chosen]
        raise unusable(
            f"有多个工作表（{'、'.join(names)}），请只保留一个",
            f"there are several sheets ({', '.join(names)}); please keep one",
        )
    return chosen[0][1:]


def _check_packing(source: Source) -> None:
    """Limits of the ZIP and of its XML, before anything unpacks it: parts, size, ratio, no document type."""
    with source.open() as handle, zipfile.ZipFile(handle) as archive:
        parts = archive.infolist()
        unpacked = sum(part.file_size for part in parts)
        dense = unpacked > RATIO_FREE_BYTES and unpacked > RATIO_MAX * source.size
        if len(parts) > PARTS_MAX or unpacked > UNPACKED_BYTES_MAX or dense:
            raise unusable(
                "压缩包展开后过大，疑似压缩炸弹", "the archive unpacks to far too much (a zip bomb?)"
            )
        if not any(part.filename.startswith("xl/workbook.") for part in parts):
            raise unusable("这是压缩包，不是工作簿", "this is an archive, not a workbook")
        for part in parts:
            with archive.open(part) as stream:
                start = stream.read(2000)
                if b"<!DOCTYPE" in start or b"<!ENTITY" in start:
                    raise unusable("工作簿的 XML 含有文档类型声明", "the workbook's XML has a document type")


def _formulas(source: Source, name: str, left: int, strange: dict[int, list[tuple[int, Words]]]) -> None:
    """Note the formula and error cells of a sheet by reading its XML, a block at a time."""
    noted = 0
    with source.open() as handle, zipfile.ZipFile(handle) as archive:
        part = _part_of(archive, name)
        if part is None:
            return
        rest = b""
        with archive.open(part) as stream:
            while block := stream.read(4 * 1024**2):
                text = rest + block
                cut = max(text.rfind(b"</c>"), text.rfind(b"</row>"), text.rfind(b":c>"))
                whole, rest = (
                    (text[: cut + 1], text[cut + 1 :][-65536:]) if cut >= 0 else (b"", text[-65536:])
                )
                if b"<f" not in whole and b":f" not in whole and b't="e"' not in whole:
                    continue
                for attributes, formula in _CELL.findall(whole):
                    where = _PLACE.search(attributes)
                    if where is None or not (formula or _IS_ERROR.search(attributes)):
                        continue
                    noted += 1
                    if noted > STRANGE_CELLS_MAX:
                        raise unusable(
                            "公式单元格过多，请粘贴为数值", "too many formulas; paste them as values"
                        )
                    column, row = _column_number(where.group(1)) - left, int(where.group(2)) - 1
                    strange.setdefault(row, []).append((column, _FORMULA if formula else _ERROR))


def _part_of(archive: zipfile.ZipFile, name: str) -> str | None:
    """The part that holds a sheet's cells; None where the workbook keeps them otherwise (.xlsb)."""
    try:
        book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
        relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    except (KeyError, ElementTree.ParseError, DefusedXmlException):
        return None
    wanted = next(
        (s.get(_RELATION) for s in book.iter() if s.tag.endswith("}sheet") and s.get("name") == name), None
    )
    target = next((r.get("Target") for r in relations if r.get("Id") == wanted), None)
    if target is None:
        return None
    path = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
    return path if path in archive.namelist() else None


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
