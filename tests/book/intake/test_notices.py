"""What a file says beside the money: kept once, until the day's clockwork has passed it on."""

from __future__ import annotations

from datetime import date

import pytest

from arrears.book.intake.api import mark_passed, pending_notices
from arrears.book.intake.contracts import NoticeKind
from arrears.book.portfolio.api import accounts_by_number
from arrears.foundation.api import CreditorFacts
from tests.book.intake.sheets import DAY, LEASE, csv_of, row, said, take, three_instalments

HEADINGS = (*LEASE, "特殊标记", "标记说明")
APRIL_1, APRIL_2, APRIL_3 = date(2026, 4, 1), date(2026, 4, 2), date(2026, 4, 3)


def marked(mark: str, detail: str = "") -> bytes:
    rows = three_instalments()
    rows[1] |= {"特殊标记": mark, "标记说明": detail}
    return csv_of(rows, HEADINGS)


@pytest.mark.parametrize(
    ("mark", "kind"),
    [
        ("争议", NoticeKind.DISPUTE),
        ("已故", NoticeKind.DEATH),
        ("拒绝联系", NoticeKind.OPT_OUT),
        ("已委托律师", NoticeKind.REPRESENTED),
        ("disputed", NoticeKind.DISPUTE),
    ],
)
def test_a_mark_becomes_a_notice(leasing: CreditorFacts, mark: str, kind: NoticeKind) -> None:
    report = take(marked(mark, "客户来函"))
    key = accounts_by_number(leasing.id, ["ZL-001"])["ZL-001"]
    (notice,) = report.notices
    assert (notice.kind, notice.account_number, notice.detail) == (kind, "ZL-001", "客户来函")
    assert (notice.account_id, notice.debtor_id) == (key.account_id, key.debtor_id)
    assert pending_notices(DAY) == report.notices


def test_a_mark_that_nobody_knows_is_refused_not_ignored(leasing: CreditorFacts) -> None:
    report = take(marked("可疑"))
    assert report.accepted == 0
    assert any("unknown value" in why for _, column, why in said(report) if column == "特殊标记")


def test_the_story_of_a_mark(leasing: CreditorFacts) -> None:
    # 31 March: the creditor reports a dispute
    take(marked("争议"))
    (notice,) = pending_notices(DAY)
    assert notice.id is not None
    assert mark_passed([notice.id]) == 1
    assert mark_passed([notice.id]) == 0
    assert pending_notices(DAY) == ()
    # 1 April: the file still says so; that is no news
    assert take(marked("争议"), day=APRIL_1).notices == ()
    # 2 April: the mark is gone
    assert take(marked(""), day=APRIL_2).notices == ()
    # 3 April: it is back, and so is a notice
    assert len(take(marked("争议"), day=APRIL_3).notices) == 1
    assert pending_notices(APRIL_2) == ()
    assert len(pending_notices(APRIL_3)) == 1


def test_a_notice_waits_for_its_day(leasing: CreditorFacts) -> None:
    take(marked("已故"))
    assert pending_notices(date(2026, 3, 30)) == ()
    assert len(pending_notices(APRIL_1)) == 1


def test_two_rows_with_one_mark_are_one_notice(leasing: CreditorFacts) -> None:
    rows = [one | {"特殊标记": "争议"} for one in three_instalments()]
    assert len(take(csv_of(rows, HEADINGS)).notices) == 1


def test_a_dry_run_foretells_and_keeps_none(leasing: CreditorFacts) -> None:
    report = take(marked("争议"), dry_run=True)
    assert [(one.kind, one.id, one.account_id) for one in report.notices] == [
        (NoticeKind.DISPUTE, None, None)
    ]
    assert pending_notices(DAY) == ()


def test_a_held_contract_gives_no_notice(leasing: CreditorFacts) -> None:
    bad = row(特殊标记="争议", 利息="-5")
    assert take(csv_of([bad], HEADINGS)).notices == ()
