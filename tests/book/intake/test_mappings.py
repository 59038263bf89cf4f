"""Mappings: what they may say, how they meet headings, and their versions."""

from __future__ import annotations

from datetime import date

import pytest

from arrears.book.intake.api import (
    IntakeError,
    guess_headings,
    mapping_text,
    mappings,
    preview,
    save_mapping,
    shipped_mappings,
)
from arrears.book.intake.contracts import FileKind
from arrears.book.intake.contracts.mapping import Figure, Unit
from arrears.book.intake.rules.fields import FIELDS
from arrears.book.intake.rules.mapping import plan, read_mapping
from arrears.foundation.api import SYSTEM, Actor, CreditorFacts, OutOfScope, Role
from tests.book.intake.sheets import LEASE, csv_of, row, take, three_instalments

OWN = """
kind = "portfolio"
title = { zh = "自定", en = "Own" }
account_kind = "loan"
columns = [
  { field = "account.number", heading = "贷款编号", required = true },
  { field = "debtor.name", heading = "借款人", required = true },
  { field = "item.due_on", heading = "应还日", required = true },
  { field = "item.principal", heading = "金额", unit = "fen", required = true },
]
"""


def test_shipped_mappings_come_in_pairs() -> None:
    found = {mapping.code: mapping for mapping in shipped_mappings()}
    for code in ("card", "lease", "invoice", "payments", "totals"):
        chinese, english = found[code], found[f"{code}_en"]
        assert [column.field.code for column in chinese.columns] == [c.field.code for c in english.columns]
        assert [c.required for c in chinese.columns] == [c.required for c in english.columns]
        assert all(column.heading.isascii() for column in english.columns)
        assert not any(column.heading.isascii() for column in chinese.columns)


def test_the_headings_of_the_trade_are_known() -> None:
    headings = [
        "合同号",
        "姓名",
        "证件号码",
        "手机号",
        "逾期期数",
        "逾期本金",
        "利息",
        "滞纳金",
        "到期日",
        "担保人",
        "担保人手机",
    ]
    for mapping in shipped_mappings():
        if mapping.code in ("card", "lease"):
            met = plan(mapping, headings)
            assert met.figure is Figure.OUTSTANDING
            assert not met.by_instalment
            assert (
                set(met.ignored) <= {"担保人", "担保人手机"} if mapping.code == "card" else met.ignored == ()
            )


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ('unit = "fen"', 'unit = "pound"', "unit must be one of yuan, wan, fen"),
        ('field = "debtor.name"', 'field = "debtor.shoe_size"', "names no field"),
        ('field = "debtor.name"', 'field = "payment.key"', "names no field"),
        ('kind = "portfolio"', 'kind = "poem"', "kind must be one of"),
        ('account_kind = "loan"', 'account_kind = "boat"', "not one that exists"),
        ('account_kind = "loan"', 'currency = "SHL"', "unknown currency"),
        ('account_kind = "loan"', 'colour = "red"', "unknown keys: colour"),
        ("title = {", "title = [", "not valid TOML"),
        ('en = "Own"', 'en = ""', "both languages"),
        ("required = true }", "requires = true }", "not understood"),
        ('  { field = "debtor.name", heading = "借款人", required = true },\n', "", "needed are missing"),
        ('  { field = "item.due_on", heading = "应还日", required = true },\n', "", "a due date"),
        ('heading = "借款人", required = true', 'heading = "借款人", empty = "zero"', "no amount"),
    ],
)
def test_what_a_mapping_may_not_say(before: str, after: str, reason: str) -> None:
    assert before in OWN
    with pytest.raises(IntakeError, match=reason) as caught:
        read_mapping(OWN.replace(before, after), code="own")
    assert caught.value.place == "mapping"
    assert caught.value.words.zh


def test_no_mapping_at_all() -> None:
    with pytest.raises(IntakeError, match="too large"):
        read_mapping("#" * 300_000, code="own")
    with pytest.raises(IntakeError, match=r"1 to 200 \[\[columns\]\]"):
        read_mapping(OWN.split("columns")[0], code="own")


@pytest.mark.parametrize(
    ("headings", "reason"),
    [
        (("贷款编号", "借款人", "应还日"), "columns are missing: 金额"),
        (("借款人",), "columns are missing: 贷款编号, 应还日, 金额"),
        (("贷款编号", "借款人", "应还日", "金额", "金额"), "'金额' stands 2 times"),
        (("贷款编号", "借款人", "应还日", "金额（万元）"), "is in 10,000 yuan, the mapping says fen"),
    ],
)
def test_headings_that_do_not_meet(headings: tuple[str, ...], reason: str) -> None:
    with pytest.raises(IntakeError, match=reason):
        plan(read_mapping(OWN, code="own"), headings)


def test_billed_and_outstanding_do_not_mix() -> None:
    mixed = OWN.replace('unit = "fen", ', 'unit = "fen", figures = "billed", ').replace(
        "]\n", '  { field = "item.interest", heading = "欠息", figures = "outstanding" },\n]\n'
    )
    with pytest.raises(IntakeError, match="side by side"):
        plan(read_mapping(mixed, code="own"), ("贷款编号", "借款人", "应还日", "金额", "欠息"))


@pytest.mark.parametrize(
    "heading", ["贷款编号", " 贷款 编号 ", "贷款编号*", "【贷款编号】贷款编号", "贷款编号（必填）"]
)
def test_decoration_of_headings_does_not_matter(heading: str) -> None:
    met = plan(read_mapping(OWN, code="own"), (heading, "借款人", "应还日", "金额(分)"))
    assert met.columns[0].heading == heading
    assert met.columns[3].unit is Unit.FEN


def test_versions_of_a_creditor(leasing: CreditorFacts) -> None:
    first = save_mapping(leasing.id, "own", OWN, SYSTEM)
    same = save_mapping(leasing.id, "own", OWN, SYSTEM)
    second = save_mapping(leasing.id, "own", OWN.replace("金额", "本金"), SYSTEM)
    assert (first.version, same.version, second.version) == (1, 1, 2)
    listed = {facts.code: facts.version for facts in mappings(leasing.id, SYSTEM)}
    assert listed["own"] == 2
    assert listed["lease"] == 0
    assert "本金" in mapping_text(leasing.id, "own", SYSTEM)
    one = {"贷款编号": "D1", "借款人": "张三", "应还日": "2026-01-05", "本金": "12345"}
    report = take(csv_of([one], tuple(one)), mapping="own")
    assert report.totals.amounts_minor["item.principal"] == 123_45


def test_a_creditor_may_change_a_shipped_mapping_for_itself(leasing: CreditorFacts) -> None:
    text = mapping_text(leasing.id, "lease", SYSTEM).replace('"合同号"', '"编号"')
    save_mapping(leasing.id, "lease", text, SYSTEM)
    one = row()
    one["编号"] = one.pop("合同号")
    report = take(csv_of([one], ("编号", *LEASE[1:])))
    assert report.accepted == 1


def test_a_changed_mapping_reads_the_same_file_anew(leasing: CreditorFacts) -> None:
    headings = ("合同号", "姓名", "到期日", "应还本金")
    content = csv_of([row(应还本金="5")], headings)
    assert take(content).new == 1
    text = mapping_text(leasing.id, "lease", SYSTEM).replace('unit = "yuan"', 'unit = "wan"')
    save_mapping(leasing.id, "lease", text, SYSTEM)
    assert take(content).changed == 1


def test_who_may_save(leasing: CreditorFacts) -> None:
    stranger = Actor(name="other", role=Role.CREDITOR, creditor_ids=frozenset({leasing.id + 1}))
    with pytest.raises(OutOfScope):
        save_mapping(leasing.id, "own", OWN, stranger)
    with pytest.raises(IntakeError):
        save_mapping(leasing.id, "../etc", OWN, SYSTEM)


def test_an_unknown_mapping(leasing: CreditorFacts) -> None:
    with pytest.raises(IntakeError, match="no mapping 'boats'"):
        take(csv_of(three_instalments()), mapping="boats", day=date(2026, 4, 1))


UNKNOWN = {
    "借据编号": ("JD001", "account.number"),
    "借款人姓名": ("张三", "debtor.name"),
    "借款人身份证": ("11999919850301123X", "debtor.id_number"),
    "联系方式": ("15412345678", "debtor.phone"),
    "保证人姓名": ("李四", "guarantor.name"),
    "保证人手机号": ("15412345679", "guarantor.phone"),
    "应还款日期": ("2026/1/5", "item.due_on"),
    "应还本金（万元）": ("1.5", "item.principal"),
    "应还利息": ("12.5", "item.interest"),
    "星座": ("白羊", None),
}


def test_headings_are_guessed_with_confidence() -> None:
    line = {heading: cell for heading, (cell, _) in UNKNOWN.items()}
    guesses = guess_headings(csv_of([line] * 5, tuple(UNKNOWN)))
    for guess, (heading, (_, field)) in zip(guesses, UNKNOWN.items(), strict=True):
        assert (guess.heading, guess.field) == (heading, field)
        assert 0 <= guess.confidence <= 1
        assert guess.why.zh
    by_heading = {guess.heading: guess for guess in guesses}
    assert by_heading["应还本金（万元）"].unit == "wan"
    assert by_heading["借款人身份证"].samples[0] == "1199**********123X"
    assert by_heading["联系方式"].confidence < by_heading["保证人手机号"].confidence
    assert by_heading["星座"].confidence == 0


def test_every_shipped_heading_is_guessed_right() -> None:
    wrong = []
    for mapping in shipped_mappings():
        if mapping.code.startswith("public"):
            continue
        headings = tuple(dict.fromkeys(column.heading for column in mapping.columns))
        guesses = guess_headings(csv_of([{}], headings) + b"\n", kind=mapping.kind)
        fields = {column.heading: column.field.code for column in mapping.columns}
        wrong += [
            (mapping.code, guess.heading, guess.field)
            for guess in guesses
            if guess.field != fields[guess.heading]
        ]
    assert len(FIELDS) > 100
    assert len(wrong) <= 12, wrong


def test_payments_are_guessed_among_payment_fields() -> None:
    headings = ("交易流水", "交易日期", "交易金额（元）", "账号")
    line = {"交易流水": "LS1", "交易日期": "20260105", "交易金额（元）": "12.50", "账号": "D1"}
    guesses = guess_headings(csv_of([line], headings), kind=FileKind.PAYMENTS)
    assert [guess.field for guess in guesses] == [
        "payment.key",
        "payment.on",
        "payment.amount",
        "payment.account",
    ]


def test_a_preview_masks_people(leasing: CreditorFacts) -> None:
    headings, rows = preview(
        csv_of(three_instalments()), creditor_id=leasing.id, mapping="lease", actor=SYSTEM
    )
    assert headings == LEASE
    assert rows[0][2:5] == ("张*", "1199**********123X", "154****0001")
    assert rows[0][9] == "2026-01-15"
