"""A file's portfolio enters the book: new, the same again, changed, refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from arrears.book.portfolio.api import load
from arrears.book.portfolio.contracts import (
    AccountRecord,
    ContactKind,
    ContactRecord,
    Figures,
    GuarantorKind,
    LoadSummary,
    RoleOnAccount,
    RoleRecord,
)
from arrears.book.portfolio.models import (
    Account,
    AccountRole,
    ContactPoint,
    Item,
    ItemPast,
    Party,
    PartyPast,
    PlacementPast,
)
from arrears.foundation import vault
from arrears.foundation.api import SYSTEM, Actor, CreditorFacts, OutOfScope, ensure_creditor
from tests.book.portfolio.book_of import DAY, LI, ZHANG, account, item

pytestmark = pytest.mark.django_db
JAN, FEB, MAR = date(2026, 1, 15), date(2026, 2, 15), date(2026, 3, 15)
LOAN = account("L-1", [item(1, JAN, 100_00, 5_00), item(2, FEB, 100_00, 4_00)])


@pytest.fixture
def bank() -> CreditorFacts:
    return ensure_creditor("bank", "某银行")


def take(
    bank: CreditorFacts,
    *records: AccountRecord,
    day: date = DAY,
    figures: Figures = Figures.BILLED,
    batch: str | None = None,
) -> LoadSummary:
    return load(bank.id, records, batch=batch, business_date=day, actor=SYSTEM, figures=figures)


def test_a_first_file_fills_the_book(bank: CreditorFacts) -> None:
    guarantor = RoleRecord(
        party=LI, role=RoleOnAccount.GUARANTOR, guarantor_kind=GuarantorKind.JOINT, since=JAN, until=MAR
    )
    summary = take(bank, replace(LOAN, roles=(guarantor,)), batch="2026-03")
    assert (summary.accounts_new, summary.items_new) == (1, 2)
    assert (summary.parties_new, summary.contacts_new) == (2, 2)
    row = Account.objects.get(creditor_id=bank.id, number="L-1")
    assert (row.status, row.placed_on, row.batch.code, row.currency) == ("open", DAY, "2026-03", "CNY")
    assert vault.unseal(row.debtor.name_sealed) == "张伟"
    role = AccountRole.objects.get(account=row)
    assert (role.guarantor_kind, role.since, role.until) == ("joint", JAN, MAR)
    phone = ContactPoint.objects.get(party=row.debtor)
    assert (vault.unseal(phone.value_sealed), phone.masked, phone.state) == (
        "+8613812345678",
        "138****5678",
        "unverified",
    )


def test_the_same_file_twice_changes_nothing(bank: CreditorFacts) -> None:
    take(bank, LOAN)
    sealed = Party.objects.get().name_sealed
    again = take(bank, LOAN)
    assert (again.accounts_unchanged, again.items_unchanged) == (1, 2)
    assert (again.accounts_new, again.accounts_changed, again.items_new, again.items_changed) == (0, 0, 0, 0)
    assert (again.parties_new, again.parties_changed, again.contacts_new) == (0, 0, 0)
    assert Party.objects.get().name_sealed == sealed
    assert not ItemPast.objects.exists()


def test_a_changed_instalment_keeps_its_past(bank: CreditorFacts) -> None:
    take(bank, LOAN)
    more = replace(LOAN, items=(item(1, JAN, 100_00, 5_00), item(2, FEB, 100_00, 4_00, penalty=2_00)))
    later = date(2026, 3, 9)
    summary = take(bank, more, day=later)
    assert (summary.items_changed, summary.items_unchanged) == (1, 1)
    assert summary.figures_changed == (Account.objects.get().pk,)
    past = ItemPast.objects.get()
    assert (past.sequence, past.penalty_minor, past.valid_to) == (2, 0, later)
    assert Item.objects.get(sequence=2).valid_from == later


def test_a_billed_file_adds_and_never_drops_instalments(bank: CreditorFacts) -> None:
    take(bank, LOAN)
    summary = take(bank, replace(LOAN, items=(item(3, MAR, 100_00),)), day=date(2026, 3, 10))
    assert (summary.items_new, summary.items_settled) == (1, 0)
    assert list(Item.objects.order_by("sequence").values_list("sequence", flat=True)) == [1, 2, 3]


def test_an_outstanding_file_settles_what_it_leaves_out(bank: CreditorFacts) -> None:
    take(bank, LOAN, figures=Figures.OUTSTANDING)
    rest = replace(LOAN, items=(item(2, FEB, 100_00, 4_00),))
    summary = take(bank, rest, day=date(2026, 3, 10), figures=Figures.OUTSTANDING)
    assert (summary.items_settled, summary.items_unchanged) == (1, 1)
    assert Item.objects.get(sequence=1).principal_minor == 0
    assert ItemPast.objects.get(sequence=1).principal_minor == 100_00


def test_what_a_file_leaves_out_of_a_person_is_no_news(bank: CreditorFacts) -> None:
    known = replace(ZHANG, ref="C-7", region="上海")
    take(bank, replace(LOAN, debtor=known))
    summary = take(bank, replace(LOAN, debtor=replace(known, id_number=None, region=None, contacts=())))
    assert summary.parties_changed == 0
    changed = take(bank, replace(LOAN, debtor=replace(known, name="张玮")))
    assert changed.parties_changed == 1
    party = Party.objects.get()
    assert (vault.unseal(party.name_sealed), vault.unseal(party.id_sealed)) == ("张玮", ZHANG.id_number)
    assert vault.unseal(PartyPast.objects.get().name_sealed) == "张伟"


def test_the_same_identity_number_is_one_party(bank: CreditorFacts) -> None:
    take(bank, LOAN, account("L-2", [item(1, JAN, 5_00)], debtor=replace(ZHANG, contacts=())))
    assert Party.objects.count() == 1
    assert Account.objects.count() == 2


def test_a_new_batch_replaces_the_old_placement(bank: CreditorFacts) -> None:
    take(bank, LOAN, batch="A")
    summary = take(bank, LOAN, batch="B", day=date(2026, 4, 1))
    assert summary.accounts_changed == 1
    past = PlacementPast.objects.get()
    assert (past.batch.code, past.how, past.reason, past.ended_on) == ("A", "replaced", "B", date(2026, 4, 1))


def test_accounts_that_the_file_no_longer_names_are_told(bank: CreditorFacts) -> None:
    take(bank, LOAN, account("L-2", [item(1, JAN, 5_00)], debtor=LI))
    summary = take(bank, LOAN, day=date(2026, 3, 3))
    assert (summary.missing, summary.missing_numbers) == (1, ("L-2",))


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (replace(LOAN, currency="USD"), "currency"),
        (replace(LOAN, number=""), "number"),
        (replace(LOAN, items=()), "no instalment"),
        (replace(LOAN, items=(item(1, JAN, -1),)), "negative"),
        (replace(LOAN, items=(item(1, JAN, 1), item(1, FEB, 1))), "twice"),
        (replace(LOAN, currency="XXQ", number="L-9"), "currency"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_a_reason(
    bank: CreditorFacts, record: AccountRecord, reason: str
) -> None:
    take(bank, LOAN)
    summary = take(bank, record)
    assert summary.refused_count == 1
    assert reason in summary.refused[0].reason.en
    assert Account.objects.count() == 1
    assert Item.objects.count() == 2


def test_an_older_file_is_refused(bank: CreditorFacts) -> None:
    take(bank, LOAN)
    summary = take(bank, LOAN, day=date(2026, 3, 1))
    assert "2026-03-02" in summary.refused[0].reason.en


def test_figures_of_two_kinds_do_not_mix(bank: CreditorFacts) -> None:
    take(bank, LOAN)
    assert take(bank, LOAN, figures=Figures.OUTSTANDING).refused_count == 1


def test_a_number_twice_in_a_file_is_taken_once(bank: CreditorFacts) -> None:
    summary = take(bank, LOAN, account("L-2", [item(1, JAN, 1_00)]), replace(LOAN, debtor=LI))
    assert (summary.accounts_new, summary.refused_count) == (2, 1)


def test_a_broken_source_leaves_the_book_as_it_was(bank: CreditorFacts) -> None:
    def source() -> Iterator[AccountRecord]:
        yield LOAN
        raise OSError("the file ends here")

    with pytest.raises(OSError, match="ends here"):
        load(bank.id, source(), business_date=DAY, actor=SYSTEM)
    assert not Account.objects.exists()


def test_numbers_that_cannot_be_dialled_are_kept_and_marked(bank: CreditorFacts) -> None:
    phones = ("1381234567", "021-6888 8888", "not a number", "+1 212 12")
    debtor = replace(
        ZHANG, contacts=tuple(ContactRecord(kind=ContactKind.PHONE, value=phone) for phone in phones)
    )
    summary = take(bank, replace(LOAN, debtor=debtor))
    states = {vault.unseal(row.value_sealed): row.state for row in ContactPoint.objects.all()}
    assert states == {
        "1381234567": "malformed",
        "+862168888888": "unverified",
        "not a number": "malformed",
        "+1 212 12": "malformed",
    }
    assert summary.contacts_malformed == 3


def test_a_creditor_out_of_scope_is_refused(bank: CreditorFacts) -> None:
    stranger = Actor(name="s", creditor_ids=frozenset({bank.id + 1}))
    with pytest.raises(OutOfScope):
        load(bank.id, [LOAN], business_date=DAY, actor=stranger)
