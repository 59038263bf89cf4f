"""What is given up: within a limit at once, above it by a second person, never more than is owed."""

from __future__ import annotations

from datetime import date

import pytest

from arrears.book.payments.api import (
    PostingRefused,
    balance,
    decide_waiver,
    received,
    request_waiver,
    set_waiver_limit,
    waive,
    waiver_requests,
    write_off,
)
from arrears.book.payments.contracts import Component, WaiverOrder
from arrears.book.payments.rules.limits import within
from arrears.book.portfolio.api import accounts_by_number, load
from arrears.book.portfolio.contracts import AccountKey
from arrears.foundation.api import SYSTEM, Actor, Role, ensure_creditor, ensure_user
from arrears.kernel.money import Money
from tests.book.portfolio.book_of import DAY, account, item

JAN, FEB = date(2026, 1, 15), date(2026, 2, 15)
PENALTY, INTEREST, PRINCIPAL = Component.PENALTY, Component.INTEREST, Component.PRINCIPAL


@pytest.fixture
def loan() -> AccountKey:
    bank = ensure_creditor("bank", "某银行")
    items = [item(1, JAN, 100_00, 5_00, penalty=20_00), item(2, FEB, 100_00, 5_00, penalty=10_00)]
    load(bank.id, [account("L-1", items)], business_date=DAY, actor=SYSTEM)
    set_waiver_limit(bank.id, Role.COLLECTOR, PENALTY, Money(15_00, "CNY"), SYSTEM)
    set_waiver_limit(bank.id, Role.LEADER, None, Money(50_00, "CNY"), SYSTEM)
    return accounts_by_number(bank.id, ["L-1"])["L-1"]


def person(name: str, role: Role, loan: AccountKey) -> Actor:
    user_id = ensure_user(name, "a long password", role=role)
    return Actor(name=name, user_id=user_id, role=role, creditor_ids=frozenset({loan.creditor_id}))


def order(loan: AccountKey, amounts: dict[Component, int], key: str = "w", **more: object) -> WaiverOrder:
    return WaiverOrder(
        creditor_id=loan.creditor_id,
        account_id=loan.account_id,
        amounts=amounts,
        effective_on=DAY,
        key=key,
        why="困难减免",
        **more,  # type: ignore[arg-type]  # a test's shorthand
    )


@pytest.mark.parametrize(
    ("amounts", "limits", "verdict"),
    [
        ({PENALTY: 15}, {PENALTY: 15}, True),
        ({PENALTY: 16}, {PENALTY: 15}, False),
        ({PENALTY: 10, INTEREST: 1}, {PENALTY: 15}, False),
        ({PENALTY: 10, INTEREST: 5}, {None: 15}, True),
        ({PENALTY: 10, INTEREST: 6}, {None: 15}, False),
        ({PENALTY: 10, INTEREST: 5}, {None: 20, INTEREST: 4}, False),
        ({PENALTY: 1}, {}, False),
    ],
)
def test_a_limit_holds_for_each_component_and_the_sum(
    amounts: dict[Component, int], limits: dict[Component | None, int], verdict: bool
) -> None:
    assert within(amounts, limits) is verdict


@pytest.mark.django_db
def test_a_waiver_within_the_limit_is_posted_at_once(loan: AccountKey) -> None:
    posting = waive(order(loan, {PENALTY: 15_00}), person("li", Role.COLLECTOR, loan))
    assert sum(line.amount_minor for line in posting.lines) == 15_00
    found = balance(loan.account_id, DAY)
    assert found.by_component[PENALTY] == 15_00
    assert [one.owed.get(PENALTY, 0) for one in found.items] == [5_00, 10_00]
    assert received([loan.account_id], JAN, DAY) == ()


@pytest.mark.django_db
def test_a_waiver_can_be_meant_for_one_instalment(loan: AccountKey) -> None:
    waive(order(loan, {PENALTY: 10_00}, sequences=(2,)), person("li", Role.COLLECTOR, loan))
    assert [one.owed.get(PENALTY, 0) for one in balance(loan.account_id, DAY).items] == [20_00, 0]


@pytest.mark.django_db
def test_above_the_limit_a_second_person_decides(loan: AccountKey) -> None:
    collector, leader = person("li", Role.COLLECTOR, loan), person("wu", Role.LEADER, loan)
    waiting = request_waiver(order(loan, {PENALTY: 30_00}), collector)
    assert (waiting.state, waiting.entry_id) == ("waiting", None)
    assert [one.asked_by for one in waiver_requests(leader)] == ["li"]
    with pytest.raises(PostingRefused, match="Who asked"):
        decide_waiver(waiting.request_id, approve=True, actor=collector)
    done = decide_waiver(waiting.request_id, approve=True, actor=leader)
    assert done.state == "posted"
    assert PENALTY not in balance(loan.account_id, DAY).by_component
    with pytest.raises(PostingRefused, match="decided"):
        decide_waiver(waiting.request_id, approve=False, actor=leader)
    assert request_waiver(order(loan, {PENALTY: 30_00}), collector).state == "posted"


@pytest.mark.django_db
def test_a_second_person_may_refuse_and_needs_authority(loan: AccountKey) -> None:
    collector, leader = person("li", Role.COLLECTOR, loan), person("wu", Role.LEADER, loan)
    big = request_waiver(order(loan, {PRINCIPAL: 90_00}, "big"), leader)
    assert big.state == "waiting"
    with pytest.raises(PostingRefused, match="approver"):
        decide_waiver(big.request_id, approve=True, actor=collector)
    assert decide_waiver(big.request_id, approve=False, actor=collector).state == "refused"
    assert balance(loan.account_id, DAY).total_minor == 240_00


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("amounts", "reason"),
    [
        ({PENALTY: 30_01}, "More than is owed"),
        ({Component.TAX: 1}, "Nothing of this"),
        ({PENALTY: 0}, "more than zero"),
        ({}, "more than zero"),
        ({PENALTY: 20_00}, "second person"),
    ],
)
def test_a_waiver_that_does_not_fit_is_refused(
    loan: AccountKey, amounts: dict[Component, int], reason: str
) -> None:
    with pytest.raises(PostingRefused, match=reason):
        waive(order(loan, amounts), person("li", Role.COLLECTOR, loan))


@pytest.mark.django_db
def test_what_cannot_be_collected_is_written_off_whole(loan: AccountKey) -> None:
    leader, boss = person("wu", Role.LEADER, loan), person("he", Role.ADMINISTRATOR, loan)
    set_waiver_limit(loan.creditor_id, Role.ADMINISTRATOR, None, Money(1_000_00, "CNY"), SYSTEM)
    with pytest.raises(PostingRefused, match="second person"):
        write_off(order(loan, {}), leader)
    write_off(order(loan, {}), leader, approved_by=boss)
    assert balance(loan.account_id, DAY).total_minor == 0
