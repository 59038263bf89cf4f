"""Portfolio files: what comes in, what stays out, what a second file changes."""

from __future__ import annotations

from datetime import date

import pytest

from arrears.book.intake.api import ControlTotals, IntakeError, accept, control_totals, files
from arrears.book.intake.contracts import FileState
from arrears.book.payments.api import balance
from arrears.book.portfolio.api import accounts_by_number
from arrears.book.portfolio.models import AccountRole
from arrears.foundation.api import SYSTEM, Actor, CreditorFacts, NoSuchCreditor, OutOfScope, Role
from arrears.foundation.models import AuditLine
from tests.book.intake.sheets import (
    CODE_FIRM,
    DAY,
    ID_LI,
    ID_WANG,
    LEASE,
    csv_of,
    row,
    said,
    take,
    three_instalments,
)

WANG = {"客户号": "K2", "姓名": "王五", "证件号码": ID_WANG}


def owed(creditor: CreditorFacts, number: str, day: date = DAY) -> int:
    """What an account owes in all on a day, in cents."""
    key = accounts_by_number(creditor.id, [number])[number]
    return balance(key.account_id, day).total_minor


def test_a_first_file_fills_the_book(leasing: CreditorFacts) -> None:
    report = take(csv_of(three_instalments() + three_instalments("ZL-002", **WANG)))
    assert (report.rows, report.accepted, report.rejected) == (6, 6, 0)
    assert (report.accounts, report.new, report.changed, report.unchanged) == (2, 2, 0, 0)
    assert report.totals.amounts_minor["item.principal"] == 6 * 1000_00
    assert owed(leasing, "ZL-001") == 3 * (1000_00 + 50_25)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_encodings_and_separators_are_found(leasing: CreditorFacts, encoding: str, separator: str) -> None:
    content = csv_of(three_instalments(), encoding=encoding, separator=separator)
    assert take(content, dry_run=True).accepted == 3


def test_the_same_file_twice_changes_nothing(leasing: CreditorFacts) -> None:
    content = csv_of(three_instalments())
    first = take(content)
    again = take(content)
    assert (again.same_file_as, again.unchanged, again.new) == (first.file_id, 1, 0)
    assert len(files(SYSTEM, leasing.id)) == 1


def test_the_same_content_in_another_spelling_changes_nothing(leasing: CreditorFacts) -> None:
    take(csv_of(three_instalments()))
    again = take(csv_of(three_instalments(), encoding="gbk", separator=";"))
    assert (again.new, again.changed, again.unchanged) == (0, 0, 1)


def test_same_key_with_other_content_is_a_change(leasing: CreditorFacts) -> None:
    take(csv_of(three_instalments()))
    again = take(csv_of(three_instalments(利息="60.25")), day=date(2026, 4, 1))
    assert (again.new, again.changed, again.unchanged) == (0, 1, 0)
    assert owed(leasing, "ZL-001", date(2026, 4, 1)) == 3 * (1000_00 + 60_25)


def test_an_older_file_is_refused(leasing: CreditorFacts) -> None:
    take(csv_of(three_instalments()))
    with pytest.raises(IntakeError, match="an older one cannot follow it"):
        take(csv_of(three_instalments(利息="1.00")), day=date(2026, 3, 30))
    assert owed(leasing, "ZL-001") == 3 * (1000_00 + 50_25)
    refused = files(SYSTEM, leasing.id)[0]
    assert refused.state is FileState.REFUSED
    assert refused.refused_because is not None
    assert "2026-03-31" in refused.refused_because.zh


def test_a_dry_run_says_the_same_and_leaves_nothing(leasing: CreditorFacts) -> None:
    take(csv_of(three_instalments()))
    day = date(2026, 4, 1)
    second = csv_of(three_instalments(利息="1.00") + three_instalments("ZL-002", **WANG))
    tried = take(second, day=day, dry_run=True)
    assert (tried.file_id, tried.new, tried.changed, tried.missing) == (None, 1, 1, 0)
    assert accounts_by_number(leasing.id, ["ZL-002"]) == {}
    assert len(files(SYSTEM, leasing.id)) == 1
    done = take(second, day=day)
    assert (done.new, done.changed, done.accepted) == (tried.new, tried.changed, tried.accepted)


def test_accounts_that_a_file_leaves_out_are_counted_and_left_alone(leasing: CreditorFacts) -> None:
    take(csv_of(three_instalments() + three_instalments("ZL-002", **WANG)))
    report = take(csv_of(three_instalments()), day=date(2026, 4, 1))
    assert report.missing == 1
    assert owed(leasing, "ZL-002") == 3 * (1000_00 + 50_25)


def test_one_row_an_account_states_what_is_outstanding(leasing: CreditorFacts) -> None:
    headings = ("合同号", "姓名", "证件号码", "逾期期数", "逾期天数", "逾期本金", "利息", "滞纳金")
    zhang = row(逾期期数="2", 逾期天数="44", 逾期本金="2,500.00", 利息="100", 滞纳金="12.5")
    settled = row(合同号="ZL-002", **WANG, 逾期天数="0", 逾期本金="0", 利息="0", 滞纳金="0", 逾期期数="0")
    report = take(csv_of([zhang, settled], headings))
    assert (report.accepted, report.new, report.paid) == (2, 2, 1)
    key = accounts_by_number(leasing.id, ["ZL-001"])["ZL-001"]
    now = balance(key.account_id, DAY)
    assert (now.total_minor, now.oldest_unpaid_due) == (2612_50, date(2026, 2, 15))


@pytest.mark.parametrize(
    ("unit", "amount", "minor"),
    [("（元）", "1234.5", 123450), ("（万元）", "1.5", 1500000), ("(分)", "99", 99)],
)
def test_the_unit_stands_in_the_heading(leasing: CreditorFacts, unit: str, amount: str, minor: int) -> None:
    headings = ("合同号", "姓名", "到期日", f"应还本金{unit}")
    report = take(csv_of([row(**{f"应还本金{unit}": amount})], headings))
    assert report.totals.amounts_minor["item.principal"] == minor


def test_companies_are_told_by_their_credit_code(leasing: CreditorFacts) -> None:
    firm = row(姓名="某某机械（示例）有限公司", 证件号码=CODE_FIRM)
    assert take(csv_of([firm])).accepted == 1


def test_titles_above_and_a_total_line_below(leasing: CreditorFacts) -> None:
    text = csv_of(three_instalments()).decode()
    total = ",".join(
        {"合同号": "合计", "应还本金": "3000.00", "利息": "150.75"}.get(name, "") for name in LEASE
    )
    content = f"某租赁公司逾期明细{',' * (len(LEASE) - 1)}\n{text}\n{total}\n".encode()
    report = take(content)
    assert (report.rows, report.accepted) == (3, 3)


def test_a_total_line_that_does_not_add_up_stops_the_file(leasing: CreditorFacts) -> None:
    total = {"合同号": "合计", "应还本金": "3000.01"}
    with pytest.raises(IntakeError, match=r"3,000\.01 CNY stated, 3,000\.00 CNY found"):
        take(csv_of([*three_instalments(), total]))
    assert accounts_by_number(leasing.id, ["ZL-001"]) == {}


@pytest.mark.parametrize(
    ("expected", "wrong"),
    [
        (ControlTotals(rows=3, accounts=1, amounts_minor={"item.principal": 3000_00}), None),
        (ControlTotals(rows=4), "rows: 4 stated, 3 found"),
        (ControlTotals(accounts=2), "accounts: 2 stated, 1 found"),
        (
            ControlTotals(amounts_minor={"item.interest": 1}),
            "interest: 0.01 CNY stated, 150.75 CNY found",
        ),
        (ControlTotals(amounts_minor={"item.tax": 0}), "tax: 0.00 CNY stated, the file has no such column"),
    ],
)
def test_control_totals_beside_the_file(
    leasing: CreditorFacts, expected: ControlTotals, wrong: str | None
) -> None:
    content = csv_of(three_instalments())
    if wrong is None:
        assert take(content, expected=expected).accepted == 3
        return
    with pytest.raises(IntakeError, match=wrong):
        take(content, expected=expected)
    assert accounts_by_number(leasing.id, ["ZL-001"]) == {}


def test_a_sum_that_the_file_cannot_confirm_refuses_it(leasing: CreditorFacts) -> None:
    bad = three_instalments()
    bad[1]["应还本金"] = "约一千"
    with pytest.raises(IntakeError, match=r"principal: 3,000\.00 CNY stated, no sum found"):
        take(csv_of(bad), expected=ControlTotals(amounts_minor={"item.principal": 3000_00}))


@pytest.mark.parametrize(
    ("sums", "rows", "found"),
    [
        ({"item.principal": "3,000.00"}, None, {"item.principal": 3000_00}),
        ({"payment.amount": "0.01"}, 7, {"payment.amount": 1}),
        ({}, 3, {}),
        ({"item.principal": "three"}, None, "principal: 'three' is no CNY amount"),
        ({"item.principal": "1.001"}, None, "principal: '1.001' is no CNY amount"),
        ({"debtor.name": "1"}, None, "no sum is kept of a field 'debtor.name'"),
        ({}, -1, "rows: -1 is no count"),
    ],
)
def test_what_a_sender_states_is_read_in_major_units(
    leasing: CreditorFacts, sums: dict[str, str], rows: int | None, found: dict[str, int] | str
) -> None:
    def read() -> ControlTotals | None:
        return control_totals(leasing.id, "lease", SYSTEM, rows=rows, sums=sums)

    if isinstance(found, str):
        with pytest.raises(IntakeError, match=found):
            read()
        return
    assert read() == ControlTotals(rows=rows, amounts_minor=found)


def test_a_bad_row_holds_back_its_whole_contract(leasing: CreditorFacts) -> None:
    bad = three_instalments()
    bad[1]["到期日"] = "2026-02-30"
    report = take(csv_of(bad + three_instalments("ZL-002", **WANG)))
    assert (report.accepted, report.rejected, report.new) == (3, 3, 1)
    assert said(report) == [
        (2, "", "another row of this contract is wrong; the whole contract was held back"),
        (3, "到期日", "this day does not exist"),
        (4, "", "another row of this contract is wrong; the whole contract was held back"),
    ]
    assert accounts_by_number(leasing.id, ["ZL-001"]) == {}


@pytest.mark.parametrize(
    ("rows", "rejects"),
    [
        # a contract twice in a file of one row an account, with other content
        (
            [row(应还本金="1"), row(应还本金="2")],
            {2: "another row of this contract", 3: "the contract stands twice, in row 2 with other content"},
        ),
        ([row(), row()], {3: "repeats row 2 word for word"}),
        # another person under the same contract
        ([row(), row(**WANG)], {2: "disagree about the account", 3: "disagree about the account"}),
        # one identity number with two names, one customer number with two identity numbers
        (
            [row(), row(合同号="ZL-002", 姓名="张山"), row(合同号="ZL-003", **WANG)],
            dict.fromkeys((2, 3), "different people"),
        ),
        ([row(), row(合同号="ZL-002", 证件号码=ID_WANG)], dict.fromkeys((2, 3), "different people")),
        ([row(), row(合同号="ZL-002", 证件号码="")], {}),
        (
            [row(客户号=""), row(合同号="ZL-002", 客户号="", 姓名="张山"), row(合同号="ZL-003", **WANG)],
            dict.fromkeys((2, 3), "different people"),
        ),
        ([row(), row(合同号="")], {3: "must not be empty"}),
        ([row(姓名="")], {2: "must not be empty"}),
        ([row(证件号码="119999198503011231")], {2: "check digit"}),
        ([row(应还本金="-5")], {2: "must not be negative"}),
        ([row(应还本金="")], {2: "must not be empty"}),
        ([row(担保人证件号码=ID_LI[:-1] + "0")], {2: "check digit"}),
    ],
)
def test_what_only_the_whole_file_shows(
    leasing: CreditorFacts, rows: list[dict[str, str]], rejects: dict[int, str]
) -> None:
    headings = [heading for heading in LEASE if heading != "期次"]
    report = take(csv_of(rows, headings))
    assert {reject.row for reject in report.rejects} == set(rejects)
    for reject in report.rejects:
        assert rejects[reject.row] in reject.reason.en
    assert report.accepted == len(rows) - len(rejects)


def test_instalments_of_a_contract_may_stand_anywhere_in_the_file(leasing: CreditorFacts) -> None:
    one, two = three_instalments(), three_instalments("ZL-002", **WANG)
    mixed = [one[2], two[0], one[0], two[2], one[1], two[1]]
    report = take(csv_of(mixed))
    assert (report.accepted, report.new) == (6, 2)
    assert owed(leasing, "ZL-001") == 3 * (1000_00 + 50_25)


def test_a_repeated_instalment(leasing: CreditorFacts) -> None:
    rows = three_instalments()
    report = take(csv_of([*rows, rows[0]]))
    assert (report.accepted, said(report)) == (3, [(5, "", "repeats row 2 word for word")])
    other = [*three_instalments(), row(期次="1", 到期日="2026-01-15", 应还本金="7.00")]
    report = take(csv_of(other), day=date(2026, 4, 1))
    assert report.accepted == 0
    assert "the instalment stands twice" in report.rejects[-1].reason.en


def test_a_day_ahead_of_the_file_is_refused(leasing: CreditorFacts) -> None:
    headings = (*LEASE, "起租日")
    report = take(csv_of([row(起租日="2026-04-01")], headings))
    assert said(report) == [(2, "起租日", "the day lies after the file's business date")]


def test_a_guarantee_has_a_first_and_a_last_day(leasing: CreditorFacts) -> None:
    headings = (*LEASE, "担保起始日", "担保到期日")
    report = take(csv_of([row(担保起始日="2025-01-05", 担保到期日="2025-01-04")], headings))
    assert said(report) == [(2, "担保到期日", "the guarantee ends before it begins")]
    for begins, ends in (("", "2027-01-04"), ("2025-01-05", "2027-01-04"), ("", "")):
        assert take(csv_of([row(担保起始日=begins, 担保到期日=ends)], headings)).rejects == ()
    kept = AccountRole.objects.filter(role="guarantor").values_list("since", "until")
    assert list(kept) == [(date(2025, 1, 5), date(2027, 1, 4))], "a file that is silent takes nothing away"


def test_a_bad_telephone_number_is_told_and_the_debt_comes_in(leasing: CreditorFacts) -> None:
    report = take(csv_of([row(手机号="空号")]))
    assert (report.accepted, report.rejected) == (1, 0)
    assert [(one.column, one.held) for one in report.rejects] == [("手机号", False)]


def test_personal_values_are_masked_in_the_report(leasing: CreditorFacts) -> None:
    report = take(csv_of([row(证件号码="119999198503011231", 姓名="x" * 120)]))
    values = {one.column: one.value for one in report.rejects}
    assert values["证件号码"] == "1199**********1231"
    assert values["姓名"] == "x****"


def test_columns_that_nobody_asked_for_are_named(leasing: CreditorFacts) -> None:
    report = take(csv_of([row(星座="白羊")], (*LEASE, "星座")))
    assert report.ignored_columns == ("星座",)


def test_who_may_not_see_the_creditor_may_not_send(leasing: CreditorFacts) -> None:
    stranger = Actor(name="other", role=Role.CREDITOR, creditor_ids=frozenset({leasing.id + 1}))
    with pytest.raises(OutOfScope):
        take(csv_of(three_instalments()), actor=stranger)
    with pytest.raises(NoSuchCreditor):
        take(csv_of(three_instalments()), creditor="nobody")


def test_what_came_in_is_written_down(leasing: CreditorFacts) -> None:
    take(csv_of(three_instalments()), name="三月.csv")
    listed = files(SYSTEM, leasing.id)[0]
    assert (listed.name, listed.mapping, listed.rows, listed.state) == (
        "三月.csv",
        "lease",
        3,
        FileState.ACCEPTED,
    )
    line = AuditLine.objects.get(action="intake.accepted")
    assert "张三" not in str(line.detail)


def test_progress_is_told(leasing: CreditorFacts) -> None:
    seen: list[tuple[int, int]] = []
    accept(
        csv_of(three_instalments()),
        creditor="leasing",
        mapping="lease",
        business_date=DAY,
        actor=SYSTEM,
        progress=lambda done, total: seen.append((done, total)),
    )
    assert seen
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
