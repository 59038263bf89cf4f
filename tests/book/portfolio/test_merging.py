"""Suspected duplicates are proposed, merged only by a person, and can be parted again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from arrears.book.portfolio.api import (
    PortfolioError,
    accounts_of,
    contact_points,
    debtor_page,
    keep_apart,
    load,
    merge,
    merge_proposals,
    undo_merge,
)
from arrears.book.portfolio.contracts import ContactKind, ContactRecord, PartyRecord
from arrears.book.portfolio.models import Account, Party
from arrears.foundation.api import SYSTEM, Actor, CreditorFacts, OutOfScope, ensure_creditor
from tests.book.portfolio.book_of import DAY, LI, ZHANG, account, item

pytestmark = pytest.mark.django_db
ITEMS = [item(1, date(2026, 1, 15), 100_00)]
FIRST = replace(ZHANG, ref="K-1")
EMAIL = ContactRecord(kind=ContactKind.EMAIL, value="zhang@example.com")
ADDRESS = ContactRecord(kind=ContactKind.ADDRESS, value="上海市某区某路1号")


@pytest.fixture
def bank() -> CreditorFacts:
    return ensure_creditor("bank", "某银行")


def take(bank: CreditorFacts, first: PartyRecord, second: PartyRecord, day: date = DAY) -> tuple[int, int]:
    load(
        bank.id,
        [account("A", ITEMS, debtor=first), account("B", ITEMS, debtor=second)],
        business_date=day,
        actor=SYSTEM,
    )
    return Account.objects.get(number="A").debtor_id, Account.objects.get(number="B").debtor_id


@pytest.mark.parametrize(
    ("second", "why"),
    [
        (replace(ZHANG, ref="K-2"), ["Same identity number", "Same name and phone"]),
        (replace(ZHANG, ref="K-2", id_number=None), ["Same name and phone"]),
        (replace(ZHANG, ref="K-2", name="张大伟", contacts=()), ["Same identity number"]),
        (replace(ZHANG, ref="K-2", id_number="110101199003070000"), None),  # another person of the same name
        (replace(LI, ref="K-2", contacts=ZHANG.contacts), None),  # husband and wife share a phone
        (replace(ZHANG, ref="K-2", id_number=None, contacts=()), None),  # a name alone says nothing
    ],
)
def test_what_makes_two_parties_suspect(
    bank: CreditorFacts, second: PartyRecord, why: list[str] | None
) -> None:
    take(bank, FIRST, second)
    found = merge_proposals(SYSTEM)
    assert [sorted(words.en for words in one.why) for one in found] == ([] if why is None else [why])


def test_the_same_name_and_address_is_suspect(bank: CreditorFacts) -> None:
    take(
        bank,
        replace(FIRST, id_number=None, contacts=(ADDRESS,)),
        replace(ZHANG, ref="K-2", id_number=None, contacts=(ADDRESS,)),
    )
    assert [words.en for words in merge_proposals(SYSTEM)[0].why] == ["Same name and address"]


def test_a_phone_that_many_share_says_nothing(bank: CreditorFacts) -> None:
    many = [
        account(f"N-{place}", ITEMS, debtor=replace(ZHANG, ref=f"R-{place}", id_number=None))
        for place in range(21)
    ]
    load(bank.id, many, business_date=DAY, actor=SYSTEM)
    assert merge_proposals(SYSTEM) == ()


def test_a_merge_moves_everything_and_can_be_undone(bank: CreditorFacts) -> None:
    first, second = take(bank, FIRST, replace(ZHANG, ref="K-2", contacts=(EMAIL, *ZHANG.contacts)))
    before = (accounts_of(first), accounts_of(second), contact_points(second))
    (proposal,) = merge_proposals(SYSTEM)
    assert debtor_page(SYSTEM, first, DAY).merge_proposals == 1
    done = merge(proposal.proposal_id, keep_id=first, why="证件号一致，已与本人核实", actor=SYSTEM)
    assert [one.number for one in accounts_of(first)] == ["A", "B"]
    assert {one.masked for one in contact_points(first)} == {"138****5678", "z***@example.com"}
    assert debtor_page(SYSTEM, second, DAY).party.party_id == first
    assert merge_proposals(SYSTEM) == ()
    undo_merge(done, actor=SYSTEM)
    assert (accounts_of(first), accounts_of(second), contact_points(second)) == before
    assert [one.state for one in merge_proposals(SYSTEM, "kept_apart")] == ["kept_apart"]
    with pytest.raises(PortfolioError, match="undone already"):
        undo_merge(done, actor=SYSTEM)


def test_a_file_after_a_merge_finds_the_party_that_was_kept(bank: CreditorFacts) -> None:
    second = replace(ZHANG, ref="K-2")
    kept, _ = take(bank, FIRST, second)
    merge(merge_proposals(SYSTEM)[0].proposal_id, keep_id=kept, why="核实", actor=SYSTEM)
    take(bank, FIRST, replace(second, contacts=(EMAIL,)), date(2026, 3, 5))
    assert [one.number for one in accounts_of(kept)] == ["A", "B"]
    assert len(contact_points(kept)) == 2
    assert Party.objects.count() == 2


def test_who_was_kept_apart_is_not_proposed_again(bank: CreditorFacts) -> None:
    take(bank, FIRST, replace(ZHANG, ref="K-2", id_number=None))
    keep_apart(merge_proposals(SYSTEM)[0].proposal_id, actor=SYSTEM)
    take(bank, replace(FIRST, contacts=(EMAIL, *FIRST.contacts)), replace(ZHANG, ref="K-2", id_number=None))
    assert merge_proposals(SYSTEM) == ()


def test_a_proposal_is_decided_once_and_in_scope(bank: CreditorFacts) -> None:
    first, _ = take(bank, FIRST, replace(ZHANG, ref="K-2"))
    (proposal,) = merge_proposals(SYSTEM)
    assert merge_proposals(Actor(name="nobody")) == ()
    with pytest.raises(OutOfScope):
        keep_apart(proposal.proposal_id, actor=Actor(name="nobody"))
    with pytest.raises(PortfolioError, match="reason"):
        merge(proposal.proposal_id, keep_id=first, why=" ", actor=SYSTEM)
    with pytest.raises(PortfolioError, match="not of this pair"):
        merge(proposal.proposal_id, keep_id=0, why="x", actor=SYSTEM)
    keep_apart(proposal.proposal_id, actor=SYSTEM)
    with pytest.raises(PortfolioError, match="decided"):
        merge(proposal.proposal_id, keep_id=first, why="x", actor=SYSTEM)
