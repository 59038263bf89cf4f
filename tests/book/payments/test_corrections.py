"""Money that goes back or elsewhere: reversals, refunds, transfers, points, a debtor's payment over accounts."""

from __future__ import annotations

from datetime import date

import pytest

from arrears.book.payments.api import (
    PostingRefused,
    balance,
    entries_of,
    lines_of,
    post,
    post_debtor,
    received,
    redeem_points,
    refund,
    reverse,
    set_allocation_policy,
    transfer,
)
from arrears.book.payments.contracts import (
    Component,
    DebtorPaymentOrder,
    PaymentOrder,
    PointsOrder,
    Posting,
    RefundOrder,
    TransferOrder,
)
from arrears.book.payments.models import Entry
from arrears.book.portfolio.api import accounts_by_number, load
from arrears.book.portfolio.contracts import AccountKey
from arrears.foundation.api import SYSTEM, ensure_creditor
from arrears.kernel import clock
from arrears.kernel.money import Money
from tests.book.portfolio.book_of import DAY, LI, account, item

pytestmark = pytest.mark.django_db
JAN, FEB, MAR = (date(2026, month, 15) for month in (1, 2, 3))
Book = dict[str, AccountKey]


@pytest.fixture
def book() -> Book:
    bank = ensure_creditor("bank", "某银行", settings={"points": {"minor_per_point": "0.2"}})
    load(
        bank.id,
        [
            account("L-1", [item(1, JAN, 100_00, 5_00), item(2, FEB, 100_00)]),
            account("L-2", [item(1, FEB, 80_00)]),
            account("L-3", [item(1, JAN, 70_00)], debtor=LI),
            account("L-4", [item(1, JAN, 60_00)], currency="USD"),
        ],
        business_date=DAY,
        actor=SYSTEM,
    )
    return dict(accounts_by_number(bank.id, ["L-1", "L-2", "L-3", "L-4"]))


def pay(one: AccountKey, minor: int, key: str, day: date = DAY) -> Posting:
    order = PaymentOrder(
        creditor_id=one.creditor_id,
        account_id=one.account_id,
        amount=Money(minor, one.currency),
        effective_on=day,
        key=key,
    )
    return post(order, SYSTEM)


def give_back(one: AccountKey, minor: int, key: str = "r") -> Posting:
    return refund(
        RefundOrder(
            creditor_id=one.creditor_id,
            account_id=one.account_id,
            amount=Money(minor, "CNY"),
            effective_on=DAY,
            key=key,
            why="多收退回",
        ),
        SYSTEM,
    )


def move(book: Book, one: str, other: str, minor: int, currency: str = "CNY") -> Posting:
    return transfer(
        TransferOrder(
            creditor_id=book[one].creditor_id,
            from_account_id=book[one].account_id,
            to_account_id=book[other].account_id,
            amount=Money(minor, currency),
            effective_on=DAY,
            key="t",
            why="记错账户",
        ),
        SYSTEM,
    )


def test_a_chargeback_restores_what_the_payment_touched(book: Book) -> None:
    loan = book["L-1"]
    before = balance(loan.account_id, DAY)
    posting = pay(loan, 150_00, "p")
    later = date(2026, 3, 20)
    undone = reverse(posting.entry_id, later, "p-back", "银行退票", SYSTEM)
    assert {(line.item_id, line.component): -line.amount_minor for line in undone.lines} == {
        (line.item_id, line.component): line.amount_minor for line in lines_of(posting.entry_id)
    }
    assert balance(loan.account_id, date(2026, 3, 19)).total_minor == before.total_minor - 150_00
    assert balance(loan.account_id, later).items == before.items
    assert received([loan.account_id], JAN, date(2026, 3, 19))[0].amount_minor == 150_00
    assert received([loan.account_id], JAN, later) == ()


def test_money_that_came_after_takes_the_place_of_what_was_charged_back(book: Book) -> None:
    loan = book["L-1"]
    first = pay(loan, 105_00, "p1")
    pay(loan, 60_00, "p2", date(2026, 3, 5))
    reverse(first.entry_id, date(2026, 3, 20), "back", "拒付", SYSTEM)
    items = balance(loan.account_id, date(2026, 3, 20)).items
    assert [one.owed_minor for one in items] == [45_00, 100_00]
    assert [one.owed_minor for one in balance(loan.account_id, date(2026, 3, 10)).items] == [0, 40_00]


@pytest.mark.parametrize(
    ("day", "key", "reason"),
    [(date(2026, 3, 1), "x", "before the entry"), (DAY, "", "key"), (DAY, "p", "another entry")],
)
def test_a_reversal_that_does_not_fit_is_refused(book: Book, day: date, key: str, reason: str) -> None:
    posting = pay(book["L-1"], 10_00, "p")
    with pytest.raises(PostingRefused, match=reason):
        reverse(posting.entry_id, day, key, "w", SYSTEM)


def test_an_entry_is_reversed_once(book: Book) -> None:
    posting = pay(book["L-1"], 10_00, "p")
    first = reverse(posting.entry_id, DAY, "r", "w", SYSTEM)
    assert reverse(posting.entry_id, DAY, "r", "w", SYSTEM).entry_id == first.entry_id
    with pytest.raises(PostingRefused, match="reversed already"):
        reverse(posting.entry_id, DAY, "r2", "w", SYSTEM)
    with pytest.raises(PostingRefused, match="not reversed"):
        reverse(first.entry_id, DAY, "r3", "w", SYSTEM)
    facts = {one.key: one for one in entries_of(book["L-1"].account_id)}
    assert facts["p"].reversed_by_id == facts["r"].entry_id


def test_a_refund_takes_credit_first_and_then_what_was_settled_last(book: Book) -> None:
    loan = book["L-1"]
    pay(loan, 215_00, "p")
    assert balance(loan.account_id, DAY).credit_minor == 10_00
    give_back(loan, 10_00)
    assert (balance(loan.account_id, DAY).credit_minor, balance(loan.account_id, DAY).total_minor) == (0, 0)
    give_back(loan, 30_00, "r2")
    assert [one.owed_minor for one in balance(loan.account_id, DAY).items] == [0, 30_00]
    with pytest.raises(PostingRefused, match="More would be given back"):
        give_back(loan, 200_00, "r3")


def test_a_payment_whose_refund_went_out_cannot_be_reversed(book: Book) -> None:
    posting = pay(book["L-1"], 215_00, "p")
    give_back(book["L-1"], 10_00)
    with pytest.raises(PostingRefused, match="given back"):
        reverse(posting.entry_id, DAY, "back", "w", SYSTEM)
    assert not Entry.objects.filter(kind="reversal").exists()


def test_a_transfer_moves_money_between_a_debtors_accounts(book: Book) -> None:
    pay(book["L-1"], 105_00, "p")
    out = move(book, "L-1", "L-2", 50_00)
    assert balance(book["L-1"].account_id, DAY).total_minor == 150_00
    assert balance(book["L-2"].account_id, DAY).total_minor == 30_00
    assert move(book, "L-1", "L-2", 50_00).repeated
    reverse(out.entry_id, DAY, "undo", "误转", SYSTEM)
    assert balance(book["L-1"].account_id, DAY).total_minor == 100_00
    assert balance(book["L-2"].account_id, DAY).total_minor == 80_00


@pytest.mark.parametrize(
    ("other", "currency", "reason"),
    [("L-3", "CNY", "one debtor"), ("L-4", "CNY", "USD"), ("L-1", "CNY", "one")],
)
def test_a_transfer_stays_with_one_debtor_and_one_currency(
    book: Book, other: str, currency: str, reason: str
) -> None:
    pay(book["L-1"], 105_00, "p")
    with pytest.raises(PostingRefused, match=reason):
        move(book, "L-1", other, 10_00, currency)


def test_points_pay_at_the_creditors_value_rounded_down(book: Book) -> None:
    order = PointsOrder(
        creditor_id=book["L-2"].creditor_id,
        account_id=book["L-2"].account_id,
        points=5_009,
        effective_on=DAY,
        key="jf",
    )
    posting = redeem_points(order, SYSTEM)
    assert sum(line.amount_minor for line in posting.lines) == 10_01
    assert redeem_points(order, SYSTEM).repeated


def test_points_without_a_value_are_refused() -> None:
    plain = ensure_creditor("plain", "无积分")
    load(plain.id, [account("P-1", [item(1, JAN, 1_00)])], business_date=DAY, actor=SYSTEM)
    one = accounts_by_number(plain.id, ["P-1"])["P-1"]
    order = PointsOrder(creditor_id=plain.id, account_id=one.account_id, points=9, effective_on=DAY, key="k")
    with pytest.raises(PostingRefused, match="no value of points"):
        redeem_points(order, SYSTEM)


def test_a_payment_without_an_account_goes_over_the_debtors_accounts_by_law(book: Book) -> None:
    order = DebtorPaymentOrder(
        creditor_id=book["L-1"].creditor_id,
        debtor_id=book["L-1"].debtor_id,
        amount=Money(195_00, "CNY"),
        effective_on=DAY,
        key="d",
    )
    postings = post_debtor(order, SYSTEM)
    assert len(postings) == 2
    # January first (105.00); the two instalments due in February share 90.00 pro rata
    assert [one.owed_minor for one in balance(book["L-1"].account_id, DAY).items] == [0, 50_00]
    assert balance(book["L-2"].account_id, DAY).total_minor == 40_00
    assert balance(book["L-4"].account_id, DAY).total_minor == 60_00
    again = post_debtor(order, SYSTEM)
    assert [one.entry_id for one in again] == [one.entry_id for one in postings]
    assert Entry.objects.count() == 2


def test_currencies_stay_apart(book: Book) -> None:
    pay(book["L-4"], 10_00, "usd")
    assert balance(book["L-4"].account_id, DAY).currency == "USD"
    with pytest.raises(PostingRefused, match="CNY cannot"):
        post(
            PaymentOrder(
                creditor_id=book["L-4"].creditor_id,
                account_id=book["L-4"].account_id,
                amount=Money(1, "CNY"),
                effective_on=DAY,
                key="cny",
            ),
            SYSTEM,
        )


def test_an_agreed_order_holds_from_its_day_on(book: Book) -> None:
    loan = book["L-1"]
    with clock.standing_at(clock.at_local(DAY)):
        set_allocation_policy(
            loan.creditor_id,
            {"order": {"components": [["principal"]], "debts": ["earlier_due"]}, "ahead": "next"},
            valid_from=date(2026, 3, 10),
            actor=SYSTEM,
        )
        with pytest.raises(PostingRefused, match="today or later"):
            set_allocation_policy(loan.creditor_id, {}, valid_from=date(2026, 3, 1), actor=SYSTEM)
        with pytest.raises(PostingRefused, match="no such order"):
            set_allocation_policy(loan.creditor_id, {"order": "mine"}, valid_from=DAY, actor=SYSTEM)
    pay(loan, 2_00, "before", date(2026, 3, 9))
    pay(loan, 50_00, "after", date(2026, 3, 10))
    assert balance(loan.account_id, date(2026, 3, 10)).items[0].owed == {
        Component.PRINCIPAL: 50_00,
        Component.INTEREST: 3_00,
    }
