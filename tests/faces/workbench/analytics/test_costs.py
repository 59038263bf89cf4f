"""Prices of contacts are kept by who leads, in the creditor's own currency, and every change leaves its trace."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client

from arrears.foundation.api import SYSTEM, Role, audit_lines, creditor_by_id
from arrears.foundation.models import User
from arrears.kernel.clock import now
from arrears.reports import api as reports
from tests import cast

pytestmark = pytest.mark.django_db


def test_prices_by_channel(client: Client) -> None:
    house, other, staff = cast.creditor(), cast.creditor("other-house"), cast.Staff()
    leader = User.objects.get(pk=staff.leader.user_id or 0)
    User.objects.filter(pk=leader.pk).update(language="en")
    leader.creditors.set([house.id])
    client.force_login(leader)
    address = f"/reports/costs/?creditor={house.id}"
    assert client.get(address).status_code == 200
    assert client.get(f"/reports/costs/?creditor={other.id}").status_code == 404
    assert client.post(address, {"sms": "-1"}).status_code == 422
    assert client.post(address, {"sms": "0.045", "hour": "62", "call": ""}).status_code == 302
    kept = creditor_by_id(house.id)
    assert kept.settings["unit_costs"] == {
        "sms": "4.5",
        "hour": "6200",
    }  # a text message costs less than five fen
    assert reports.unit_costs(kept) == {"sms": Decimal("0.045"), "hour": Decimal(62)}
    assert 'value="0.045"' in client.get(address).content.decode()
    assert client.post(address, {}).status_code == 302
    assert "unit_costs" not in creditor_by_id(house.id).settings
    since, until = now() - timedelta(days=1), now() + timedelta(days=1)
    lines = audit_lines(SYSTEM, since=since, until=until, action="creditor.setting_kept")
    assert {str(line.detail["after"]) for line in lines} == {"None", "{'sms': '4.5', 'hour': '6200'}"}
    officer = staff.of(Role.COMPLIANCE, "officer")
    client.force_login(User.objects.get(pk=officer.user_id or 0))
    assert client.get(address).status_code == 403
