"""A first large load builds its indexes at the end; the book is the one that any other load makes."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection

from arrears.book.portfolio.actions import first_load
from arrears.book.portfolio.api import load
from arrears.book.portfolio.contracts import (
    ContactKind,
    ContactRecord,
    LoadSummary,
    PartyRecord,
    RoleOnAccount,
    RoleRecord,
)
from arrears.book.portfolio.models import Account, AccountRole, ContactPoint, Party, PartyPair
from arrears.foundation import vault
from arrears.foundation.api import SYSTEM, ensure_creditor
from tests.book.portfolio.book_of import DAY, LI, account, item

pytestmark = pytest.mark.django_db
GUARANTOR = RoleRecord(party=LI, role=RoleOnAccount.GUARANTOR)
PHONES = ("+8613812345678", "+8613812345679")
RECORDS = [account(f"L-{place}", [item(1, date(2026, 1, 15), 100)], roles=(GUARANTOR,)) for place in range(3)]


def indexes() -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename LIKE 'portfolio\\_%'"
            " UNION ALL SELECT 'constraint ' || conname, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE conrelid::regclass::text LIKE 'portfolio\\_%'"
        )
        return dict(cursor.fetchall())


def take(code: str, day: date = DAY) -> LoadSummary:
    return load(ensure_creditor(code, code).id, RECORDS, business_date=day, actor=SYSTEM)


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many indexes each load builds at its end, when size is no matter."""
    counts: list[int] = []
    bare = first_load.bare

    def counted(cursor: object, accounts: int) -> tuple[first_load.Dropped, ...]:
        dropped = bare(cursor, accounts)
        counts.append(len(dropped))
        return dropped

    monkeypatch.setattr(first_load, "ACCOUNTS_MIN", 1)
    monkeypatch.setattr("arrears.book.portfolio.actions.load.bare", counted)
    return counts


def test_indexes_and_constraints_come_back_as_they_were(built: list[int]) -> None:
    before = indexes()
    first = take("first")
    assert built[0] >= 5
    assert indexes() == before
    assert (first.accounts_new, first.parties_new, first.contacts_new) == (3, 2, 2)
    assert Account.objects.count() == 3
    assert PartyPair.objects.count() == 0
    assert take("first", date(2026, 3, 3)).accounts_unchanged == 3


@pytest.mark.parametrize("together", [1, 2, 9])
def test_people_who_stand_in_several_chunks_come_in_once(
    built: list[int], monkeypatch: pytest.MonkeyPatch, together: int
) -> None:
    """However many accounts a chunk has, and with what each further mention adds or changes."""
    monkeypatch.setattr("arrears.book.portfolio.actions.records.CHUNK_ACCOUNTS", together)
    phones = [(phone,) for phone in PHONES] + [PHONES, ()]
    people = [
        PartyRecord(
            ref="P",
            name="张伟" if place else "张三",
            contacts=tuple(ContactRecord(kind=ContactKind.PHONE, value=value) for value in one),
        )
        for place, one in enumerate(phones)
    ]
    records = [
        account(f"L-{place}", [item(1, date(2026, 1, 15), 100)], debtor=person, roles=(GUARANTOR,))
        for place, person in enumerate(people)
    ]
    creditor = ensure_creditor("first", "first")
    summary = load(creditor.id, records, business_date=DAY, actor=SYSTEM)
    assert built[0] >= 5
    assert (summary.accounts_new, summary.parties_new) == (len(people), 2)
    kept = ContactPoint.objects.filter(party__ref="P").values_list("value_sealed", flat=True)
    assert sorted(vault.unseal(value) for value in kept) == sorted(PHONES)
    assert vault.unseal(Party.objects.get(ref="P").name_sealed) == "张伟"
    assert set(AccountRole.objects.values_list("party__ref", flat=True)) == {
        Party.objects.exclude(ref="P").get().ref
    }


def test_a_book_that_holds_anything_keeps_its_indexes(built: list[int]) -> None:
    take("first")
    second = take("second")
    assert built[1:] == [0]
    assert second.accounts_new == 3


def test_a_small_load_changes_no_tables() -> None:
    with connection.cursor() as cursor:
        assert first_load.bare(cursor, first_load.ACCOUNTS_MIN - 1) == ()
