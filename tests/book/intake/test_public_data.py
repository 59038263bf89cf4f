"""A real public data set through the same door: Taiwan card holders of 2005 (causaldata, MIT licence)."""

from __future__ import annotations

import causaldata
import pytest

from arrears.book.intake.api import accept
from arrears.book.intake.sample.public import BUSINESS_DATE, taiwan_cards
from arrears.book.payments.api import balance
from arrears.book.portfolio.api import accounts_by_number
from arrears.foundation.api import SYSTEM, ensure_creditor

ROWS = 3_000


@pytest.fixture
def holders() -> list[tuple[int, float]]:
    data = causaldata.credit_cards.load_pandas().data.head(ROWS)
    return list(zip(data["LateApril"].tolist(), data["BillApril"].tolist(), strict=True))


@pytest.mark.django_db
def test_real_card_holders_come_in(holders: list[tuple[int, float]]) -> None:
    creditor = ensure_creditor("taiwan", "公开数据", currency="TWD")
    report = accept(
        taiwan_cards(holders),
        creditor="taiwan",
        mapping="public_taiwan_cards",
        business_date=BUSINESS_DATE,
        actor=SYSTEM,
    )
    negative = sum(bill < 0 for _, bill in holders)
    assert 0 < negative < 100
    assert (report.rows, report.rejected, report.new) == (ROWS, negative, ROWS - negative)
    assert {one.reason.en for one in report.rejects} == {"an amount must not be negative"}
    assert report.paid == sum(bill == 0 for _, bill in holders)
    place = next(place for place, (late, bill) in enumerate(holders) if late and bill > 0)
    key = accounts_by_number(creditor.id, [f"TW{place + 1:06d}"])[f"TW{place + 1:06d}"]
    now = balance(key.account_id, BUSINESS_DATE)
    assert (now.currency, now.overdue_minor) == ("TWD", round(holders[place][1] * 100_000))
