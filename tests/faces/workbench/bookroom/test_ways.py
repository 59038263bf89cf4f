"""Ways to reach, and a payment that names no account, at the screen."""

from __future__ import annotations

from datetime import date

import pytest

from arrears.book.payments import api as payments
from arrears.book.portfolio.models import ContactPoint
from arrears.foundation.api import Role
from tests import cast
from tests.faces.workbench.bookroom import room

pytestmark = pytest.mark.django_db
FIRST_DUE = date(2026, 9, 5)


def test_a_number_is_added_from_a_lawful_source_marked_and_keeps_its_past() -> None:
    bank = room.bank()
    of = cast.place(bank, "CARD-1", cast.person("张伟明", 1), first_due=FIRST_DUE, instalments=1)
    other = cast.place(bank, "CARD-2", cast.person("李小红", 2), first_due=FIRST_DUE, instalments=1)
    collector = room.person(Role.COLLECTOR)
    path = f"/book/debtors/{of.debtor_id}/ways/"
    assert path in collector.sees(f"/book/debtors/{of.debtor_id}/")
    way = {
        "act": "add", "person": of.debtor_id, "kind": "phone", "value": "15400000077", "use": "personal",
        "source": "debtor", "why": "本人来电告知",
    }  # fmt: skip
    before = ContactPoint.objects.count()
    for wrong in ({"value": "12"}, {"source": "a friend"}, {"why": ""}, {"person": other.debtor_id}):
        assert collector.sends(path, **way | wrong).status_code == 422, wrong
    assert ContactPoint.objects.count() == before
    assert collector.sends(path, **way).status_code == 302
    point = ContactPoint.objects.get(party_id=of.debtor_id, source="debtor")
    page = collector.sees(path)
    assert "本人来电告知" in page
    assert "15400000077" not in page

    mark = {"act": "mark", "point": point.pk, "state": "out_of_service", "why": "拨打为空号"}
    theirs = ContactPoint.objects.filter(party_id=other.debtor_id).first()
    assert theirs is not None
    assert collector.sends(path, **mark | {"point": theirs.pk}).status_code == 422
    assert collector.sends(path, **mark).status_code == 302
    assert "拨打为空号" in collector.sees(path)


def test_a_payment_without_an_account_is_shown_by_account_and_booked_once() -> None:
    bank = room.bank()
    person = cast.person("张伟明", 1)
    first = cast.place(bank, "CARD-1", person, first_due=FIRST_DUE, instalments=1, principal_minor=100_00)
    second = cast.place(
        bank, "CARD-2", person, first_due=date(2026, 10, 5), instalments=1, principal_minor=100_00
    )
    leader = room.person(Role.LEADER)
    path = f"/book/debtors/{first.debtor_id}/payment/"
    assert path in leader.sees(f"/book/debtors/{first.debtor_id}/")
    said = {
        "amount": "150.00", "currency": "CNY", "effective_on": "2026-11-01", "way": "transfer", "memo": "来款",
        "key": "hand/" + "a" * 32,
    }  # fmt: skip
    assert leader.sends(path, **said | {"amount": "0"}).status_code == 422
    assert leader.sends(path, **said | {"key": "x"}).status_code == 422
    shown = leader.sends(path, **said)
    assert shown.status_code == 200
    assert b"CARD-1" in shown.content
    assert b"CARD-2" in shown.content
    assert not payments.entries_of(first.account_id)
    for _ in range(2):
        assert leader.sends(path, **said, act="book").status_code == 302
    paid = [sum(one.amount_minor for one in payments.entries_of(of.account_id)) for of in (first, second)]
    assert (sum(paid), paid[0] >= 100_00) == (150_00, True)
