"""A day is closed once, as its night saw the accounts, and the pages of analytics read it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from arrears.foundation.api import SYSTEM
from arrears.foundation.models import User
from arrears.night.engine import api as night
from arrears.reports import api as reports
from arrears.reports.api import RowFilters
from tests.reports.story import at, november

pytestmark = pytest.mark.django_db(transaction=True)
PAGES = ("stock", "flow", "vintages", "movement", "forecast", "figures")


def test_from_the_night_to_the_pages(tmp_path: Path, settings: Settings, client: Client) -> None:
    settings.SNAPSHOTS = tmp_path
    month = november()
    leader = User.objects.get(pk=month.leader.user_id)
    leader.language = "en"
    leader.save()
    client.force_login(leader)
    for name in PAGES:  # before the first closing
        assert client.get(f"/reports/{name}/").status_code == 200, name

    # 31 October and 30 November are closed from their nights; a day without a night is not.
    for day in (date(2026, 10, 31), date(2026, 11, 30)):
        with at(day):
            assert reports.close_day(day) == 0
            night.run(day)
            assert reports.close_day(day) == 3
            assert reports.close_day(day) == 0  # once
    assert reports.closed_days() == [date(2026, 10, 31), date(2026, 11, 30)]

    # 31 October: account 1 is 51 days past due, account 2 21; account 3 owes nothing yet.
    cut = reports.cut_of(reports.company(SYSTEM), RowFilters(), "CNY")
    rows = reports.stock_by(date(2026, 10, 31), cut, "bucket")
    assert [(one.group, one.accounts, one.overdue) for one in rows] == [
        ("C", 1, 0), ("M1", 1, 250_000), ("M2", 1, 200_000),
    ]  # fmt: skip
    total = reports.stock_total(date(2026, 11, 30), cut)
    ledger = reports.movements([month.placed[0].creditor.id], date(2026, 10, 31), date(2026, 11, 30))
    assert total.balance == ledger[0].closing

    # A month on, account 1 paid one instalment and a part; the other is still in its second month.
    found = reports.roll(date(2026, 10, 31), date(2026, 11, 30), cut)
    assert sum(one.accounts for one in found.cells) == 3
    assert sum(one.received for one in found.cells) == 190_000
    person = reports.cut_of(reports.scope_of("person", "collector", month.leader), RowFilters(), "CNY")
    assert reports.stock_total(date(2026, 11, 30), person).accounts == 1

    for language in ("en", "zh-hans"):
        User.objects.filter(pk=leader.pk).update(language=language)
        for name in PAGES:
            answer = client.get(f"/reports/{name}/?to=2026-11-30&by=amount")
            assert answer.status_code == 200, name
    cell = client.get("/reports/flow/accounts/?from=2026-10-31&to=2026-11-30&before=C").content.decode()
    assert cell.count('class="row-lead"') == 1
    for group in ("product", "creditor_id", "user_id", "region", "batch_id"):
        assert client.get(f"/reports/stock/?group={group}").status_code == 200, group
    assert client.get("/reports/stock/?group=secret").status_code == 404
