"""The rejects file: the sender's own format, with the reason, to be corrected and sent again."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from datetime import date

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from arrears.book.intake.api import AcceptReport
from arrears.foundation.api import SYSTEM, CreditorFacts, read_file
from tests.book.intake.sheets import ID_WANG, LEASE, csv_of, row, take, three_instalments

REASONS = ["拒收列", "拒收原因"]
WANG = {"客户号": "K2", "姓名": "王五", "证件号码": ID_WANG}


def rejects(report: AcceptReport) -> bytes:
    assert report.rejects_file is not None
    return read_file(report.rejects_file.id, SYSTEM)


def bad_and_good() -> list[dict[str, str]]:
    bad = three_instalments(手机号="+86 15400000001", 姓名="=张三")
    return bad + three_instalments("ZL-002", **WANG)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_text_comes_back_as_it_came(leasing: CreditorFacts, encoding: str, separator: str) -> None:
    report = take(csv_of(bad_and_good(), encoding=encoding, separator=separator), name="三月.csv")
    assert report.rejects_file is not None
    assert report.rejects_file.name == "三月.rejects.csv"
    text = rejects(report).decode(encoding)
    rows = list(csv.reader(io.StringIO(text), delimiter=separator))
    assert rows[0] == [*LEASE, *REASONS]
    assert len(rows) == 1 + 3
    assert rows[1][-2:] == ["姓名", "单元格是公式，请改为数值或文本"]


def test_no_cell_of_a_rejects_file_is_a_formula(leasing: CreditorFacts) -> None:
    evil = row(姓名='=HYPERLINK("http://example","x")', 手机号="+8615400000001", 担保人="@SUM(A1)", 利息="-5")
    rows = list(csv.reader(io.StringIO(rejects(take(csv_of([evil]))).decode())))
    cells = dict(zip(rows[0], rows[1], strict=True))
    assert cells["姓名"].startswith("'=")
    assert cells["手机号"] == "'+8615400000001"
    assert cells["担保人"] == "'@SUM(A1)"
    assert cells["利息"] == "'-5"
    assert not any(cell[:1] in ("=", "+", "-", "@") for line in rows for cell in line)


def test_corrected_and_sent_again(leasing: CreditorFacts) -> None:
    report = take(csv_of(bad_and_good()))
    assert (report.accepted, report.rejected) == (3, 3)
    corrected = rejects(report).decode().replace("'=张三", "张三").encode()
    again = take(corrected, day=date(2026, 4, 1))
    assert (again.accepted, again.rejected, again.new, again.ignored_columns) == (3, 0, 1, ())


def test_sent_again_uncorrected_the_reasons_do_not_pile_up(leasing: CreditorFacts) -> None:
    first = rejects(take(csv_of([row(利息="-5")])))
    second = rejects(take(first, day=date(2026, 4, 1)))
    assert first == second


def test_a_row_with_too_many_cells_comes_back(leasing: CreditorFacts) -> None:
    lines = csv_of(three_instalments()).decode().splitlines()
    lines[2] += ",多余"
    report = take("\n".join(lines).encode())
    assert (report.rows, report.accepted, report.rejected) == (3, 0, 3)
    rows = list(csv.reader(io.StringIO(rejects(report).decode())))
    assert [line[-1] for line in rows[1:]] == [
        "同一合同的其他行有误，整个合同未接收",
        "本行有 14 格，列名有 13 个",
        "同一合同的其他行有误，整个合同未接收",
    ]


def workbook(rows: Sequence[dict[str, str]]) -> bytes:
    sink = io.BytesIO()
    book = xlsxwriter.Workbook(sink)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, LEASE)
    for place, one in enumerate(rows, start=1):
        for column, heading in enumerate(LEASE):
            sheet.write_string(place, column, one[heading])
    book.close()
    return sink.getvalue()


def test_a_workbook_comes_back_as_a_workbook_of_texts(leasing: CreditorFacts) -> None:
    report = take(workbook(bad_and_good()), name="三月.xlsx")
    assert (report.accepted, report.rejected) == (3, 3)
    content = rejects(report)
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    rows = [[cell.value for cell in line] for line in sheet.iter_rows()]
    assert rows[0] == [*LEASE, *REASONS]
    assert rows[1][2] == "'=张三"
    assert {cell.data_type for line in sheet.iter_rows() for cell in line if cell.value} == {"s"}
    again = take(content, day=date(2026, 4, 1))
    assert again.rejected == 3


def test_json_comes_back_as_json(leasing: CreditorFacts) -> None:
    content = json.dumps(bad_and_good(), ensure_ascii=False).encode()
    back = json.loads(rejects(take(content, name="三月.json")))
    assert [one["姓名"] for one in back] == ["=张三"] * 3
    assert back[0]["拒收原因"] == "单元格是公式，请改为数值或文本"


def test_json_lines_come_back_as_lines(leasing: CreditorFacts) -> None:
    content = "\n".join(json.dumps(one, ensure_ascii=False) for one in bad_and_good()).encode()
    back = [json.loads(line) for line in rejects(take(content)).decode().splitlines()]
    assert len(back) == 3


def test_parquet_comes_back_as_parquet(leasing: CreditorFacts) -> None:
    sink = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(bad_and_good()), sink)
    back = pq.read_table(io.BytesIO(rejects(take(sink.getvalue(), name="三月.parquet"))))
    assert back.column_names == [*LEASE, *REASONS]
    assert back.num_rows == 3


def test_english_senders_read_english_reasons(leasing: CreditorFacts) -> None:
    headings = ("Contract number", "Name", "Due date", "Principal")
    one = {"Contract number": "ZL-1", "Name": "Li Lei", "Due date": "2026-02-30", "Principal": "5"}
    rows = list(csv.reader(io.StringIO(rejects(take(csv_of([one], headings), mapping="lease_en")).decode())))
    assert rows[0][-2:] == ["Rejected column", "Reject reason"]
    assert rows[1][-2:] == ["Due date", "this day does not exist"]


def test_a_good_file_has_no_rejects(leasing: CreditorFacts) -> None:
    assert take(csv_of(three_instalments())).rejects_file is None
    assert take(csv_of([row(利息="-5")]), day=date(2026, 4, 1), dry_run=True).rejects_file is None
