"""Broken files: well over a hundred ways in which a creditor's file can be wrong, each by name.

`error`: the file as a whole is unusable. `rejects`: some rows stay out, the others come in.
"""

from __future__ import annotations

import gzip
import io
import json
import random
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from tests.book.intake.sheets import ID_LI, ID_WANG, LEASE, csv_of, row, three_instalments

WANG = {
    "客户号": "K2",
    "姓名": "王五",
    "证件号码": ID_WANG,
    "担保人": "",
    "担保人证件号码": "",
    "担保人手机": "",
}
GOOD = three_instalments() + three_instalments("ZL-002", **WANG)
PAYMENT_HEADINGS = ("合同号", "还款日期", "还款金额", "币种", "流水号", "交易类型", "原流水号")


@dataclass(frozen=True, slots=True)
class Broken:
    content: bytes
    outcome: str
    mapping: str = "lease"


def corpus() -> dict[str, Broken]:
    """Every broken file by its name."""
    found: dict[str, Broken] = {}
    for part in (_encodings, _shapes, _cells, _rows, _workbooks, _json, _parquet, _payments, _totals):
        for name, broken in part().items():
            found[f"{part.__name__.strip('_')}: {name}"] = broken
    return found


def _error(content: bytes | str) -> Broken:
    return Broken(content if isinstance(content, bytes) else content.encode(), "error")


def _encodings() -> dict[str, Broken]:
    text = csv_of(GOOD).decode()
    utf8 = text.encode()
    return {
        "one wrong byte in UTF-8": _error(utf8[:200] + b"\xff" + utf8[200:]),
        "UTF-8 cut in a letter and gone on": _error(utf8[:100] + utf8[101:]),
        "UTF-16 without mark": _error(text.encode("utf-16-le")),
        "UTF-32": _error(text.encode("utf-32")),
        "Big5": _error("合約號,姓名\nA,陳先生\n".encode("big5")),
        "Shift-JIS": _error("契約番号,氏名\nA,田中\n".encode("shift_jis")),
        "read as Latin-1 and saved again": _error(utf8.decode("latin-1").encode()),
        "GBK read as Latin-1 and saved again": _error(text.encode("gbk").decode("latin-1").encode()),
        "random bytes": _error(random.Random(1).randbytes(5_000)),
        "a picture": _error(b"\x89PNG\r\n\x1a\n" + random.Random(2).randbytes(3_000)),
        "gzip": _error(gzip.compress(utf8)),
        "empty": _error(b""),
        "only space": _error(b"   \n\n\t\n"),
        "only a byte order mark": _error(b"\xef\xbb\xbf"),
        "only NUL": _error(b"\x00" * 2_000),
        "GBK cut in a letter": _error(text.encode("gbk") + b"\x81"),
    }


def _shapes() -> dict[str, Broken]:
    text = csv_of(GOOD).decode()
    lines = text.splitlines()
    no_quote = [*lines[:3], '"' + lines[3], *lines[4:]]
    return {
        "headings alone": _error(lines[0] + "\n"),
        "no headings": _error("\n".join(lines[1:])),
        "headings of a payment file": _error("合同号,还款日期,还款金额,流水号\nA,2026-01-01,1,L1\n"),
        "a title and nothing else": _error("某租赁公司逾期明细表,,,\n"),
        "English headings for a Chinese mapping": _error("Contract number,Name,Due date\nA,B,2026-01-01\n"),
        "no contract column": _error(text.replace("合同号", "编号", 1)),
        "no name column": _error(text.replace("姓名", "称呼", 1)),
        "no due date column": _error(text.replace("到期日", "某日", 1)),
        "no amount column": _error(text.replace("应还本金", "数目", 1)),
        "a heading twice": _error(text.replace("利息", "应还本金", 1)),
        "four hundred columns": _error(",".join(f"列{n}" for n in range(400)) + "\n" + "1," * 399 + "1\n"),
        "one column": _error("合同号\nZL-001\nZL-002\n"),
        "another separator than in the headings": Broken(
            (lines[0] + "\n" + "\n".join(lines[1:]).replace(",", "!")).encode(), "rejects"
        ),
        "a heading more than cells": Broken(
            text.replace("应还本金", "应还本金,逾期本金", 1).encode(), "rejects"
        ),
        "a cell of ten million letters": _error(text.replace("张三", "张" * 10_000_000, 1)),
        "a quote that never closes": _error(lines[0] + '\n"' + "\n".join(lines[1:]) * 40_000),
        "HTML under the name of Excel": _error(
            "<html><body><table><tr><td>合同号</td></tr></table></body></html>"
        ),
        "XML of an old Excel": _error('<?xml version="1.0"?><Workbook></Workbook>'),
        "a PDF": _error(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"),
        "a total line that does not add up": _error(text + "合计" + "," * 10 + "999.00,,\n"),
        "a cell of a million letters": Broken(text.replace("张三", "张" * 1_000_000, 1).encode(), "rejects"),
        "cut in the middle of a row": Broken(text[: len(text) - 30].encode(), "rejects"),
        "cut inside a quote": Broken((text + 'ZL-003,K3,"赵').encode(), "rejects"),
        "a quote opened and not closed": Broken("\n".join(no_quote).encode(), "rejects"),
        "a row with one cell more": Broken(
            "\n".join([*lines[:2], lines[2] + ",多", *lines[3:]]).encode(), "rejects"
        ),
        "a row with one cell less": Broken(
            "\n".join([*lines[:2], lines[2].rsplit(",", 1)[0], *lines[3:]]).encode(), "rejects"
        ),
        "a row with another separator": Broken(
            "\n".join([*lines[:2], lines[2].replace(",", ";"), *lines[3:]]).encode(), "rejects"
        ),
        "a line of prose among the rows": Broken(
            "\n".join([*lines[:4], "以下为二月数据", *lines[4:]]).encode(), "rejects"
        ),
        "the headings again among the rows": Broken(
            "\n".join([*lines[:4], lines[0], *lines[4:]]).encode(), "rejects"
        ),
        "mixed line ends and one bad cell": Broken(
            text.replace("1000.00", "?", 1).replace("\n", "\r\n", 3).encode(), "rejects"
        ),
    }


BAD_CELLS: dict[str, tuple[str, ...]] = {
    "到期日": (
        "2026-02-30", "2026-13-01", "0000-00-00", "2026-1", "31/12/2026", "明天", "1.5", "20261301", "9999-12-31",
        "-46027", "2026-02-29", "二〇二六年一月五日", "",
    ),
    "应还本金": (
        "-1000", "(1000)", "NaN", "inf", "-Infinity", "1e400", "0x10", "12,34", "１２ab", "1.234", "1000000000000000000",
        "=1+1", "=cmd|' /C calc'!A0", "#REF!", "一千元", "1 2 3", "", "1000.00.00", "¥", "1.0E+03", "−7",
    ),
    "证件号码": (
        "119999198503011231", "1199991985030112", "110105491231002", "ABC", "1.19999E+17", "11999920990301123X",
        "99010519491231002X", "91119999100000016A", "=A1", "11999919850230123X",
    ),
    "合同号": ("", "1.2E+12", "x" * 80, "ZL\x07", "=HYPERLINK(1)", "-"),
    "姓名": ("", "=1+1", "张" * 150, "张\x00三", "张\u202e三", "@SUM(A1)", "#N/A"),
    "期次": ("-1", "1.5", "一", "99999999999", ""),
    "担保人证件号码": (ID_LI[:-1] + "0",),
    "客户号": ("K" * 100, "1.5E+10"),
}  # fmt: skip


def _cells() -> dict[str, Broken]:
    return {
        f"{heading} = {text[:20]!r}": Broken(csv_of([GOOD[0] | {heading: text}, *GOOD[1:]]), "rejects")
        for heading, texts in BAD_CELLS.items()
        for text in texts
    }


def _rows() -> dict[str, Broken]:
    flagged = (*LEASE, "特殊标记", "币种", "起租日", "担保方式")

    def with_(rows: list[dict[str, str]], headings: tuple[str, ...] = LEASE) -> Broken:
        return Broken(csv_of(rows, headings), "rejects")

    return {
        "a contract's instalment twice": with_([*GOOD, GOOD[0] | {"应还本金": "7"}]),
        "a row twice": with_([*GOOD, GOOD[0]]),
        "a contract under two debtors": with_([*GOOD, row(期次="9", **WANG)]),
        "an identity number with two names": with_(
            [*GOOD, row(合同号="ZL-003", 客户号="K9", 姓名="张山") | {"客户号": "K1"}]
        ),
        "an unknown mark": with_([GOOD[0] | {"特殊标记": "可疑"}, *GOOD[1:]], flagged),
        "an unknown currency": with_([*GOOD, row(合同号="ZL-003", 币种="贝壳")], flagged),
        "an unknown guarantee": with_([*GOOD, row(合同号="ZL-003", 担保方式="口头")], flagged),
        "a contract date to come": with_([*GOOD, row(合同号="ZL-003", 起租日="2027-01-01")], flagged),
        "amounts in fen with decimals": Broken(
            csv_of([GOOD[0] | {"应还本金": "1000.5"}, *GOOD[1:]]).replace(
                "应还本金".encode(), "应还本金（分）".encode(), 1
            ),
            "rejects",
        ),
        "amounts far too large for 10,000 yuan": Broken(
            csv_of([GOOD[0] | {"应还本金": "99999999999"}, *GOOD[1:]]).replace(
                "应还本金".encode(), "应还本金（万元）".encode(), 1
            ),
            "rejects",
        ),
    }


def book(fill: Callable[[xlsxwriter.Workbook, Worksheet], None]) -> bytes:
    sink = io.BytesIO()
    made = xlsxwriter.Workbook(sink)
    fill(made, made.add_worksheet())
    made.close()
    return sink.getvalue()


def written(made: xlsxwriter.Workbook, sheet: Worksheet, rows: list[dict[str, str]] = GOOD) -> None:
    sheet.write_row(0, 0, LEASE)
    for number, one in enumerate(rows, start=1):
        for column, heading in enumerate(LEASE):
            sheet.write_string(number, column, one[heading])


def changed_part(content: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """A workbook with one part of its archive changed."""
    sink = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, change(data) if name == part else data)
    return sink.getvalue()


def _workbooks() -> dict[str, Broken]:
    good = book(written)
    sheet = "xl/worksheets/sheet1.xml"
    number = LEASE.index("证件号码")
    amount = LEASE.index("应还本金")
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr(sheet, b"0" * (60 * 1024**2))
    archive_of_csv = io.BytesIO()
    with zipfile.ZipFile(archive_of_csv, "w") as archive:
        archive.writestr("data.csv", csv_of(GOOD))

    def also(act: Callable[[Worksheet], object]) -> Broken:
        def fill(made: xlsxwriter.Workbook, one: Worksheet) -> None:
            written(made, one)
            act(one)

        return Broken(book(fill), "rejects")

    def twice(made: xlsxwriter.Workbook, one: Worksheet) -> None:
        written(made, one)
        written(made, made.add_worksheet())

    def hidden(made: xlsxwriter.Workbook, one: Worksheet) -> None:
        one.write(0, 0, "")
        data = made.add_worksheet()
        written(made, data)
        data.hide()

    return {
        "zip bomb": _error(bomb.getvalue()),
        "an archive of CSV": _error(archive_of_csv.getvalue()),
        "cut short": _error(good[: len(good) // 2]),
        "without its end": _error(good[:-30]),
        "damaged inside": _error(good[:400] + b"\x00" * 200 + good[600:]),
        "no sheet in it": _error(book(lambda made, one: None)),
        "two sheets alike": _error(book(twice)),
        "the data on a hidden sheet": _error(book(hidden)),
        "a document type": _error(
            changed_part(good, "xl/workbook.xml", lambda xml: b'<!DOCTYPE x [<!ENTITY a "b">]>' + xml)
        ),
        "broken XML": _error(changed_part(good, sheet, lambda xml: xml[: len(xml) // 2])),
        "an old format that is none": _error(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 3_000),
        "merged headings": _error(
            book(lambda made, one: (written(made, one), one.merge_range(0, 0, 0, 1, "合同号")))
        ),  # type: ignore[func-returns-value]  # two steps in one line
        "a formula as an amount": also(lambda one: one.write_formula(1, amount, "=500+500", None, 1000)),
        "a formula without a value": also(lambda one: one.write_formula(1, amount, "=A1")),
        "an error as an amount": also(lambda one: one.write_formula(1, amount, "=1/0", None, "#DIV/0!")),
        "merged data cells": also(lambda one: one.merge_range(1, 0, 2, 0, "ZL-001")),
        "an identity number as a number": also(lambda one: one.write_number(1, number, 110105194912310020)),
        "a negative amount": also(lambda one: one.write_number(1, amount, -5)),
        "an amount with too many decimals": also(lambda one: one.write_number(1, amount, 10 / 3)),
        "a truth as an amount": also(lambda one: one.write_boolean(1, amount, True)),
        "a day as an amount": also(lambda one: one.write_string(1, amount, "2026-01-05")),
        "a number far too large": also(lambda one: one.write_number(1, amount, 1e300)),
    }


def _json() -> dict[str, Broken]:
    text = json.dumps(GOOD, ensure_ascii=False)
    nested = [GOOD[0] | {"姓名": {"姓": "张"}}, *GOOD[1:]]
    lines = "\n".join(json.dumps(one, ensure_ascii=False) for one in GOOD)
    return {
        "cut short": _error(text[:-20]),
        "a list of numbers": _error("[1, 2, 3]"),
        "a list of lists": _error('[["合同号"], ["ZL-001"]]'),
        "an empty list": _error("[]"),
        "an empty object": _error("{}"),
        "nested a hundred thousand deep": _error('{"a":' * 100_000),
        "brackets a hundred thousand deep": _error("[" * 100_000),
        "in GBK": _error(text.encode("gbk")),
        "no contract key": _error(text.replace("合同号", "编号")),
        "a line that is none": _error(lines + "\nnot json\n"),
        "a line that is a list": _error(lines + "\n[1]\n"),
        "a nested value": Broken(json.dumps(nested, ensure_ascii=False).encode(), "rejects"),
        "NaN": Broken(text.replace('"1000.00"', "NaN", 1).encode(), "rejects"),
        "infinity": Broken(text.replace('"1000.00"', "-Infinity", 1).encode(), "rejects"),
        "a huge exponent": Broken(text.replace('"1000.00"', "1e400", 1).encode(), "rejects"),
        "a negative number": Broken(text.replace('"1000.00"', "-5", 1).encode(), "rejects"),
        "null for a contract": Broken(text.replace('"ZL-001"', "null", 1).encode(), "rejects"),
        "a list for an amount": Broken(text.replace('"1000.00"', "[1000]", 1).encode(), "rejects"),
    }


def _parquet() -> dict[str, Broken]:
    table = pa.Table.from_pylist(GOOD)
    place = table.column_names.index("应还本金")

    def saved(one: pa.Table) -> bytes:
        sink = io.BytesIO()
        pq.write_table(one, sink)
        return sink.getvalue()

    def amounts(values: list[object], kind: pa.DataType) -> Broken:
        return Broken(saved(table.set_column(place, "应还本金", pa.array(values, kind))), "rejects")

    good = saved(table)
    nested = table.append_column("附加", pa.array([{"a": 1}] * 6))
    return {
        "cut short": _error(good[: len(good) // 2]),
        "only its mark": _error(b"PAR1"),
        "damaged inside": _error(good[:-200] + b"\x00" * 150 + good[-50:]),
        "a nested column": _error(saved(nested)),
        "no name column": _error(saved(table.drop_columns(["姓名"]))),
        "no rows": _error(saved(table.slice(0, 0))),
        "NaN": amounts([float("nan"), 1.0, 1.0, 1.0, 1.0, 1.0], pa.float64()),
        "infinity": amounts([float("inf"), 1.0, 1.0, 1.0, 1.0, 1.0], pa.float64()),
        "negative decimals": amounts([Decimal("-1.00"), *[Decimal("1.00")] * 5], pa.decimal128(10, 2)),
        "too fine decimals": amounts([Decimal("1.001"), *[Decimal("1.000")] * 5], pa.decimal128(10, 3)),
        "null amounts": amounts([None, 1, 1, 1, 1, 1], pa.int64()),
        "bytes that are no text": amounts([b"\xff\xfe", b"1", b"1", b"1", b"1", b"1"], pa.binary()),
    }


PAID = {"合同号": "ZL-001", "还款日期": "2026-03-01", "还款金额": "10", "流水号": "L1"}
BAD_PAYMENTS = {
    "an unknown contract": {"合同号": "ZL-777"},
    "no contract": {"合同号": ""},
    "a day to come": {"还款日期": "2027-01-01"},
    "no such day": {"还款日期": "2026-02-30"},
    "nothing paid": {"还款金额": "0"},
    "a negative payment": {"还款金额": "-10"},
    "no number": {"流水号": ""},
    "another currency": {"币种": "USD"},
    "a reversal of nothing": {"交易类型": "冲正"},
    "a reversal of an unknown payment": {"交易类型": "冲正", "原流水号": "L0"},
    "an unknown kind": {"交易类型": "赠送"},
    "a number lost in scientific notation": {"流水号": "2.02603E+15"},
}


def _payments() -> dict[str, Broken]:
    other = PAID | {"流水号": "L2"}
    found = {
        name: Broken(csv_of([PAID | change, other], PAYMENT_HEADINGS), "rejects", "payments")
        for name, change in BAD_PAYMENTS.items()
    }
    twice = [PAID, PAID | {"还款金额": "11"}, other]
    found["one number, two payments"] = Broken(csv_of(twice, PAYMENT_HEADINGS), "rejects", "payments")
    found["no amount column"] = Broken(csv_of([PAID], ("合同号", "还款日期", "流水号")), "error", "payments")
    return found


def _totals() -> dict[str, Broken]:
    headings = ("产品", "合同数", "余额")
    good = {"产品": "金卡", "合同数": "5", "余额": "100"}
    return {
        "a negative balance": Broken(csv_of([good | {"余额": "-1"}], headings), "rejects", "totals"),
        "no product": Broken(csv_of([good, good | {"产品": ""}], headings), "rejects", "totals"),
        "half a contract": Broken(csv_of([good | {"合同数": "1.5"}], headings), "rejects", "totals"),
        "no balance column": Broken(csv_of([good], ("产品", "合同数")), "error", "totals"),
    }
