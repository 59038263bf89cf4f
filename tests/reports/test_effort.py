"""What contacts cost and what an hour of talk brings, by figures worked out by hand, the same wherever they are told."""

from __future__ import annotations

import dataclasses
import io
import json
from decimal import Decimal
from fractions import Fraction

import pytest
from django.test import Client
from openpyxl import load_workbook

from arrears.desk.contact.models import Attempt
from arrears.foundation.api import SYSTEM, Role
from arrears.foundation.models import User
from arrears.reports import api as reports
from arrears.reports.api import Question, RowFilters
from tests.faces.rest.caller import caller
from tests.faces.workbench.analytics.test_report_pages import total_at
from tests.reports.story import MONTH, Month, november
from tests.reports.test_work_and_liquidation import told

pytestmark = pytest.mark.django_db
QUERY = f"from={MONTH.first}&to={MONTH.last}"


@pytest.fixture
def month() -> Month:
    """Both calls of the month went out by a provider: one of 1,501 seconds, one that nobody answered."""
    found = november()
    Attempt.objects.update(state="sent")
    Attempt.objects.filter(outcome="promised").update(duration_s=1_501)
    Attempt.objects.filter(outcome="no_answer").update(duration_s=None)
    return found


def asked(month: Month, whose: str = "") -> Question:
    scope = (
        reports.scope_of("person", whose, month.leader)
        if whose
        else reports.scope_of_ids(month.leader, (), None)
    )
    return Question(scope=scope, filters=RowFilters(), currency="CNY", period=MONTH)


def test_cost_of_a_unit_and_money_of_an_hour(month: Month, client: Client) -> None:
    house = month.placed[0].creditor
    reports.set_unit_costs(house.id, {"call": Decimal("0.30")}, month.leader)
    talked = told(reports.grids("work", asked(month), month.leader))
    # 1,900.00 came in: 190,000 x 3,600 / 1,501. Somebody talked, and an hour of it has no price: no cost is told.
    assert talked["effort"] == [("CNY", 190_000, 455_696, None, None)]
    assert talked["contacts"][0][9] == 25, "minutes of talk are whole"

    reports.set_unit_costs(house.id, {"call": Decimal("0.30"), "hour": Decimal("62.00")}, month.leader)
    # two calls at 30 fen, and 1,501 s of 6,200 fen an hour: 60 + 2,585.06 = 2,645 fen
    grids = reports.grids("work", asked(month), month.leader)
    talked = told(grids)
    assert talked["effort"] == [("CNY", 190_000, 455_696, 2_645, Fraction(2_645, 190_000))]
    (cost,) = talked["costs"]
    assert cost[1:] == (2, Fraction(3, 10), 1_501, Fraction(62), 2_645)
    # the collector owns the first account alone: 1,200.00 came in on it
    own = told(reports.grids("work", asked(month, "collector"), month.leader))
    assert own["effort"] == [("CNY", 120_000, 287_808, 2_645, Fraction(2_645, 120_000))]
    nobody = dataclasses.replace(asked(month), filters=RowFilters(product="none"))
    assert "effort" not in told(reports.grids("work", nobody, month.leader))

    User.objects.filter(pk=month.leader.user_id).update(language="en")
    client.force_login(User.objects.get(pk=month.leader.user_id or 0))
    page = client.get(f"/reports/work/?{QUERY}").content.decode()
    for shown in ("4,556.96", "26.45", "0.014"):
        assert shown in page, shown
    effort = next(one for one in grids if one.code == "effort")
    assert total_at(client, effort.refs[0, "per_hour"]) == "CNY 4,556.96"
    costs = next(one for one in grids if one.code == "costs")
    assert [total_at(client, costs.refs[0, code]) for code in ("sent", "seconds")] == ["2", "1,501"]

    book = load_workbook(io.BytesIO(client.get(f"/reports/export/work/?{QUERY}").content))
    sheet = next(one for one in book.worksheets if one.title.startswith("Effort"))
    assert [cell.value for cell in sheet[2]][1:4] == [1_900, 4_556.96, 26.45]
    assert sheet["E2"].value == pytest.approx(2_645 / 190_000, abs=0.0001)
    answer = caller(Role.LEADER, (house.code,)).get(
        f"/creditors/{house.code}/analytics/work?first={MONTH.first}&last={MONTH.last}"
    )
    rest = {one["code"]: one["rows"] for one in json.loads(answer.content)["tables"]}
    assert rest["effort"][0][1:4] == ["1900.00", "4556.96", "26.45"]
    assert rest["costs"][0][1:] == [2, 0.3, 1_501, 62.0, "26.45"]


def test_what_was_simulated_costs_nothing_and_talks_nothing(month: Month) -> None:
    reports.set_unit_costs(
        month.placed[0].creditor.id, {"call": Decimal(1), "hour": Decimal(60)}, month.leader
    )
    Attempt.objects.filter(outcome="no_answer").update(state="simulated")
    assert told(reports.grids("work", asked(month), month.leader))["effort"][0][3] == 100 + 2_502
    Attempt.objects.update(state="simulated")
    assert told(reports.grids("work", asked(month), month.leader))["effort"] == [
        ("CNY", 190_000, None, 0, Fraction(0))
    ]
    assert (
        reports.figure_rows("received_per_hour", reports.company(SYSTEM), MONTH, RowFilters()).total is None
    )
