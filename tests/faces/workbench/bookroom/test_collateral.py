"""What became of a vehicle that secures an account: noted step by step, by a leader, with a reason."""

from __future__ import annotations

from datetime import date

import pytest

from arrears.book.portfolio.models import Collateral
from arrears.foundation.api import Role
from tests import cast
from tests.faces.workbench.bookroom import room

pytestmark = pytest.mark.django_db


def test_a_vehicle_that_was_found_is_noted_with_place_and_reason() -> None:
    bank = room.bank()
    of = cast.place(bank, "CARD-1", cast.person("张伟明", 1), first_due=date(2026, 9, 5), instalments=1)
    other = cast.place(bank, "CARD-2", cast.person("李小红", 2), first_due=date(2026, 9, 5), instalments=1)
    truck = Collateral.objects.create(
        creditor_id=bank.id, account_id=of.account_id, ref="V1", kind="vehicle", plate="皖A12345"
    )
    leader = room.person(Role.LEADER)
    path = f"/book/accounts/{of.account_id}/collateral/{truck.pk}/"
    assert path in leader.sees(f"/book/accounts/{of.account_id}/")
    assert "皖A12345" in leader.sees(path)

    # a reason is needed, and a state that exists
    leader.sends(path, state="located", location_note="合肥某停车场", why="")
    leader.sends(path, state="vanished", location_note="", why="现场走访")
    truck.refresh_from_db()
    assert (truck.state, truck.location_note) == ("with_debtor", "")

    leader.sends(path, state="located", location_note="合肥某停车场", why="现场走访")
    truck.refresh_from_db()
    assert (truck.state, truck.location_note) == ("located", "合肥某停车场")
    page = leader.sees(path)
    assert "现场走访" in page
    assert leader.actor.name in page

    # the thing of one account is not reached through another one
    assert leader.client.get(f"/book/accounts/{other.account_id}/collateral/{truck.pk}/").status_code == 404
