"""Books without rows, days that have not come, periods of a century: every page, document and answer still says so."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from docx import Document
from pytest_django import Settings

from arrears.faces.workbench.analytics import asked
from arrears.foundation.api import Role
from arrears.foundation.models import User
from arrears.reports import api as reports
from arrears.reports.api import PAGES, Period, RowFilters
from tests import cast
from tests.faces.rest.caller import caller
from tests.faces.workbench.analytics.test_report_pages import numbers_without_rows
from tests.reports.story import MONTH, november

pytestmark = pytest.mark.django_db
SCREENS = (
    "read/", "stock/", "flow/", "vintages/", "liquidation/", "work/", "movement/", "forecast/", "targets/", "capacity/",
    "figures/", "figures/received/", "figures/recovery_rate/", "figures/received_per_hour/", "accounts/?rows=open",
    "words/",
)  # fmt: skip
SPANS = (
    "from=2026-11-12&to=2026-11-12", "from=2090-01-01&to=2090-01-31", "from=1970-01-01&to=2199-12-31",
    "from=0001-01-01&to=9999-12-31", "from=9999-12-31", "from=2026-11-30&to=2026-11-01",
)  # fmt: skip


@pytest.fixture(autouse=True)
def nothing_closed(tmp_path: Path, settings: Settings) -> None:
    settings.SNAPSHOTS = tmp_path


def log_in(client: Client, staff: cast.Staff) -> None:
    User.objects.filter(pk=staff.leader.user_id).update(language="en")
    client.force_login(User.objects.get(pk=staff.leader.user_id or 0))


def answers(client: Client, spans: Iterable[str], more: str = "") -> list[tuple[str, int]]:
    """Addresses that give no page."""
    found = []
    for screen in SCREENS:
        for span in spans:
            address = f"/reports/{screen}{'&' if '?' in screen else '?'}{span}{more}"
            status = client.get(address).status_code
            if status != 200 and not (status == 404 and "accounts/" in screen):  # no day was closed
                found.append((address, status))
    return found


def test_an_empty_book(client: Client) -> None:
    house, staff = cast.creditor(), cast.Staff()
    log_in(client, staff)
    assert answers(client, SPANS[:2]) == []
    for page in PAGES:
        assert client.get(f"/reports/export/{page}/?{SPANS[0]}").status_code == 200
        rest = caller(Role.LEADER, (house.code,)).get(
            f"/creditors/{house.code}/analytics/{page}?last=2026-11-12"
        )
        assert rest.status_code == 200, page
    for language, form in (("en", "docx"), ("zh-hans", "pdf")):
        ref = reports.write_summary(
            scope="company", ref=None, first=date(2026, 11, 12), last=date(2026, 11, 12), language=language,
            actor=staff.leader, form=form,
        )  # fmt: skip
        content = client.get(f"/reports/files/{ref.id}/").content
        if form == "docx":
            assert numbers_without_rows(content) == []
            assert Document(io.BytesIO(content)).tables == [], "nothing happened: no table of noughts"


def test_a_day_a_future_and_a_century(client: Client) -> None:
    """The century's money is the ledger's, a future month has none, a day has its own; a stranger's creditor nothing."""
    month = november()
    log_in(client, month.staff)
    assert answers(client, SPANS[2:]) == []
    assert answers(client, SPANS[:1], "&creditors=999999") == []
    scope = reports.company(month.leader)
    told = {
        span: [
            reports.figure_rows(
                "received", scope, Period(first=first, last=last), RowFilters(currency="CNY")
            ).total
            for first, last in (span,)
        ]
        for span in (
            (date(1970, 1, 1), date(2199, 12, 31)), (date(2026, 11, 12), date(2026, 11, 12)),
            (date(2090, 1, 1), date(2090, 1, 31)), (MONTH.first, MONTH.last),
        )
    }  # fmt: skip
    assert [one for (one,) in told.values()] == [190_000, 70_000, 0, 190_000]


def test_the_same_cell_under_filters_that_are_combined(client: Client) -> None:
    """Product, person and creditor together: the page, REST and the rows say the same."""
    month = november()
    log_in(client, month.staff)
    house = month.placed[0].creditor
    span = f"from={MONTH.first}&to={MONTH.last}"
    person = month.collector.user_id
    for narrowed, received in (
        (f"product=demo&person={person}", 120_000), (f"product=none&person={person}", 0), ("product=demo", 190_000),
        (f"creditors={house.id}&product=demo", 190_000),
    ):  # fmt: skip
        figure = client.get(f"/reports/figures/received/?{span}&currency=CNY&{narrowed}").context["page"]
        assert figure.total == received, narrowed
        grids = client.get(f"/reports/work/?{span}&{narrowed}").context["grids"]
        effort = [one.rows[0][1] for one in grids if one.code == "effort"]
        assert sum(effort) == received, narrowed
        filters = narrowed.removeprefix(f"creditors={house.id}&")
        rest = caller(Role.LEADER, (house.code,)).get(
            f"/creditors/{house.code}/analytics/work?first={MONTH.first}&last={MONTH.last}&{filters}"
        )
        tables = [one for one in json.loads(rest.content)["tables"] if one["code"] == "effort"]
        assert sum(float(one["rows"][0][1]) for one in tables) == received / 100, narrowed


@pytest.mark.parametrize(
    ("text", "found"),
    [("2026-11-12", date(2026, 11, 12)), ("0001-01-01", None), ("9999-12-31", None), ("2026-02-30", None), ("", None)],
)  # fmt: skip
def test_a_day_that_is_asked_for(text: str, found: date | None) -> None:
    assert asked.day({"to": text}, "to") == found  # type: ignore[arg-type]  # a mapping is enough
