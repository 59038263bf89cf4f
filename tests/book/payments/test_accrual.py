"""Accrual: the day count as a table, then days of a loan whose creditor wants the penalty computed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from arrears.book.payments.api import PostingRefused, Rate, accrue, balance, post, set_accrual_terms
from arrears.book.payments.contracts import Component, PaymentOrder
from arrears.book.payments.models import Entry
from arrears.book.payments.rules.accrual import Span, accrued
from arrears.book.payments.rules.facts import LineKey, Version
from arrears.book.portfolio.api import accounts_by_number, load
from arrears.book.portfolio.contracts import AccountKey, Figures
from arrears.foundation.api import SYSTEM, ensure_creditor
from arrears.kernel.money import Money
from tests.book.portfolio.book_of import DAY, account, item

PENALTY, PRINCIPAL = Component.PENALTY, Component.PRINCIPAL
HALF_A_THOUSANDTH = Decimal("0.05")
JAN_15 = date(2026, 1, 15)
BILL = Version(item_id=7, sequence=1, due_on=JAN_15, amounts={PRINCIPAL: 1_000_00})


def rate(daily: str = "0.05", cap: str | None = None, grace: int = 0) -> Rate:
    return Rate(
        component=PENALTY,
        daily_percent=Decimal(daily),
        grace_days=grace,
        cap_yearly_percent=None if cap is None else Decimal(cap),
    )


def paid(day: date, amount: int) -> dict[LineKey, int]:
    return {(1, day, 7, PRINCIPAL, False): amount}


@pytest.mark.parametrize(
    ("as_of", "lines", "terms", "computed"),
    [
        (date(2026, 1, 15), {}, rate(), None),  # due today: nothing is late
        (date(2026, 1, 16), {}, rate(), 50),  # 1,000.00 x 0.05 % x 1 day
        (date(2026, 1, 25), {}, rate(), 500),  # 10 days
        (date(2026, 1, 25), paid(date(2026, 1, 20), 400_00), rate(), 400),  # 5 x 0.50 + 5 x 0.30
        (date(2026, 1, 25), paid(date(2026, 1, 15), 1_000_00), rate(), 0),  # paid on the due day
        (date(2026, 1, 25), paid(date(2026, 1, 16), 1_000_00), rate(), 50),  # the day of payment counts
        (date(2026, 1, 25), paid(date(2026, 1, 30), 1_000_00), rate(), 500),  # later money changes nothing
        (date(2026, 1, 25), {}, rate(grace=3), 350),
        (date(2026, 1, 17), {}, rate(grace=3), 0),
        (date(2026, 1, 25), {}, rate("0.1", cap="18.25"), 500),  # 18.25 % a year is 0.05 % a day
        (date(2026, 1, 25), {}, rate("0.033"), 330),
        (date(2026, 1, 16), {}, rate("0.0333"), 33),  # 33.3 cents, rounded once
        (date(2026, 1, 18), {}, rate("0.0333"), 100),  # 99.9 cents
    ],
)
def test_days_and_rounding(as_of: date, lines: dict[LineKey, int], terms: Rate, computed: int | None) -> None:
    found = accrued([BILL], lines, [Span(rate=terms)], as_of)
    assert [one.computed_minor for one in found] == ([] if computed is None else [computed])


def loan(figures: Figures = Figures.BILLED, **more: int) -> AccountKey:
    bank = ensure_creditor("bank", "某银行")
    load(
        bank.id,
        [account("L-1", [item(1, JAN_15, 1_000_00, **more)])],
        business_date=DAY,
        actor=SYSTEM,
        figures=figures,
    )
    set_accrual_terms(bank.id, rate(), valid_from=DAY, actor=SYSTEM)
    return accounts_by_number(bank.id, ["L-1"])["L-1"]


def owed(one: AccountKey, day: date) -> int:
    return balance(one.account_id, day).by_component.get(PENALTY, 0)


@pytest.mark.parametrize(
    ("spans", "computed"),
    [
        ([Span(rate=rate())], 500),  # ten days at 0.50
        ([Span(rate=rate(), last=date(2026, 1, 20)), Span(rate=rate("0.03"), first=date(2026, 1, 21))], 400),
        (
            [Span(rate=rate(), last=date(2026, 1, 17)), Span(rate=rate(), first=date(2026, 1, 21))],
            350,
        ),  # a pause
        ([Span(rate=rate("0.1"), last=date(2026, 1, 10)), Span(rate=rate(), first=date(2026, 1, 11))], 500),
    ],
)
def test_each_day_bears_the_rate_in_force_on_it(spans: list[Span], computed: int) -> None:
    (found,) = accrued([BILL], {}, spans, date(2026, 1, 25))
    assert found.computed_minor == computed


@pytest.mark.django_db
def test_a_new_rate_leaves_the_days_before_it_alone() -> None:
    one = loan()
    accrue(one.creditor_id, DAY, SYSTEM)
    set_accrual_terms(one.creditor_id, rate("0.03"), valid_from=date(2026, 3, 3), actor=SYSTEM)
    accrue(one.creditor_id, date(2026, 3, 4), SYSTEM)
    assert owed(one, date(2026, 3, 4)) == 23_60  # 46 days at 0.50, two at 0.30


@pytest.mark.django_db
def test_a_day_is_charged_once() -> None:
    one = loan()
    first = accrue(one.creditor_id, DAY, SYSTEM)
    assert (first.charged, first.charged_minor) == (1, {"CNY": 23_00})  # 46 days since 15 January
    assert accrue(one.creditor_id, DAY, SYSTEM).charged == 0
    accrue(one.creditor_id, date(2026, 3, 3), SYSTEM)
    assert (owed(one, DAY), owed(one, date(2026, 3, 3))) == (23_00, 23_50)
    found = balance(one.account_id, date(2026, 3, 3)).items[0]
    assert (found.billed_minor, found.owed_minor) == (1_023_50, 1_023_50)


@pytest.mark.django_db
def test_a_back_dated_payment_lowers_what_was_charged_since() -> None:
    one = loan()
    accrue(one.creditor_id, DAY, SYSTEM)
    order = PaymentOrder(
        creditor_id=one.creditor_id,
        account_id=one.account_id,
        amount=Money(400_00, "CNY"),
        effective_on=date(2026, 1, 25),
        key="found",
    )
    post(order, SYSTEM)
    done = accrue(one.creditor_id, DAY, SYSTEM)
    assert done.charged_minor == {"CNY": -7_20}  # 36 days x 0.05 % of 400.00
    assert (done.corrected, done.corrected_minor) == (1, {"CNY": -7_20})
    assert owed(one, DAY) == 15_80


@pytest.mark.django_db
def test_every_date_since_a_back_dated_payment_is_as_if_it_had_come_in_time() -> None:
    """20 January to 2 March: the late-found payment ages the debt as a payment in time does."""
    late = loan()
    load(late.creditor_id, [account("L-2", [item(1, JAN_15, 1_000_00)])], business_date=DAY, actor=SYSTEM)
    timely = accounts_by_number(late.creditor_id, ["L-2"])["L-2"]

    def pay(one: AccountKey, day: date, amount: int) -> None:
        post(
            PaymentOrder(
                creditor_id=one.creditor_id,
                account_id=one.account_id,
                amount=Money(amount, "CNY"),
                effective_on=day,
                key=f"{one.number}/{day}",
            ),
            SYSTEM,
        )

    pay(timely, date(2026, 1, 25), 1_000_00)
    accrue(late.creditor_id, DAY, SYSTEM)
    assert balance(late.account_id, DAY).oldest_unpaid_due == JAN_15
    pay(late, date(2026, 1, 25), 1_000_00)
    accrue(late.creditor_id, DAY, SYSTEM)
    for ahead in range(42):
        day = date.fromordinal(date(2026, 1, 20).toordinal() + ahead)
        found, wanted = balance(late.account_id, day), balance(timely.account_id, day)
        assert found.by_component == wanted.by_component, day
        assert found.oldest_unpaid_due == wanted.oldest_unpaid_due, day
        assert (found.overdue_minor, found.credit_minor) == (wanted.overdue_minor, wanted.credit_minor), day


@pytest.mark.django_db
def test_a_payment_settles_what_was_charged() -> None:
    one = loan()
    accrue(one.creditor_id, DAY, SYSTEM)
    order = PaymentOrder(
        creditor_id=one.creditor_id,
        account_id=one.account_id,
        amount=Money(1_023_00, "CNY"),
        effective_on=DAY,
        key="all",
    )
    post(order, SYSTEM)
    assert balance(one.account_id, DAY).total_minor == 0
    assert accrue(one.creditor_id, date(2026, 3, 20), SYSTEM).charged == 0


@pytest.mark.django_db
@pytest.mark.parametrize(("stated", "charged", "total"), [(20_00, 3_00, 23_00), (30_00, 0, 30_00)])
def test_the_difference_to_the_files_figure_is_told(stated: int, charged: int, total: int) -> None:
    one = loan(penalty=stated)
    done = accrue(one.creditor_id, DAY, SYSTEM)
    (difference,) = done.differences
    assert (difference.number, difference.computed_minor, difference.file_minor) == ("L-1", 23_00, stated)
    assert done.charged_minor.get("CNY", 0) == charged
    assert owed(one, DAY) == total


@pytest.mark.django_db
def test_on_outstanding_figures_only_later_days_are_added() -> None:
    one = loan(Figures.OUTSTANDING, penalty=20_00)
    accrue(one.creditor_id, date(2026, 3, 5), SYSTEM)
    assert owed(one, date(2026, 3, 5)) == 22_00  # 2, 3, 4 and 5 March


@pytest.mark.django_db
def test_without_terms_the_files_figures_rule() -> None:
    bank = ensure_creditor("plain", "无计提")
    load(bank.id, [account("P-1", [item(1, JAN_15, 1_00)])], business_date=DAY, actor=SYSTEM)
    assert accrue(bank.id, DAY, SYSTEM).accounts == 0
    assert not Entry.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("terms", "rule", "reason"),
    [
        (rate("0"), "", "out of bounds"),
        (rate("1.01"), "", "out of bounds"),
        (rate(cap="24"), "", "names the rule"),
        (Rate(component=PRINCIPAL, daily_percent=HALF_A_THOUSANDTH), "", "accrues"),
    ],
)
def test_terms_that_cannot_be_are_refused(terms: Rate, rule: str, reason: str) -> None:
    bank = ensure_creditor("bank", "某银行")
    with pytest.raises(PostingRefused, match=reason):
        set_accrual_terms(bank.id, terms, valid_from=DAY, actor=SYSTEM, cap_rule=rule)
