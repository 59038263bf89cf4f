"""The kinds of files that senders use, each with its reader and its writer of rejects."""

from __future__ import annotations

from arrears.book.intake.formats.delimited import open_delimited
from arrears.book.intake.formats.documents import open_documents
from arrears.book.intake.formats.parquet import open_parquet
from arrears.book.intake.formats.source import Match, Source, Table, check_size, unusable
from arrears.book.intake.formats.workbook import open_workbook

__all__ = ["Match", "Source", "Table", "open_table"]

_PDF, _HTML = b"%PDF", (b"<html", b"<!doc", b"<tabl", b"<?xml")
_ZIP, _OLE, _PARQUET = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"PAR1"


def open_table(source: Source, match: Match) -> Table:
    """Open a file by what it is, whatever it is called. IntakeError when it is no table."""
    check_size(source)
    head = source.head(4096)
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if head.startswith((_ZIP, _OLE)):
        return open_workbook(source, match)
    if head.startswith(_PARQUET):
        return open_parquet(source)
    if start.startswith((b"{", b"[")):
        return open_documents(source)
    if start.startswith(_PDF) or start[:5].lower() in _HTML:
        raise unusable(
            "这是网页或 PDF，不是表格；请另存为 .xlsx 或 .csv",
            "this is a web page or a PDF, not a table; save it as .xlsx or .csv",
        )
    return open_delimited(source, match)
