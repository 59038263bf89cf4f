"""One page per debtor: accounts, roles, ways to reach everyone, masked; unmasking leaves a trace."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from arrears.book.portfolio.api import (
    PortfolioError,
    accounts_of,
    add_contact_point,
    address_for_sending,
    batches,
    close_account,
    contact_points,
    debtor_page,
    find,
    load,
    recall_batch,
    reveal,
    set_contact_state,
)
from arrears.book.portfolio.contracts import (
    AccountKind,
    AccountStatus,
    BatchStatus,
    ContactKind,
    ContactRecord,
    ContactState,
    ContactUse,
    GuarantorKind,
    PartyKind,
    PartyRecord,
    RoleOnAccount,
    RoleRecord,
)
from arrears.book.portfolio.models import Account, ContactPast, Party, PlacementPast
from arrears.foundation.api import SYSTEM, Actor, CreditorFacts, OutOfScope, ensure_creditor
from arrears.foundation.models import AuditLine
from tests.book.portfolio.book_of import DAY, LI, ZHANG, account, item

pytestmark = pytest.mark.django_db
ITEMS = [item(1, date(2026, 1, 15), 100_00)]
GUARANTEE = RoleRecord(party=LI, role=RoleOnAccount.GUARANTOR, guarantor_kind=GuarantorKind.JOINT)


@pytest.fixture
def bank() -> CreditorFacts:
    found = ensure_creditor("bank", "某银行")
    load(
        found.id,
        [account("HT-2026-001", ITEMS, roles=[GUARANTEE]), account("HT-2026-002", ITEMS)],
        batch="B1",
        business_date=DAY,
        actor=SYSTEM,
    )
    return found


def debtor() -> int:
    return Account.objects.order_by("number")[0].debtor_id


def test_the_page_shows_all_accounts_masked(bank: CreditorFacts) -> None:
    page = debtor_page(SYSTEM, debtor(), DAY)
    assert (page.party.name_masked, page.party.id_masked) == ("张*", "1101**********4258")
    assert [one.number for one in page.accounts] == ["HT-2026-001", "HT-2026-002"]
    assert [(role.name_masked, role.role, role.guarantor_kind) for role in page.accounts[0].roles] == [
        ("李*", RoleOnAccount.GUARANTOR, GuarantorKind.JOINT)
    ]
    assert [(one.masked, one.roles) for one in page.contact_points] == [
        ("138****5678", (RoleOnAccount.DEBTOR,)),
        ("139****5678", (RoleOnAccount.GUARANTOR,)),
    ]
    assert (page.lost_contact, page.elsewhere, page.merge_proposals) == (False, (), 0)
    assert debtor_page(SYSTEM, debtor(), date(2026, 3, 1)).accounts == ()


def test_the_same_person_elsewhere_is_shown_only_in_scope(bank: CreditorFacts) -> None:
    other = ensure_creditor("lease", "某租赁")
    load(other.id, [account("Z-1", ITEMS)], business_date=DAY, actor=SYSTEM)
    both = Actor(name="a", creditor_ids=frozenset({bank.id, other.id}))
    alone = Actor(name="b", creditor_ids=frozenset({bank.id}))
    assert [one.creditor_name for one in debtor_page(both, debtor(), DAY).elsewhere] == ["某租赁"]
    assert debtor_page(alone, debtor(), DAY).elsewhere == ()
    with pytest.raises(OutOfScope):
        debtor_page(Actor(name="c", creditor_ids=frozenset({other.id})), debtor(), DAY)


@pytest.mark.parametrize(
    ("text", "matched"),
    [
        ("HT-2026-001", {"contract"}),
        ("HT-2026", {"contract"}),
        ("138-1234-5678", {"phone"}),
        ("+86 13812345678", {"phone"}),
        ("139 1234 5678", {"phone"}),
        ("110101199003074258", {"id_number"}),
        ("张伟", {"name"}),
        ("李娜", {"name"}),
        ("王五", set()),
        ("", set()),
    ],
)
def test_a_debtor_is_found_by_what_one_knows(bank: CreditorFacts, text: str, matched: set[str]) -> None:
    hits = find(SYSTEM, text)
    assert {hit.matched for hit in hits} == matched
    assert {hit.debtor_id for hit in hits} <= {debtor()}
    assert find(Actor(name="nobody"), text) == ()


def test_a_company_keeps_its_name_and_shows_its_people(bank: CreditorFacts) -> None:
    firm = PartyRecord(
        name="上海某某贸易有限公司",
        kind=PartyKind.COMPANY,
        id_kind="uscc",
        id_number="91310000MA1FL00001",
        contacts=(ContactRecord(kind=ContactKind.PHONE, value="021-68880000", use=ContactUse.WORK),),
    )
    finance = RoleRecord(party=replace(LI, ref="F-1"), role=RoleOnAccount.FINANCE_CONTACT)
    boss = RoleRecord(party=replace(ZHANG, ref="F-2"), role=RoleOnAccount.DECIDES_PAYMENT)
    load(
        bank.id,
        [account("FP-1", ITEMS, debtor=firm, roles=[finance, boss], kind=AccountKind.INVOICE)],
        business_date=DAY,
        actor=SYSTEM,
    )
    page = debtor_page(SYSTEM, Account.objects.get(number="FP-1").debtor_id, DAY)
    assert page.party.name_masked == "上海某某贸易有限公司"
    assert {role.role for role in page.accounts[0].roles} == {
        RoleOnAccount.FINANCE_CONTACT,
        RoleOnAccount.DECIDES_PAYMENT,
    }


def test_a_number_found_wrong_leaves_the_debtor_lost(bank: CreditorFacts) -> None:
    point = contact_points(debtor(), include_roles=False)[0]
    set_contact_state(point.contact_point_id, ContactState.WRONG_NUMBER, why="接电人称非本人", actor=SYSTEM)
    assert debtor_page(SYSTEM, debtor(), DAY).lost_contact
    past = ContactPast.objects.get()
    assert (past.state_before, past.state_after, past.why) == ("unverified", "wrong_number", "接电人称非本人")


def test_a_new_number_is_validated_and_kept_once(bank: CreditorFacts) -> None:
    first = add_contact_point(
        debtor(), ContactKind.PHONE, "137 0000 1111", source="debtor", why="本人提供", actor=SYSTEM
    )
    again = add_contact_point(
        debtor(), ContactKind.PHONE, "+8613700001111", source="debtor", why="本人提供", actor=SYSTEM
    )
    assert first == again
    assert address_for_sending(first) == "+8613700001111"
    with pytest.raises(PortfolioError, match="cannot be"):
        add_contact_point(debtor(), ContactKind.EMAIL, "nobody@", source="debtor", why="x", actor=SYSTEM)


def test_unmasking_needs_a_reason_and_leaves_a_line(bank: CreditorFacts) -> None:
    point = contact_points(debtor())[0]
    with pytest.raises(PortfolioError, match="reason"):
        reveal(SYSTEM, why=" ", contact_point_id=point.contact_point_id)
    assert reveal(SYSTEM, why="核对号码", contact_point_id=point.contact_point_id) == "+8613812345678"
    assert reveal(SYSTEM, why="制作函件", party_id=debtor(), field="name") == "张伟"
    lines = AuditLine.objects.filter(action="unmasked").order_by("pk")
    assert [line.detail["why"] for line in lines] == ["核对号码", "制作函件"]
    assert not any("张伟" in str(line.detail) or "138" in str(line.detail) for line in lines)


def test_a_batch_is_recalled_and_placed_anew(bank: CreditorFacts) -> None:
    assert recall_batch(bank.id, "B1", on=date(2026, 4, 1), reason="到期退案", actor=SYSTEM) == 2
    assert {one.status for one in accounts_of(debtor())} == {AccountStatus.RECALLED}
    assert PlacementPast.objects.filter(how="recalled").count() == 2
    (batch,) = batches(SYSTEM)
    assert (batch.status, batch.accounts, batch.open_accounts) == (BatchStatus.RECALLED, 2, 0)
    load(bank.id, [account("HT-2026-001", ITEMS)], batch="B2", business_date=date(2026, 5, 1), actor=SYSTEM)
    row = Account.objects.get(number="HT-2026-001")
    assert (row.status, row.batch.code, row.placed_on) == ("open", "B2", date(2026, 5, 1))


def test_a_closed_account_says_why(bank: CreditorFacts) -> None:
    row = Account.objects.order_by("number")[0]
    close_account(row.pk, on=date(2026, 4, 2), reason="已结清", actor=SYSTEM)
    found = accounts_of(debtor())[0]
    assert (found.status, found.status_reason) == (AccountStatus.CLOSED, "已结清")


def test_a_merged_party_opens_as_the_one_that_was_kept(bank: CreditorFacts) -> None:
    other = Party.objects.exclude(pk=debtor()).get()
    Party.objects.filter(pk=other.pk).update(merged_into=debtor())
    assert debtor_page(SYSTEM, other.pk, DAY).party.party_id == debtor()
