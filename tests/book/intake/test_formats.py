"""File formats: found by what they are, read to texts, with the sender's row numbers."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from arrears.book.intake.contracts import IntakeError
from arrears.book.intake.formats import Table, open_table
from arrears.book.intake.formats.source import not_a_formula, source_of

HEADINGS = ("合同号", "姓名", "金额")


def match(row: object) -> int:
    return sum(cell in HEADINGS for cell in row) if isinstance(row, list | tuple) else 0


def opened(content: bytes | Path) -> Table:
    return open_table(source_of(content, None), match)


def rows(table: Table) -> list[tuple[int, tuple[str, ...]]]:
    """(row number, cells) in file order."""
    found = []
    for raw in table.batches():
        cells = list(zip(*(column.to_pylist() for column in raw.cells), strict=True))
        found += list(zip(raw.rows.tolist(), cells, strict=True))
    return found


def strange(table: Table) -> list[tuple[int, int, str]]:
    """Cells a format cannot vouch for, as (row number, column, reason)."""
    return [
        (int(raw.rows[place]), column, words.en)
        for raw in table.batches()
        for place, column, words in raw.faulty
    ]


def workbook(fill: Callable[[xlsxwriter.Workbook, Worksheet], None]) -> bytes:
    sink = io.BytesIO()
    book = xlsxwriter.Workbook(sink)
    fill(book, book.add_worksheet("数据"))
    book.close()
    return sink.getvalue()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("合同号,姓名,金额\nA,张,1\nB,李,2\n", [(2, ("A", "张", "1")), (3, ("B", "李", "2"))]),
        ("合同号,姓名,金额\r\nA,张,1\rB,李,2", [(2, ("A", "张", "1")), (3, ("B", "李", "2"))]),
        ("标题行,,\n\n合同号,姓名,金额\nA,张,1\n", [(4, ("A", "张", "1"))]),
        (
            '合同号,姓名,金额\nA,"张,三",1\nB,"李""四""",2\n',
            [(2, ("A", "张,三", "1")), (3, ("B", '李"四"', "2"))],
        ),
        ('合同号,姓名,金额\nA,"张\n三",1\nB,李,2\n', [(2, ("A", "张\n三", "1")), (3, ("B", "李", "2"))]),
        ("合同号,姓名,金额\nA,张,1,,\nB,李,2\n", [(3, ("B", "李", "2")), (2, ("A", "张", "1"))]),
        ("合同号,姓名,金额\nA,张,1,\nB,李,2,\n", [(2, ("A", "张", "1", "")), (3, ("B", "李", "2", ""))]),
        ("合同号\t姓名\t金额\nA\t张\t1,5\n", [(2, ("A", "张", "1,5"))]),
        ("合同号,姓名,金额\n", []),
    ],
)
def test_text_tables(text: str, found: list[tuple[int, tuple[str, ...]]]) -> None:
    assert rows(opened(text.encode())) == found


@pytest.mark.parametrize("text", ["合同号,姓名,金额\nA,张\nB,李,2\n", "合同号,姓名,金额\nA,张,1,x\nB,李,2\n"])
def test_rows_of_another_shape_are_set_apart(text: str) -> None:
    table = opened(text.encode())
    raws = list(table.batches())
    assert [one.row for raw in raws for one in raw.misshapen] == [2]
    assert [one.lines[0][0] for raw in raws for one in raw.misshapen] == ["A"]
    assert rows(table) == [(3, ("B", "李", "2"))]


def test_an_open_quote_does_not_swallow_rows_in_silence() -> None:
    text = '合同号,姓名,金额\nA,"张,1\nB,李,2\nC,王",3\nD,赵,4\n'
    table = opened(text.encode())
    (one,) = [one for raw in table.batches() for one in raw.misshapen]
    assert one.row == 2
    assert {line[0] for line in one.lines} >= {"A", "B", "C"}
    assert [cells[0] for _, cells in rows(table)] == ["D"]


def test_a_path_is_read_like_bytes(tmp_path: Path) -> None:
    path = tmp_path / "三月.csv"
    path.write_bytes("合同号,姓名,金额\nA,张,1\n".encode("gbk"))
    assert rows(opened(path)) == [(2, ("A", "张", "1"))]


def test_a_gbk_file_whose_chinese_comes_late() -> None:
    text = "number,name,amount\n" + "A1,Smith,1\n" * 120_000 + "A2,张三,2\n"
    found = rows(opened(text.encode("gbk")))
    assert found[-1][1] == ("A2", "张三", "2")


def test_workbook_values_are_texts_as_the_sender_sees_them() -> None:
    def fill(book: xlsxwriter.Workbook, sheet: Worksheet) -> None:
        sheet.write_row(0, 0, HEADINGS)
        sheet.write_number(1, 0, 123)
        sheet.write_datetime(1, 1, date(2026, 1, 5), book.add_format({"num_format": "yyyy-mm-dd"}))
        sheet.write_number(1, 2, 0.1 + 0.2)
        sheet.write_string(2, 0, "00123")
        sheet.write_boolean(2, 1, True)
        sheet.write_number(2, 2, 110105194912310020)

    found = rows(opened(workbook(fill)))
    assert found == [(2, ("123", "2026-01-05", "0.3")), (3, ("00123", "TRUE", "1.10105194912310E+17"))]


def test_a_table_that_does_not_begin_in_the_corner() -> None:
    def fill(book: xlsxwriter.Workbook, sheet: Worksheet) -> None:
        sheet.merge_range(1, 2, 1, 4, "逾期明细")
        sheet.write_row(3, 2, HEADINGS)
        sheet.write_row(4, 2, ["A", "张", "1"])
        sheet.write_formula(5, 4, "=1+1", None, 2)
        sheet.write_row(5, 2, ["B", "李"])

    table = opened(workbook(fill))
    assert table.headings == HEADINGS
    assert rows(table)[0] == (5, ("A", "张", "1"))
    assert strange(table) == [(6, 2, "the cell is a formula; give the value instead")]


def test_formulas_errors_and_merged_cells_are_named() -> None:
    def fill(book: xlsxwriter.Workbook, sheet: Worksheet) -> None:
        sheet.write_row(0, 0, HEADINGS)
        sheet.write_row(1, 0, ["A", "张"])
        sheet.write_formula(1, 2, "=SUM(1,2)", None, 3)
        sheet.merge_range(2, 0, 3, 0, "B")
        sheet.write_row(2, 1, ["李", "1"])
        sheet.write_row(3, 1, ["王", "2"])

    found = strange(opened(workbook(fill)))
    assert (2, 2, "the cell is a formula; give the value instead") in found
    assert {(row, column) for row, column, why in found if "merged" in why} == {(3, 0), (4, 0)}


def test_the_sheet_with_the_headings_is_taken() -> None:
    def fill(book: xlsxwriter.Workbook, sheet: Worksheet) -> None:
        sheet.write_row(0, 0, ["说明"])
        sheet.write_row(1, 0, ["请勿修改"])
        data = book.add_worksheet("明细")
        data.write_row(0, 0, HEADINGS)
        data.write_row(1, 0, ["A", "张", "1"])

    assert rows(opened(workbook(fill))) == [(2, ("A", "张", "1"))]


def test_two_sheets_with_the_headings() -> None:
    def fill(book: xlsxwriter.Workbook, sheet: Worksheet) -> None:
        for one in (sheet, book.add_worksheet("二月")):
            one.write_row(0, 0, HEADINGS)
            one.write_row(1, 0, ["A", "张", "1"])

    with pytest.raises(IntakeError, match="several sheets"):
        opened(workbook(fill))


def test_json_keeps_the_digits_that_were_written() -> None:
    text = '[{"合同号": 110105194912310020, "姓名": "张", "金额": 1.10}, {"合同号": "B", "金额": null}]'
    assert rows(opened(text.encode())) == [(1, ("110105194912310020", "张", "1.10")), (2, ("B", "", ""))]


@pytest.mark.parametrize(
    "text",
    [
        '{"rows": [{"合同号": "A", "姓名": "张", "金额": "1"}], "count": 1}',
        '{"合同号": "A", "姓名": "张", "金额": "1"}\n',
        '\ufeff[{"合同号": "A", "姓名": "张", "金额": "1"}]',
    ],
)
def test_shapes_of_json(text: str) -> None:
    assert rows(opened(text.encode())) == [(1, ("A", "张", "1"))]


def test_nested_json_is_named() -> None:
    text = json.dumps([{"合同号": "A", "姓名": {"名": "张"}, "金额": [1]}, {"合同号": "B", "多": 1}])
    assert [(row, column) for row, column, _ in strange(opened(text.encode()))] == [(1, 1), (1, 2)]


def test_parquet_types_become_texts() -> None:
    sink = io.BytesIO()
    table = pa.table(
        {
            "合同号": pa.array(["A", None]),
            "姓名": pa.array(["张", "李"]).dictionary_encode(),
            "金额": pa.array([Decimal("1.10"), None]),
            "日": pa.array([date(2026, 1, 5), None]),
            "数": pa.array([0.1 + 0.2, 3.0]),
        }
    )
    pq.write_table(table, sink)
    assert rows(opened(sink.getvalue())) == [
        (1, ("A", "张", "1.10", "2026-01-05", "0.3")),
        (2, ("", "李", "", "", "3")),
    ]


def bomb() -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (100 * 1024**2))
    return sink.getvalue()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "the file is empty"),
        (b"\n\n\n", "nothing in the file"),
        (b"\x00\x01\x02\x03" * 500, "no table"),
        (b"%PDF-1.7 something", "a web page or a PDF"),
        (b"<html><table></table></html>", "a web page or a PDF"),
        (b"just one column\nof text\n", "no separator"),
        ("合同号,姓名\n张".encode() + b"\xff\xfe,x\n", "not valid UTF-8"),
        (b"a,b\n\xff\xff\xff,1\n", "encoding is not recognised"),
        (b"PK\x03\x04 not really", "damaged"),
        (b"\xd0\xcf\x11\xe0 not really", "damaged"),
        (b"PAR1 not really PAR1", "damaged"),
        (b"[1, 2, 3]", "list of objects"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"a": ', "not valid JSON"),
        (b'[{"a": 1}', "not valid JSON"),
        (b"[]", "nothing in the file"),
        (",".join(f"c{n}" for n in range(400)).encode() + b"\n1\n", "too many columns"),
    ],
)
def test_what_is_no_table(content: bytes, reason: str) -> None:
    with pytest.raises(IntakeError, match=reason) as caught:
        rows(opened(content))
    assert caught.value.words.zh


def test_a_zip_bomb_is_not_unpacked() -> None:
    content = bomb()
    assert len(content) < 1024**2
    with pytest.raises(IntakeError, match="zip bomb"):
        opened(content)


def test_a_document_type_in_a_workbook() -> None:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        archive.writestr("xl/workbook.xml", '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><workbook/>')
    with pytest.raises(IntakeError, match="document type"):
        opened(sink.getvalue())


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(IntakeError, match="no such file"):
        opened(tmp_path / "nothing.csv")


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1", "'=1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@a", "'@a"),
        ("\t=1", "'\t=1"),
        ("张三", "张三"),
        ("1-2", "1-2"),
        ("", ""),
    ],
)
def test_formulas_are_never_written(cell: str, written: str) -> None:
    assert not_a_formula(cell) == written
