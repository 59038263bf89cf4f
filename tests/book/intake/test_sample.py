"""The sample portfolio: the same from the same seed, whole, varied, and nobody in it is real."""

from __future__ import annotations

import csv
import hashlib
import re
from collections import Counter, defaultdict
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest
from django.db import connection

from arrears.book.intake.api import accept, generate, generate_files, mapping_of_sample, pending_notices
from arrears.book.intake.contracts.identity import PROVINCES
from arrears.book.intake.rules.identity import fault_of_credit_code, fault_of_resident
from arrears.book.intake.sample import KINDS
from arrears.foundation.api import SYSTEM, CreditorFacts
from arrears.kernel.reasons import Reason

AS_OF = date(2026, 11, 20)
FAKE_REGION = re.compile(r"^(91)?(\d\d)9999")


def lines(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))


def digest(paths: tuple[Path, ...]) -> list[str]:
    return [hashlib.sha256(path.read_bytes()).hexdigest() for path in paths]


@pytest.mark.parametrize("kind", KINDS)
def test_a_seed_gives_the_same_bytes(kind: str, tmp_path: Path) -> None:
    first = generate(kind, 300, 7, AS_OF, tmp_path / "a")
    again = generate(kind, 300, 7, AS_OF, tmp_path / "b")
    other = generate(kind, 300, 8, AS_OF, tmp_path / "c")
    assert digest(first) == digest(again)
    assert digest(first)[0] != digest(other)[0]


@pytest.mark.parametrize("kind", KINDS)
def test_every_file_is_accepted_without_a_reject(kind: str, tmp_path: Path, leasing: CreditorFacts) -> None:
    for file in generate_files(kind, 400, 3, AS_OF, tmp_path, days=3):
        report = accept(
            file.path,
            creditor="leasing",
            mapping=file.mapping,
            business_date=file.business_date,
            actor=SYSTEM,
        )
        assert report.rejected == 0, report.rejects[:3]
        assert report.accepted == report.rows
        assert mapping_of_sample(file.path) == file.mapping
        if file.mapping == kind:
            assert report.accounts == 400
    said = 0 if kind == "invoice" else 19  # of twenty persons one is not stated; of companies nothing is
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), count(age), count(sex) FROM book_audit(%(on)s)"
            " WHERE debtor_id IN (SELECT debtor_id FROM book_accounts(%(on)s))",
            {"on": AS_OF + timedelta(days=3)},
        )
        persons, ages, sexes = cursor.fetchone()
    assert ages == sexes
    assert abs(ages - persons * said / 20) <= persons / 20
    assert len(pending_notices(AS_OF)) == len({notice.id for notice in pending_notices(AS_OF)})


@pytest.mark.parametrize(
    ("language", "encoding", "format_", "by_account"),
    [
        ("en", "utf-8", "csv", False),
        ("zh", "gb18030", "csv", False),
        ("zh", "utf-8", "xlsx", False),
        ("zh", "utf-8-sig", "csv", True),
    ],
)
def test_other_shapes_of_the_same_portfolio(
    language: str, encoding: str, format_: str, by_account: bool, tmp_path: Path, leasing: CreditorFacts
) -> None:
    written = generate_files(
        "lease",
        60,
        3,
        AS_OF,
        tmp_path,
        language=language,
        encoding=encoding,
        format=format_,
        by_account=by_account,
    )
    assert len(written) == (1 if by_account else 2)
    for file in written:
        report = accept(
            file.path,
            creditor="leasing",
            mapping=file.mapping,
            business_date=AS_OF,
            actor=SYSTEM,
            dry_run=file is not written[0],
        )
        assert report.rejected == 0, report.rejects[:3]
        assert report.rows > 0


def test_a_workbook_holds_texts(tmp_path: Path) -> None:
    file = generate_files("card", 20, 3, AS_OF, tmp_path, format="xlsx")[0]
    sheet = openpyxl.load_workbook(file.path).active
    assert {cell.data_type for line in sheet.iter_rows() for cell in line if cell.value is not None} == {"s"}


@pytest.mark.parametrize("kind", KINDS)
def test_nobody_is_real(kind: str, tmp_path: Path) -> None:
    portfolio, _ = generate(kind, 2_000, 5, AS_OF, tmp_path)
    rows = lines(portfolio)
    numbers: set[str] = set()
    for row in rows:
        for heading, cell in row.items():
            if heading.endswith(("证件号码", "信用代码")) and cell:
                numbers.add(cell)
            elif heading.endswith(("手机号", "手机", "电话")) and cell:
                assert re.match(r"^(154\d{8}|010-0\d{7}|空号)$", cell), (heading, cell)
            elif heading == "邮箱" and cell:
                assert cell.endswith(".example")
            elif heading == "地址":
                assert "示例区" in cell
            elif heading == "车牌号" and cell:
                assert "I" in cell
    assert len(numbers) > 500
    for number in numbers:
        found = FAKE_REGION.match(number)
        assert found is not None, number
        assert int(found.group(2)) in PROVINCES
        wrong = fault_of_credit_code(number) if found.group(1) else fault_of_resident(number, AS_OF)
        assert wrong is None, number


def test_an_identity_number_belongs_to_one_name(tmp_path: Path) -> None:
    portfolio, _ = generate("lease", 20_000, 5, AS_OF, tmp_path)
    names: dict[str, set[str]] = defaultdict(set)
    for row in lines(portfolio):
        for prefix, name in (("", "姓名"), ("担保人", "担保人"), ("担保人2", "担保人2")):
            if row[f"{prefix}证件号码"]:
                names[row[f"{prefix}证件号码"]].add(row[name])
    assert len(names) > 20_000
    assert {number for number, known in names.items() if len(known) > 1} == set()


@pytest.mark.parametrize("kind", KINDS)
def test_every_reason_leaves_its_mark_in_the_history(kind: str, tmp_path: Path) -> None:
    portfolio, payments = generate_files(kind, 4_000, 5, AS_OF, tmp_path, truth=True)
    truth = {row["account"]: row for row in lines(tmp_path / f"{kind}.truth.csv")}
    wanted = set(Reason) - {Reason.UNKNOWN} - ({Reason.HARDSHIP} if kind == "invoice" else set())
    assert {row["reason"] for row in truth.values()} >= {reason.value for reason in wanted}
    depth = defaultdict(list)
    for row in truth.values():
        depth[row["reason"]].append(int(row["unpaid"]))
    mean = {reason: sum(values) / len(values) for reason, values in depth.items()}
    assert mean["forgot"] < mean["cash_flow"] < mean["business_distress"] < mean["malice"]
    assert set(range(8)) <= {int(row["unpaid"]) for row in truth.values()}
    number = next(iter(lines(portfolio.path)[0]))
    assert {row[number] for row in lines(portfolio.path)} == set(truth)
    assert {row["合同号"] for row in lines(payments.path)} <= set(truth)


def test_what_a_portfolio_of_leases_holds(tmp_path: Path) -> None:
    portfolio, payments = generate("lease", 3_000, 5, AS_OF, tmp_path)
    rows = lines(portfolio)
    first = {row["合同号"]: row for row in rows}
    of_debtor = Counter(row["客户号"] for row in first.values())
    assert max(of_debtor.values()) > 1
    assert {row["客户类型"] for row in first.values()} == {"个人", "企业"}
    assert 0.02 < sum(not row["手机号"] for row in first.values()) / len(first) < 0.07
    assert any(row["手机号"] == "空号" for row in first.values())
    assert 0.4 < sum(bool(row["担保人"]) for row in first.values()) / len(first) < 0.8
    assert any(row["担保人2"] for row in first.values())
    assert {row["特殊标记"] for row in first.values()} >= {"", "争议", "拒绝联系"}
    paid = lines(payments)
    assert any(row["交易类型"] == "冲正" and row["原流水号"] for row in paid)
    assert len({row["流水号"] for row in paid}) == len(paid)
    assert max(row["还款日期"] for row in paid) <= AS_OF.isoformat()


def test_later_days_bring_payments_of_their_own_day(tmp_path: Path) -> None:
    files = generate_files("card", 2_000, 5, AS_OF, tmp_path, days=5)
    later = files[2:]
    assert [file.business_date.day for file in later] == [21, 22, 23, 24, 25]
    for file in later:
        rows = lines(file.path)
        assert rows
        assert {row["还款日期"] for row in rows} == {file.business_date.isoformat()}


@pytest.mark.parametrize(("kind", "accounts"), [("boat", 10), ("card", 0), ("card", 10**9)])
def test_what_no_sample_is_made_of(kind: str, accounts: int, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="a sample has a kind of"):
        generate(kind, accounts, 1, AS_OF, tmp_path)


def test_a_name_that_is_no_sample(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not a sample file"):
        mapping_of_sample(tmp_path / "portfolio.csv")
