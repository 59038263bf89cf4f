"""A workbook in the old Excel format (BIFF8 in a compound file), written by hand: just enough to be read.

[MS-XLS] 2.4 and [MS-CFB] 2: one stream "Workbook" of 512-byte sectors, cells as LABEL and NUMBER records.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

_SECTOR = 512
_STREAM_MIN = 4096  # a shorter stream would belong into the mini stream
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_GLOBALS, _SHEET = 0x0005, 0x0010


def workbook(rows: Sequence[Sequence[str | float]], sheet: str = "Sheet1") -> bytes:
    """An .xls file of one sheet."""
    bounds = struct.pack("<IBBBB", 0, 0, 0, len(sheet), 0) + sheet.encode("latin-1")
    head_size = len(_bof(_GLOBALS)) + len(_record(0x0085, bounds)) + len(_record(0x000A))
    head = _bof(_GLOBALS) + _record(0x0085, struct.pack("<I", head_size) + bounds[4:]) + _record(0x000A)
    width = max(len(row) for row in rows)
    body = _bof(_SHEET) + _record(0x0200, struct.pack("<IIHHH", 0, len(rows), 0, width, 0))
    cells = (_cell(at, column, value) for at, row in enumerate(rows) for column, value in enumerate(row))
    return _compound(head + body + b"".join(cells) + _record(0x000A))


def _record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _bof(kind: int) -> bytes:
    return _record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0x0DBB, 0x07CC, 0, 0x06))


def _cell(row: int, column: int, value: str | float) -> bytes:
    place = struct.pack("<HHH", row, column, 0)
    if isinstance(value, str):
        return _record(0x0204, place + struct.pack("<HB", len(value), 1) + value.encode("utf-16-le"))
    return _record(0x0203, place + struct.pack("<d", value))


def _compound(stream: bytes) -> bytes:
    """Sector 0: the allocation table; 1: the directory; from 2 on: the stream."""
    stream = stream.ljust(max(_STREAM_MIN, -(-len(stream) // _SECTOR) * _SECTOR), b"\0")
    count = len(stream) // _SECTOR
    chain = [_FAT, _END, *range(3, 2 + count), _END]
    assert len(chain) <= _SECTOR // 4, "one sector of the allocation table"
    table = b"".join(struct.pack("<I", one) for one in chain).ljust(_SECTOR, b"\xff")
    entries = _entry("Root Entry", 5, child=1) + _entry("Workbook", 2, start=2, size=len(stream))
    directory = entries + (_entry("", 0) * 2)
    header = struct.pack(
        "<8s16sHHHHH6xIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6,
        0, 1, 1, 0, _STREAM_MIN, _END, 0, _END, 0,
    )  # fmt: skip
    header += struct.pack("<I", 0) + struct.pack("<I", _FREE) * 108
    return header + table + directory + stream


def _entry(name: str, kind: int, *, child: int = _FREE, start: int = _END, size: int = 0) -> bytes:
    text = (name + "\0").encode("utf-16-le") if name else b""
    return struct.pack(
        "<64sHBBIII16sIQQIQ", text, len(text), kind, 1, _FREE, _FREE, child, b"", 0, 0, 0,
        start if kind == 2 else _END if kind else 0, size,
    )  # fmt: skip
