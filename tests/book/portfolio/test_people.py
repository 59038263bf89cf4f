"""People on an account by hand: who owes comes from files alone; a spouse counts as one with proof."""

from __future__ import annotations

from datetime import date

import pytest

from arrears.book.portfolio.api import (
    PortfolioError,
    accounts_by_number,
    accounts_of,
    add_person,
    contact_points,
    end_role,
    load,
    prove_role,
    recipient,
)
from arrears.book.portfolio.contracts import AccountKey, LawfulSource, PartyRecord, RoleOnAccount, RoleRecord
from arrears.foundation.api import SYSTEM, Actor, CreditorFacts, OutOfScope, ensure_creditor
from tests.book.portfolio.book_of import account, item

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)


@pytest.fixture
def bank() -> CreditorFacts:
    return ensure_creditor("bank", "某银行")


@pytest.fixture
def loan(bank: CreditorFacts) -> AccountKey:
    roles = (
        RoleRecord(party=PartyRecord(name="李四"), role=RoleOnAccount.SPOUSE),
        RoleRecord(party=PartyRecord(name="王五"), role=RoleOnAccount.GUARANTOR),
    )
    load(bank.id, [account("L1", [item(1, DAY, 100)], roles=roles)], business_date=DAY, actor=SYSTEM)
    return accounts_by_number(bank.id, ["L1"])["L1"]


def role_of(loan: AccountKey, role: RoleOnAccount) -> int:
    (account_,) = accounts_of(loan.debtor_id)
    return next(one.role_id for one in account_.roles if one.role is role)


def added(loan: AccountKey, name: str = "赵六", phone: str = "") -> int:
    return add_person(
        loan.account_id,
        RoleOnAccount.DECIDES_PAYMENT,
        name=name,
        phone=phone,
        source=LawfulSource.DEBTOR,
        why="客户来电告知",
        actor=SYSTEM,
    )


def test_a_spouse_counts_as_one_when_the_proof_is_noted(loan: AccountKey) -> None:
    (account_,) = accounts_of(loan.debtor_id)
    spouse = next(one for one in account_.roles if one.role is RoleOnAccount.SPOUSE)
    before = recipient(loan.creditor_id, loan.debtor_id, spouse.party_id, None)
    prove_role(loan.account_id, spouse.role_id, proof="结婚证，档案 12 号", actor=SYSTEM)
    after = recipient(loan.creditor_id, loan.debtor_id, spouse.party_id, None)
    assert (before and before.proven, after and after.proven) == ((), (RoleOnAccount.SPOUSE,))
    (account_,) = accounts_of(loan.debtor_id)
    assert {one.role: one.proof for one in account_.roles} == {
        RoleOnAccount.SPOUSE: "结婚证，档案 12 号",
        RoleOnAccount.GUARANTOR: "",
    }


def test_who_decides_payment_is_added_once_with_a_number(loan: AccountKey) -> None:
    first = added(loan, phone="15400000009")
    assert added(loan) == first
    (point,) = [one for one in contact_points(loan.debtor_id) if one.person_id == first]
    assert (point.roles, point.source) == ((RoleOnAccount.DECIDES_PAYMENT,), "debtor")


def test_a_role_ends_and_comes_back(loan: AccountKey) -> None:
    person = added(loan)
    end_role(
        loan.account_id, role_of(loan, RoleOnAccount.DECIDES_PAYMENT), on=DAY, why="已离职", actor=SYSTEM
    )
    (account_,) = accounts_of(loan.debtor_id)
    assert person not in {one.party_id for one in account_.roles}
    assert added(loan) == person
    assert role_of(loan, RoleOnAccount.DECIDES_PAYMENT)


def test_who_owes_comes_from_files_alone(loan: AccountKey) -> None:
    with pytest.raises(PortfolioError):
        add_person(
            loan.account_id,
            RoleOnAccount.GUARANTOR,
            name="赵六",
            source=LawfulSource.DEBTOR,
            why="口头",
            actor=SYSTEM,
        )
    with pytest.raises(PortfolioError):
        end_role(loan.account_id, role_of(loan, RoleOnAccount.GUARANTOR), on=DAY, why="不再", actor=SYSTEM)
    assert role_of(loan, RoleOnAccount.GUARANTOR)


@pytest.mark.parametrize(
    ("name", "why", "phone"), [(" ", "来电", ""), ("赵六", " ", ""), ("赵六", "来电", "12345")]
)
def test_what_cannot_be_added_leaves_nothing(loan: AccountKey, name: str, why: str, phone: str) -> None:
    with pytest.raises(PortfolioError):
        add_person(
            loan.account_id,
            RoleOnAccount.FRONT_DESK,
            name=name,
            phone=phone,
            source=LawfulSource.CREDITOR,
            why=why,
            actor=SYSTEM,
        )
    (account_,) = accounts_of(loan.debtor_id)
    assert RoleOnAccount.FRONT_DESK not in {one.role for one in account_.roles}


def test_out_of_scope_nothing_is_proven(loan: AccountKey) -> None:
    with pytest.raises(OutOfScope):
        prove_role(
            loan.account_id, role_of(loan, RoleOnAccount.SPOUSE), proof="某文件", actor=Actor(name="nobody")
        )
