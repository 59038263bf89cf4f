"""The old Excel format: read like any other file, its rejects handed back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from arrears.book.portfolio.models import Account, Item
from arrears.foundation.api import SYSTEM, CreditorFacts, read_file
from tests.book.intake.corpus import GOOD, book, changed_part
from tests.book.intake.old_excel import workbook
from tests.book.intake.sheets import LEASE, said, take
from tests.book.intake.test_mutations import judged


def rows_of(rows: list[dict[str, str]]) -> list[list[str | float]]:
    """Rows as Excel keeps them: amounts and instalment numbers are numbers, all else is text."""
    numbers = ("应还本金", "利息", "期次")
    cells: list[list[str | float]] = [
        [float(row[one]) if one in numbers and row[one] else row[one] for one in LEASE] for row in rows
    ]
    return [list(LEASE), *cells]


def test_an_old_workbook_is_taken_like_any_other(leasing: CreditorFacts) -> None:
    report = take(workbook(rows_of(GOOD)), name="逾期.xls")
    assert (report.rows, report.accepted, report.accounts) == (6, 6, 2)
    assert (Account.objects.count(), Item.objects.count()) == (2, 6)
    assert {one.principal_minor for one in Item.objects.all()} == {1000_00}
    assert take(workbook(rows_of(GOOD)), name="逾期.xls").same_file_as == report.file_id


def test_what_stays_out_of_an_old_workbook_comes_back(leasing: CreditorFacts) -> None:
    wrong = [*GOOD, GOOD[0] | {"合同号": "ZL-009", "到期日": "2026-02-30"}]
    report = take(workbook(rows_of(wrong)), name="逾期.xls")
    assert (report.accepted, report.rejected) == (6, 1)
    assert [(row, column) for row, column, _ in said(report)] == [(8, "到期日")]
    assert report.rejects_file is not None
    assert read_file(report.rejects_file.id, SYSTEM)


def test_a_damaged_old_workbook_is_refused_in_words() -> None:
    """Among these are files that make the reader panic, and files that make it ask for all memory there is."""
    content = workbook(rows_of(GOOD))
    for cut in range(0, len(content), 397):
        judged(content[:cut] or b"x", "lease")
        judged(content[:cut] + b"\xff" * 24 + content[cut + 24 :], "lease")


def sheet_of(act: Callable[[Worksheet], object]) -> bytes:
    def fill(made: xlsxwriter.Workbook, sheet: Worksheet) -> None:
        sheet.write_row(0, 0, LEASE)
        act(sheet)

    return book(fill)


FAR = sheet_of(lambda sheet: sheet.write_string(1_048_575, 16_383, "x"))
MERGED = changed_part(
    sheet_of(lambda sheet: sheet.merge_range(1, 0, 2, 0, "x")),
    "xl/worksheets/sheet1.xml",
    lambda xml: xml.replace(b'"A2:A3"', b'"A2:XFD1048576"'),
)


@pytest.mark.parametrize("content", [FAR, MERGED], ids=["a cell in the last corner", "all cells merged"])
def test_a_workbook_of_a_few_bytes_cannot_ask_for_all_memory(content: bytes) -> None:
    assert len(content) < 20_000
    assert judged(content, "lease") is None
