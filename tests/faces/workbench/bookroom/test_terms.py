"""What a creditor agreed, at the screen: an order and a rate hold from a day on, and a difference is told."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from arrears.book.payments import api as payments
from arrears.book.payments.contracts import Component
from arrears.book.payments.models import AccrualTerms, AllocationPolicy
from arrears.book.portfolio.api import accounts_by_number, load
from arrears.book.portfolio.contracts import AccountKey
from arrears.faces.workbench.collector.day import as_of
from arrears.foundation.api import SYSTEM, CreditorFacts, Role
from tests.book.portfolio.book_of import account, item
from tests.faces.workbench.bookroom import room

pytestmark = pytest.mark.django_db
PATH = "/book/terms/"


def placed(bank: CreditorFacts) -> AccountKey:
    """A loan whose file states 12.34 of interest."""
    bills = [item(1, date(2026, 9, 5), 1_000_00, 12_34)]
    load(bank.id, [account("CARD-1", bills)], business_date=date(2026, 9, 6), actor=SYSTEM)
    return accounts_by_number(bank.id, ["CARD-1"])["CARD-1"]


def test_an_order_holds_from_its_day_on() -> None:
    bank, day = room.bank(), as_of()
    compliance = room.person(Role.COMPLIANCE)
    order = {
        "act": "order", "creditor": bank.id, "product": "gold", "valid_from": day.isoformat(),
        "order": "pro_rata", "late_order": "", "late_days": "", "ahead": "next",
    }  # fmt: skip
    for wrong in (
        {"valid_from": (day - timedelta(days=1)).isoformat()},
        {"order": "whatever"},
        {"late_order": "statutory"},
    ):
        assert compliance.sends(PATH, **order | wrong).status_code == 422
    assert not AllocationPolicy.objects.exists()
    assert compliance.sends(PATH, **order).status_code == 302
    page = compliance.sees(PATH)
    assert "Pro rata" in page
    assert "paid ahead to later instalments" in page
    # who sees it does not set it
    leader = room.person(Role.LEADER)
    assert "Pro rata" in leader.sees(PATH)
    assert leader.sends(PATH, **order | {"product": "blue"}).status_code == 422
    assert AllocationPolicy.objects.count() == 1


def test_a_rate_is_computed_and_the_difference_to_the_file_is_told_until_the_terms_end() -> None:
    bank = room.bank()
    of = placed(bank)
    compliance, leader, day = room.person(Role.COMPLIANCE), room.person(Role.LEADER), as_of()
    rate = {
        "act": "rate", "creditor": bank.id, "product": "", "valid_from": day.isoformat(), "component": "interest",
        "daily_percent": "0.05", "grace_days": "", "cap_yearly_percent": "24", "cap_rule": "",
    }  # fmt: skip
    assert compliance.sends(PATH, **rate).status_code == 422  # a cap names its rule
    assert compliance.sends(PATH, **rate | {"cap_rule": "CN-I1"}).status_code == 302
    terms = AccrualTerms.objects.get()
    assert "CN-I1" in compliance.sees(PATH)

    done = payments.accrue(bank.id, day, SYSTEM)
    assert done.differences_count == 1  # the file states an interest of its own
    (gap,) = payments.accrual_gaps(leader.actor, of.account_id)[1]
    assert gap.file_minor != gap.computed_minor
    assert "CARD-1" in leader.sees(PATH)
    assert b"CARD-1" in leader.client.get(PATH, {"as": "csv"}).content
    assert "file says" in leader.sees(f"/book/accounts/{of.account_id}/")

    assert leader.sends(PATH, act="end", terms=terms.pk).status_code == 422
    assert compliance.sends(PATH, act="end", terms="x").status_code == 422
    assert compliance.sends(PATH, act="end", terms=terms.pk).status_code == 302
    assert payments.accrue(bank.id, day + timedelta(days=1), SYSTEM).accounts == 0
    assert payments.accrual_gaps(SYSTEM) == (0, ())


def test_differences_of_creditors_out_of_scope_are_neither_counted_nor_told() -> None:
    bank = room.bank()
    room.bank("other-bank")
    placed(bank)
    rate = payments.Rate(component=Component.INTEREST, daily_percent=Decimal("0.05"))
    payments.set_accrual_terms(bank.id, rate, valid_from=as_of(), actor=SYSTEM)
    payments.accrue(bank.id, as_of(), SYSTEM)
    assert payments.accrual_gaps(SYSTEM)[0] == 1
    outside = room.person(Role.LEADER, "outside", creditors=["other-bank"])
    assert payments.accrual_gaps(outside.actor) == (0, ())
    assert "CARD-1" not in outside.sees(PATH)
