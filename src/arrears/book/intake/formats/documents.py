"""JSON: an array of flat objects, an object with one such array, or one object a line."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
import pyarrow as pa

from arrears.book.intake.contracts.raw import Raw
from arrears.book.intake.formats.source import (
    BATCH_ROWS,
    COLUMNS_MAX,
    Source,
    check_headings,
    check_rows,
    unusable,
)
from arrears.kernel.words import Words

ARRAY_BYTES_MAX = 128 * 1024**2
LINE_BYTES_MAX = 1024**2
KEYS_FROM_ROWS = 1_000

_NESTED = Words("单元格中含有嵌套结构", "the value is nested")
_LATE = Words("出现了前面没有的字段", "a key that no earlier row has")
Row = dict[str, Any]


@dataclass(slots=True)
class Documents:
    """Rows of a JSON file. Numbers keep the digits that were written."""

    read: Callable[[], Iterator[tuple[int, Row]]]
    headings: tuple[str, ...]
    by_line: bool
    kind: str = "json"
    suffix: str = ".json"
    media_type: str = "application/json"

    def batches(self) -> Iterator[Raw]:
        source = self.read()
        done = 0
        while batch := list(islice(source, BATCH_ROWS)):
            done += len(batch)
            check_rows(done)
            cells: list[list[str]] = [[] for _ in self.headings]
            faulty: list[tuple[int, int, Words]] = []
            for place, (_, row) in enumerate(batch):
                for column, heading in enumerate(self.headings):
                    value = row.get(heading)
                    if isinstance(value, (dict, list)):
                        faulty.append((place, column, _NESTED))
                    cells[column].append(shown(value))
                if len(row) > len(self.headings):
                    faulty.append((place, 0, _LATE))
            yield Raw(
                cells=tuple(pa.array(column, pa.string()) for column in cells),
                rows=np.array([number for number, _ in batch], np.int64),
                faulty=tuple(faulty),
            )

    def write(self, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
        objects = (dict(zip(headings, row, strict=True)) for row in rows)
        if self.by_line:
            return b"".join(json.dumps(one, ensure_ascii=False).encode() + b"\n" for one in objects)
        return json.dumps(list(objects), ensure_ascii=False, indent=1).encode()


def shown(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return json.dumps(value, ensure_ascii=False)[:2000]


def _loads(text: bytes, place: str) -> Any:
    """Numbers stay the text that was written, NaN and Infinity too: an amount is never a float."""
    try:
        return json.loads(text.decode("utf-8-sig"), parse_float=str, parse_int=str, parse_constant=str)
    except UnicodeDecodeError as error:
        raise unusable("JSON 必须是 UTF-8 编码", "JSON must be UTF-8", place) from error
    except RecursionError as error:
        raise unusable("JSON 嵌套过深", "the JSON is nested too deeply", place) from error
    except ValueError as error:
        raise unusable(f"不是有效的 JSON：{error}", f"not valid JSON: {error}", place) from error


def open_documents(source: Source) -> Documents:
    """IntakeError when the file is no list of flat objects."""
    by_line = _is_lines(source)
    if by_line:

        def read() -> Iterator[tuple[int, Row]]:
            return _lines(source)

    else:
        rows = _array(source)

        def read() -> Iterator[tuple[int, Row]]:
            return enumerate(rows, start=1)

    keys: dict[str, None] = {}
    for _, row in islice(read(), KEYS_FROM_ROWS):
        keys |= dict.fromkeys(row)
        if len(keys) > COLUMNS_MAX:
            break
    if not keys:
        raise unusable("文件中没有任何内容", "there is nothing in the file")
    check_headings(list(keys))
    return Documents(read=read, headings=tuple(keys), by_line=by_line)


def _is_lines(source: Source) -> bool:
    """One object a line: the first line is an object on its own."""
    first = source.head(LINE_BYTES_MAX).removeprefix(b"\xef\xbb\xbf").lstrip().split(b"\n", 1)[0].strip()
    if not (first.startswith(b"{") and first.endswith(b"}")):
        return False
    try:
        return isinstance(json.loads(first), dict) and not _wraps(json.loads(first))
    except (ValueError, RecursionError):
        return False


def _wraps(value: dict[str, Any]) -> bool:
    lists = [one for one in value.values() if isinstance(one, list) and one and isinstance(one[0], dict)]
    return len(lists) == 1


def _lines(source: Source) -> Iterator[tuple[int, Row]]:
    with source.open() as handle:
        number = 0
        while line := handle.readline(LINE_BYTES_MAX + 1):
            number += 1
            place = f"row {number}"
            if len(line) > LINE_BYTES_MAX:
                raise unusable("该行过长", "the row is too long", place)
            if not line.strip():
                continue
            row = _loads(line, place)
            if not isinstance(row, dict):
                raise unusable("该行不是对象", "the row is no object", place)
            yield number, row


def _array(source: Source) -> list[Row]:
    if source.size > ARRAY_BYTES_MAX:
        raise unusable(
            f"JSON 数组超过 {ARRAY_BYTES_MAX // 1024**2} MiB，请每行写一个对象",
            f"a JSON array larger than {ARRAY_BYTES_MAX // 1024**2} MiB; write one object a line",
        )
    with source.open() as handle:
        value = _loads(handle.read(), "file")
    if isinstance(value, dict) and _wraps(value):
        value = next(one for one in value.values() if isinstance(one, list) and one)
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        raise unusable("JSON 应为对象的列表", "the JSON must be a list of objects")
    return value
