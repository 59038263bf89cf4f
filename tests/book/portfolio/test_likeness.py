"""A first load looks for duplicates only where blind indexes meet, and misses no pair."""

from __future__ import annotations

from random import Random

import pytest

from arrears.book.portfolio import api
from arrears.book.portfolio.actions.merging import propose_pairs
from arrears.book.portfolio.contracts import ContactKind, ContactRecord, PartyRecord
from arrears.book.portfolio.models import Party, PartyPair
from arrears.foundation.api import SYSTEM, ensure_creditor
from tests.book.portfolio.book_of import DAY, account, item

PEOPLE = 300


def person(place: int, pick: Random) -> PartyRecord:
    """Somebody drawn from few names, numbers and addresses, so that many of them meet."""
    phones = [f"154{pick.randrange(90):08d}"] * pick.randint(0, 1) + ["12"] * pick.randint(0, 1)
    addresses = [f"某省某市示范路{pick.randrange(90)}号"] * pick.randint(0, 1)
    told = [(ContactKind.PHONE, value) for value in phones]
    told += [(ContactKind.ADDRESS, value) for value in addresses]
    return PartyRecord(
        ref=f"P{place}",
        name=pick.choice(("张三", "李四", "王五")),
        id_number=pick.choice(("", f"1199991985030{pick.randrange(150):05d}")),
        contacts=tuple(ContactRecord(kind=kind, value=value) for kind, value in told),
    )


@pytest.mark.parametrize("seed", range(3))
def test_a_first_load_misses_no_pair(db: None, seed: int) -> None:
    creditor = ensure_creditor(f"first-{seed}", "某银行")
    pick = Random(seed)
    records = [
        account(f"A{place}", [item(1, DAY, 100)], debtor=person(place, pick)) for place in range(PEOPLE)
    ]
    api.load(creditor.id, records, business_date=DAY, actor=SYSTEM)
    pairs = PartyPair.objects.filter(creditor_id=creditor.id)
    found = set(pairs.values_list("first_id", "second_id"))
    everybody = Party.objects.filter(creditor_id=creditor.id).values_list("pk", flat=True)
    assert len(found) > PEOPLE // 10
    assert propose_pairs(creditor.id, list(everybody)) == 0
    assert set(pairs.values_list("first_id", "second_id")) == found
