"""People on an account at the screen: proof is noted, a person is added, a role ends, by a leader alone."""

from __future__ import annotations

from datetime import date

import pytest

from arrears.book.portfolio.models import AccountRole
from arrears.foundation.api import Role
from tests import cast
from tests.faces.workbench.bookroom import room

pytestmark = pytest.mark.django_db


def test_somebody_who_owes_nothing_is_added_proven_and_ended() -> None:
    bank = room.bank()
    of = cast.place(bank, "CARD-1", cast.person("张伟明", 1), first_due=date(2026, 9, 5), instalments=1)
    leader = room.person(Role.LEADER)
    path = f"/book/accounts/{of.account_id}/roles/"
    assert path in leader.sees(f"/book/accounts/{of.account_id}/")

    person = {
        "role": "spouse",
        "name": "李小红",
        "phone": "",
        "source": "debtor",
        "proof": "",
        "why": "本人告知",
    }
    assert leader.sends(path, **person | {"phone": "12"}).status_code == 422
    assert leader.sends(path, **person | {"role": "guarantor"}).status_code == 422
    assert not AccountRole.objects.filter(account_id=of.account_id).exists()
    assert leader.sends(path, **person).status_code == 302
    row = AccountRole.objects.get(account_id=of.account_id)
    assert "no proof on file" in leader.sees(path)

    assert leader.sends(path, act="prove", role_id=row.pk, said="").status_code == 422
    assert leader.sends(path, act="prove", role_id=row.pk, said="结婚证，档案 12 号").status_code == 302
    assert "结婚证，档案 12 号" in leader.sees(path)
    assert "proof on file" in leader.sees(f"/book/accounts/{of.account_id}/")

    assert leader.sends(path, act="end", role_id=row.pk, said="已离婚").status_code == 302
    assert "结婚证，档案 12 号" not in leader.sees(path)
    assert leader.sends(path, act="end", role_id=row.pk, said="再来一次").status_code == 422
