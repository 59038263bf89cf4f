"""How one cell is read: a table for each kind, and the column form beside the rule."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arrears.book.intake.checking import shelf
from arrears.book.intake.contracts.mapping import Column, DateOrder, Empty, PlannedColumn, Unit
from arrears.book.intake.rules import cells
from arrears.book.intake.rules.fields import FIELDS
from arrears.kernel.words import Words
from tests.profiles import examples


def column(
    code: str,
    *,
    unit: Unit = Unit.YUAN,
    order: DateOrder = DateOrder.YMD,
    empty: Empty = Empty.UNKNOWN,
    currency: str = "CNY",
) -> PlannedColumn:
    return PlannedColumn(
        place=0,
        heading="x",
        column=Column(heading="x", field=FIELDS[code], empty=empty),
        unit=unit,
        currency=currency,
        date_order=order,
    )


def verdict(text: str, planned: PlannedColumn) -> object:
    """A value, None, or the English words of what is wrong; the column form must say the same."""
    by_rule = cells.read(text, planned, planned.currency)
    parsed = shelf().reader(planned, planned.currency).parse(pa.array([text]))
    if isinstance(by_rule, Words):
        assert [fault.words for fault in parsed.faults] == [by_rule]
        return by_rule.en
    assert parsed.faults == []
    assert parsed.values.to_pylist() == [by_rule]
    return by_rule


@pytest.mark.parametrize(
    ("text", "unit", "result"),
    [
        ("1234.50", Unit.YUAN, 123450),
        ("1,234.50", Unit.YUAN, 123450),
        ("1，234．50", Unit.YUAN, 123450),
        ("１２３４", Unit.YUAN, 123400),
        (" ¥1,234.5 ", Unit.YUAN, 123450),
        ("1234.500", Unit.YUAN, 123450),
        (".5", Unit.YUAN, 50),
        ("0", Unit.YUAN, 0),
        ("-0.00", Unit.YUAN, 0),
        ("+12", Unit.YUAN, 1200),
        ("12.34元", Unit.YUAN, 1234),
        ("1.5万元", Unit.YUAN, 1500000),
        ("1.5", Unit.WAN, 1500000),
        ("0.0001", Unit.WAN, 100),
        ("0.000001", Unit.WAN, 1),
        ("0.0000001", Unit.WAN, "finer than the smallest coin (the column is in 10,000 yuan)"),
        ("1234", Unit.FEN, 1234),
        ("12.5", Unit.FEN, "finer than the smallest coin (the column is in fen (cents))"),
        ("1.001", Unit.YUAN, "finer than the smallest coin (the column is in yuan)"),
        ("-5", Unit.YUAN, "an amount must not be negative"),
        ("(1,000.00)", Unit.YUAN, "an amount must not be negative"),
        ("−5", Unit.YUAN, "an amount must not be negative"),
        ("NaN", Unit.YUAN, "not an amount"),
        ("inf", Unit.YUAN, "not an amount"),
        ("Infinity", Unit.YUAN, "not an amount"),
        ("12,34", Unit.YUAN, "not an amount"),
        ("1.2.3", Unit.YUAN, "not an amount"),
        ("一千", Unit.YUAN, "not an amount"),
        ("٣٤", Unit.YUAN, "not an amount"),
        ("1e5", Unit.YUAN, "not an amount"),
        ("99999999999999", Unit.YUAN, "the amount is out of bounds; please compare the unit"),
        ("10000000000000.00", Unit.YUAN, 10**15),
        ("10000000000000.01", Unit.YUAN, "the amount is out of bounds; please compare the unit"),
        ("", Unit.YUAN, None),
        ("-", Unit.YUAN, None),
        ("无", Unit.YUAN, None),
        ("=1+1", Unit.YUAN, "the cell is a formula; give the value instead"),
        ("#N/A", Unit.YUAN, "the cell is an error value of the spreadsheet"),
        ("12\x0034", Unit.YUAN, "contains control characters"),
    ],
)
def test_amounts(text: str, unit: Unit, result: object) -> None:
    assert verdict(text, column("item.principal", unit=unit)) == result


@pytest.mark.parametrize(("currency", "text", "result"), [("JPY", "1200", 1200), ("CNY", "1200", 120000)])
def test_amounts_in_other_currencies(currency: str, text: str, result: int) -> None:
    assert verdict(text, column("item.principal", currency=currency)) == result


NO_DAY, NO_DATE = "this day does not exist", "not a date; write 2026-01-05"


@pytest.mark.parametrize(
    ("text", "order", "result"),
    [
        ("2026-01-05", DateOrder.YMD, date(2026, 1, 5)),
        ("2026/1/5", DateOrder.YMD, date(2026, 1, 5)),
        ("2026.1.5", DateOrder.YMD, date(2026, 1, 5)),
        ("20260105", DateOrder.YMD, date(2026, 1, 5)),
        ("20260105.0", DateOrder.YMD, date(2026, 1, 5)),
        ("2026年1月5日", DateOrder.YMD, date(2026, 1, 5)),
        ("２０２６年１月５日", DateOrder.YMD, date(2026, 1, 5)),
        ("2026-01-05 00:00:00", DateOrder.YMD, date(2026, 1, 5)),
        ("2026-01-05T10:11:12Z", DateOrder.YMD, date(2026, 1, 5)),
        ("2026/1/5 10:11", DateOrder.YMD, date(2026, 1, 5)),
        ("46027", DateOrder.YMD, date(2026, 1, 5)),
        ("46027.25", DateOrder.YMD, date(2026, 1, 5)),
        ("2026-02-30", DateOrder.YMD, NO_DAY),
        ("20260230", DateOrder.YMD, NO_DAY),
        ("2025-02-29", DateOrder.YMD, NO_DAY),
        ("2024-02-29", DateOrder.YMD, date(2024, 2, 29)),
        ("2026-13-01", DateOrder.YMD, NO_DAY),
        ("2026-00-10", DateOrder.YMD, NO_DAY),
        ("0001-01-01", DateOrder.YMD, "the date is out of bounds"),
        ("9999-12-31", DateOrder.YMD, "the date is out of bounds"),
        ("99999", DateOrder.YMD, "the date is out of bounds"),
        ("昨天", DateOrder.YMD, NO_DATE),
        ("2026-1", DateOrder.YMD, NO_DATE),
        ("05/01/2026", DateOrder.YMD, "day and month could be either way round; write 2026-01-05"),
        ("05/01/2026", DateOrder.DMY, date(2026, 1, 5)),
        ("05/01/2026", DateOrder.MDY, date(2026, 5, 1)),
        ("31/01/2026", DateOrder.MDY, NO_DAY),
        ("", DateOrder.YMD, None),
    ],
)
def test_dates(text: str, order: DateOrder, result: object) -> None:
    assert verdict(text, column("item.due_on", order=order)) == result


LOST = "the spreadsheet turned the number into scientific notation; format the column as text, enter it again"


@pytest.mark.parametrize(
    ("code", "text", "result"),
    [
        ("account.number", " ZL-001 ", "ZL-001"),
        ("account.number", "'00123", "00123"),
        ("account.number", '="00123"', "00123"),
        ("account.number", "ＺＬ００１", "ZL001"),
        ("account.number", "12 34", "1234"),
        ("account.number", "123.0", "123"),
        ("account.number", "1E5", "1E5"),
        ("account.number", "1.23E+17", LOST),
        ("account.number", "x" * 65, "the number is too long (at most 64 places)"),
        ("account.number", "x" * 2_000, "too long (2000 characters, at most 64)"),
        ("account.number", "null", None),
        ("debtor.name", "　张三 ", "张三"),
        ("debtor.name", "John   Smith", "John Smith"),
        ("debtor.name", "三一重工（北京）有限公司", "三一重工（北京）有限公司"),
        ("debtor.name", "张\x07三", "contains control characters"),
        ("debtor.name", '=HYPERLINK("http://x")', "the cell is a formula; give the value instead"),
        ("debtor.name", "@SUM(A1)", "the cell is a formula; give the value instead"),
        ("debtor.name", "+cmd|' /C calc'!A0", "the cell is a formula; give the value instead"),
        ("debtor.name", "-3号楼业主", "-3号楼业主"),
        ("debtor.name", "N/A", None),
        ("debtor.id_number", "11999919850301123x", "11999919850301123X"),
        ("debtor.id_number", "1.19999E+17", LOST),
        ("item.sequence", "3", 3),
        ("item.sequence", "第3期", 3),
        ("item.sequence", "3.0", 3),
        ("item.sequence", "2026-01", 202601),
        ("item.sequence", "2026年1月", 202601),
        ("item.sequence", "202601", 202601),
        ("item.sequence", "-1", "must not be negative"),
        ("item.sequence", "1.5", "not a whole number"),
        ("item.sequence", "三", "not a whole number"),
        ("item.sequence", "99999999999", "the number is out of bounds"),
        ("terms.annual_rate", "12%", "0.12"),
        ("terms.annual_rate", "8.25", "0.0825"),
        ("terms.annual_rate", "0.5%", "0.005"),
        ("terms.annual_rate", "0.12", "write the rate as 12% or 12"),
        ("terms.annual_rate", "高", "not a rate"),
        ("account.currency", "人民币", "CNY"),
        ("account.currency", "usd", "USD"),
        ("account.currency", "贝壳", "unknown currency; use a code such as CNY or USD"),
        ("debtor.kind", "企业", "company"),
        ("debtor.kind", "Individual", "person"),
        ("debtor.kind", "外星人", "unknown value; may be one of: 个人、企业"),
        ("guarantor.guarantee", "连带责任保证", "joint"),
        ("notice.kind", "已委托律师", "represented"),
        ("notice.kind", "正常", None),
        ("notice.kind", "无", None),
    ],
)
def test_other_cells(code: str, text: str, result: object) -> None:
    assert verdict(text, column(code)) == result


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("15412345678", "+8615412345678"),
        ("154-1234-5678", "+8615412345678"),
        ("+86 154 1234 5678", "+8615412345678"),
        ("008615412345678", "+8615412345678"),
        ("8615412345678", "+8615412345678"),
        ("'15412345678", "+8615412345678"),
        ("15412345678.0", "+8615412345678"),
        ("１５４１２３４５６７８", "+8615412345678"),
        ("010-01234567", "+861001234567"),
        ("(0755) 01234567", "+8675501234567"),
        ("15412345678/15412345679", "+8615412345678\n+8615412345679"),
        ("15412345678、15412345678", "+8615412345678"),
        ("+1 202 555 0123", "+12025550123"),
        ("", None),
        ("无", None),
    ],
)
def test_telephone_numbers(text: str, result: str | None) -> None:
    assert verdict(text, column("debtor.phone")) == result


@pytest.mark.parametrize(
    ("code", "text", "kept"),
    [
        ("debtor.phone", "空号", "空号"),
        ("debtor.phone", "12345", "12345"),
        ("debtor.phone", "1.5E+10", "1.5E+10"),
        ("debtor.phone", "=1+1", None),
        ("debtor.phone", "1" * 300, None),
        ("debtor.email", "not-an-address", "not-an-address"),
        ("debtor.email", "a@b", "a@b"),
    ],
)
def test_a_bad_number_does_not_keep_a_debt_out(code: str, text: str, kept: str | None) -> None:
    planned = column(code)
    parsed = shelf().reader(planned, "CNY").parse(pa.array([text]))
    assert parsed.values.to_pylist() == [kept]
    assert [(fault.place, fault.held) for fault in parsed.faults] == [(0, False)]


@pytest.mark.parametrize(
    ("empty", "values", "faults"),
    [(Empty.UNKNOWN, [None], 0), (Empty.ZERO, [0], 0), (Empty.REJECT, [None], 1)],
)
def test_what_an_empty_amount_means(empty: Empty, values: list[int | None], faults: int) -> None:
    planned = column("item.interest", empty=empty)
    parsed = shelf().reader(planned, "CNY").parse(pa.array([""]))
    assert (parsed.values.to_pylist(), len(parsed.faults)) == (values, faults)


KINDS = [
    "item.principal", "item.due_on", "account.number", "debtor.name", "debtor.phone", "debtor.email",
    "debtor.id_number", "item.sequence", "terms.annual_rate", "account.currency", "notice.kind",
]  # fmt: skip
TEXTS = (
    st.text(max_size=30)
    | st.sampled_from(
        [
            "1,234.50",
            "2026-02-30",
            "20260105",
            "张三",
            "15412345678",
            "a@debtor.example",
            "-5",
            "1.10E+17",
            "'x",
            "NULL",
        ]
    )
    | st.from_regex(r"\A[0-9]{1,14}(\.[0-9]{0,3})?\Z")
)


@given(st.sampled_from(KINDS), st.lists(TEXTS, max_size=20))
@settings(max_examples=examples(600))
def test_the_column_form_says_what_the_rule_says(code: str, texts: list[str]) -> None:
    planned = column(code)
    parsed = shelf().reader(planned, "CNY").parse(pa.array(texts, pa.string()))
    wrong = {fault.place: fault.words for fault in parsed.faults}
    for place, text in enumerate(texts):
        by_rule = cells.read(text, planned, "CNY")
        if isinstance(by_rule, Words):
            assert wrong.pop(place) == by_rule
        else:
            assert parsed.values[place].as_py() == by_rule
    assert wrong == {}


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("1980", 1980),
        ("1980年", 1980),
        ("1980-05-01", 1980),
        ("19800501", 1980),
        ("1980年5月1日", 1980),
        ("1955/1/1 00:00:00", 1955),
        ("29221", 1980),  # Excel's number of 1980-01-01
        ("", None),
        ("1980-13-01", "this day does not exist"),
        ("1899", "the year is out of bounds"),
        ("八零年", "not a year; write 1980"),
        ("85", "not a year; write 1980"),
        ("850", "not a year; write 1980"),
    ],
)
def test_year_of_birth(text: str, result: object) -> None:
    assert verdict(text, column("debtor.birth_year")) == result


@pytest.mark.parametrize(
    ("text", "result"), [("女", "female"), ("M", "male"), ("其他", "other"), ("-", None)]
)
def test_sex_as_stated(text: str, result: object) -> None:
    assert verdict(text, column("debtor.sex")) == result


@pytest.mark.parametrize(("code", "text"), [("debtor.birth_year", "八零年"), ("debtor.sex", "先生")])
def test_what_only_audits_look_at_keeps_no_debt_out(code: str, text: str) -> None:
    planned = column(code)
    parsed = shelf().reader(planned, planned.currency).parse(pa.array([text]))
    assert [fault.held for fault in parsed.faults] == [False]
    assert parsed.values.to_pylist() == [None]
