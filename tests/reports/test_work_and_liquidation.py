"""Work figures, liquidation and recovery, the same on the page, over REST and in Excel."""

from __future__ import annotations

import dataclasses
import io
import json
import re
from datetime import date
from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from pytest_django import Settings

from arrears.desk.care import api as care
from arrears.desk.care.contracts import ReasonOrder
from arrears.desk.promises import api as promises
from arrears.desk.promises.contracts import AgreementKind, AgreementOrder, Line
from arrears.faces.rest.v1.analytics import IN_STEP
from arrears.foundation.api import SYSTEM, Actor, Role
from arrears.foundation.models import User
from arrears.kernel.reasons import Reason
from arrears.night.engine import api as night
from arrears.night.strategy.contracts import ACTION_WORDS
from arrears.people.team import api as team
from arrears.people.team.api import Department, FollowUpOrder, TaskOrder
from arrears.reports import api as reports
from arrears.reports.analytics import liquidation, vintage
from arrears.reports.analytics.stock import Cut
from arrears.reports.api import PAGES, Grid, Question, RowFilters, Scope
from tests.faces.rest.caller import Caller, caller
from tests.faces.workbench.analytics.test_report_pages import total_at
from tests.reports.story import MONTH, Month, at, november
from tests.reports.twelve import close

ALL = Cut(creditors=(1,), currency="CNY")
SEPTEMBER, OCTOBER = date(2026, 9, 30), date(2026, 10, 31)


def test_liquidation_and_recovery_by_hand(tmp_path: Path) -> None:
    common = {"placed_on": date(2026, 9, 5), "batch_id": 1, "bucket": "M1", "days_past_due": 20}
    first = [
        {**common, "account_id": 1, "balance_minor": 90, "overdue_minor": 50, "placed_minor": 100, "received_minor": 10},
        {**common, "account_id": 2, "balance_minor": 300, "overdue_minor": 150, "placed_minor": 300},
    ]  # fmt: skip
    later = [
        # the first has paid everything and ended: not in the stock any more, and its money counts on
        {**common, "account_id": 1, "open": False, "bucket": "", "days_past_due": 0, "placed_minor": 100,
         "received_minor": 100, "received_month_minor": 90},
        {**common, "account_id": 2, "balance_minor": 300, "overdue_minor": 300, "placed_minor": 300,
         "first_overdue_on": date(2026, 9, 11)},
        {**common, "account_id": 3, "placed_on": date(2026, 10, 2), "batch_id": 2, "balance_minor": 50,
         "placed_minor": 60, "received_minor": 10, "first_overdue_on": date(2026, 10, 12)},
    ]  # fmt: skip
    close(tmp_path, SEPTEMBER, first)
    close(tmp_path, OCTOBER, later)
    steps = liquidation.steps(tmp_path, [SEPTEMBER, OCTOBER], ALL)
    assert [(one.group, one.months, one.accounts, one.placed, one.received, one.share) for one in steps] == [
        ("1", 0, 2, 400, 10, Fraction(1, 40)), ("1", 1, 2, 400, 100, Fraction(1, 4)), ("2", 0, 1, 60, 10, Fraction(1, 6)),
    ]  # fmt: skip
    staged = liquidation.steps(tmp_path, [SEPTEMBER, OCTOBER], dataclasses.replace(ALL, bucket="M1"))
    assert [(one.group, one.closed_on.month, one.accounts, one.placed, one.received) for one in staged] == [
        ("1", 9, 2, 400, 10), ("1", 10, 1, 300, 0), ("2", 10, 1, 60, 10),
    ]  # fmt: skip
    months = liquidation.steps(tmp_path, [OCTOBER], ALL, "placed")
    assert [(one.group, one.received) for one in months] == [("2026-09", 100), ("2026-10", 10)]
    (one,) = liquidation.recovery(tmp_path, SEPTEMBER, OCTOBER, ALL)
    assert (one.accounts, one.overdue, one.paid_accounts, one.received) == (2, 200, 1, 90)
    assert (one.by_count, one.by_amount) == (Fraction(1, 2), Fraction(9, 20))
    curves = vintage.curves(tmp_path, [OCTOBER], ALL, "first_overdue_on")
    assert [(point.vintage.month, point.accounts) for point in curves] == [(9, 1), (10, 1)]
    with pytest.raises(ValueError, match="no liquidation by"):
        liquidation.steps(tmp_path, [OCTOBER], ALL, "user_id")


def told(grids: tuple[Grid, ...]) -> dict[str, list[tuple[object, ...]]]:
    return {one.code: [tuple(getattr(cell, "en", cell) for cell in row) for row in one.rows] for one in grids}


@pytest.mark.django_db(transaction=True)
def test_page_rest_and_excel_say_the_same(tmp_path: Path, settings: Settings, client: Client) -> None:
    settings.SNAPSHOTS = tmp_path
    month = november()
    for day in (date(2026, 10, 31), date(2026, 11, 30)):
        with at(day):
            night.run(day)
            reports.close_day(day)
    creditor = month.placed[0].creditor
    scope = reports.company(SYSTEM)
    asked = Question(
        scope=scope, filters=RowFilters(), currency="CNY", period=MONTH, day=MONTH.last, first=date(2026, 10, 31)
    )  # fmt: skip

    # Two calls, both simulated; a promise of 700.00 was taken and kept; one refusal; one complaint of two contacts.
    what_is_late(month)
    work = told(reports.grids("work", asked, month.leader))
    assert work["follow_ups"] == [("Collector", 1)]
    assert work["tasks"] == [("Legal", 1, 0, 1)]
    assert work["reasons"][0][1] == 1
    assert work["contacts"][0][:4] == ("Call", 2, 2, 0)
    (promise,) = work["promises"]
    assert promise[1:6] == ("CNY", 1, 70_000, 1, 70_000)
    ((state, *agreed),) = work["agreements"]
    assert (agreed[0], agreed[2:]) == (1, [100_000, 0, 0]), state
    assert {row[0] for row in work["treatments"]} <= {words.en for words in ACTION_WORDS.values()}
    assert work["effort"] == [("CNY", 190_000, None, 0, 0)], "nothing left the house: it cost nothing"
    assert dict(work["overall"])["Complaints per thousand contacts"] == 500
    assert work["refused"][0][1] == 1
    person = Question(scope=scope, filters=RowFilters(), currency="CNY", period=MONTH, by="person")
    assert told(reports.grids("work", person, month.leader))["contacts"][0][:2] == ("Collector", 2)
    # 31 October: 2,000.00 and 2,500.00 overdue; November brought 1,200.00 and 700.00.
    found = told(reports.grids("liquidation", asked, month.leader))
    assert found["recovery"][-1] == ("All", 2, 450_000, 2, 190_000, Fraction(1), Fraction(19, 45))
    assert found["steps"][-1][4:6] == (2_700_000, 190_000)

    leader = User.objects.get(pk=month.leader.user_id or 0)
    User.objects.filter(pk=leader.pk).update(language="en")
    client.force_login(leader)
    api, outside = caller(Role.LEADER, (creditor.code,)), caller(Role.CREDITOR, (creditor.code,))
    query = f"from={MONTH.first}&to={MONTH.last}"
    known = dict[str, str]()
    for by in ("channel", "script", "hour", "person", "team"):
        assert (
            cells_that_open_other_rows(client, dataclasses.replace(asked, by=by), month.leader, known) == []
        ), by
    filters_narrow_the_work(client, asked, month.leader, known)
    assert the_charts_name_their_library(client, query)
    assert overdue_by_bucket(reports.scope_of("person", "collector", month.leader)) == [(1, 180_000)]
    assert overdue_by_bucket(scope) == [(2, 610_000)]
    assert accounts_that_are_not_the_cell(client, asked, month.leader) == []
    for page in PAGES:
        book = load_workbook(io.BytesIO(client.get(f"/reports/export/{page}/?{query}").content))
        answer = api.get(f"/creditors/{creditor.code}/analytics/{page}?first={MONTH.first}&last={MONTH.last}")
        tables = json.loads(answer.content)["tables"]
        *sheets, told_at_the_end = book.worksheets
        assert [sheet.max_row - 1 for sheet in sheets] == [len(one["rows"]) for one in tables]
        assert told_at_the_end.max_row - 1 == len(json.loads(answer.content)["definitions"])
        every_column_is_defined(page, json.loads(answer.content))
        for sheet, table in zip(sheets, tables, strict=True):
            assert links_of_sheet(sheet) == links_of_table(table), (page, table["code"])
            assert [cell.value for cell in sheet[1]] == [column["label"]["en"] for column in table["columns"]]
            for cells, row in zip(sheet.iter_rows(min_row=2, values_only=True), table["rows"], strict=True):
                for cell, value, column in zip(cells, row, table["columns"], strict=True):
                    if column["unit"] in ("money", "count") and value is not None:
                        assert float(cell) == float(value), (page, table["code"], column["code"])
    each_page_takes_its_own_groups(client, outside, creditor.code, query)


def every_column_is_defined(page: str, told: dict[str, Any]) -> None:
    """Each column that holds a number is one of the page's definitions."""
    defined = {code for one in told["definitions"] for code in one["codes"]}
    for table in told["tables"]:
        for column in table["columns"]:
            if column["unit"] not in ("text", "day") and table["code"] not in defined:
                assert f"{table['code']}.{column['code']}" in defined, page


def links_of_sheet(sheet: Any) -> dict[str, str]:
    """The rows that cells of a sheet open, by their place; numbers stay numbers."""
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    assert all(isinstance(cell.value, int | float) for cell in cells)
    return {
        cell.coordinate: f"{cell.hyperlink.target}{'#' if cell.hyperlink.location else ''}{cell.hyperlink.location or ''}"
        for cell in cells
    }


def links_of_table(table: dict[str, Any]) -> dict[str, str]:
    """The same of an answer over REST."""
    at = {column["code"]: place for place, column in enumerate(table["columns"])}
    return {
        f"{get_column_letter(at[one['column']] + 1)}{one['row'] + 2}": one["address"]
        for one in table["links"]
    }


def each_page_takes_its_own_groups(client: Client, outside: Caller, code: str, query: str) -> None:
    """What a page cannot be asked by is not there, and people are not told to a creditor's system."""
    assert client.get("/reports/export/nothing/").status_code == 404
    for by in IN_STEP["work"][1:]:
        assert client.get(f"/reports/work/?{query}&by={by}").status_code == 200, by
        status = outside.get(f"/creditors/{code}/analytics/work?last={MONTH.last}&by={by}").status_code
        assert (status == 404) is (by in ("person", "team")), by
    assert outside.get(f"/creditors/{code}/analytics/stock?by=hour").status_code == 404
    for by in ("batch", "placed"):
        assert client.get(f"/reports/liquidation/?{query}&by={by}").status_code == 200
    assert client.get("/reports/liquidation/?by=hour").status_code == 404
    assert client.get("/reports/vintages/?by=first_overdue_on").status_code == 200


def what_is_late(month: Month) -> None:
    """A follow-up that nobody did, a question without an answer, a reason."""
    one = month.placed[0]
    case = {"creditor_id": one.creditor.id, "debtor_id": one.debtor_id}
    with at(date(2026, 11, 18)):
        team.plan_follow_up(
            FollowUpOrder(**case, due_on=date(2026, 11, 20), what="Ring", user_id=month.collector.user_id),
            month.collector,
        )
        plan = AgreementOrder(
            **case, kind=AgreementKind.PLAN, account_id=one.account_id, currency="CNY",
            lines=tuple(Line(due_on=date(2026 + n // 12, n % 12 + 1, 18), amount_minor=50_000) for n in (11, 12)),
        )  # fmt: skip
        promises.request(plan, month.collector)
        team.ask_department(TaskOrder(**case, department=Department.LEGAL, question="Sue?"), month.collector)
        care.record_reason(
            ReasonOrder(**case, account_id=one.account_id, reason=Reason.FORGOT, evidence_attempts=()),
            month.collector,
        )


def filters_narrow_the_work(client: Client, asked: Question, leader: Actor, known: dict[str, str]) -> None:
    work = told(reports.grids("work", asked, leader))
    # Two debtors are in this bucket; the third, who complained, is in none of its accounts.
    narrowed = dataclasses.replace(asked, filters=RowFilters(bucket="M2", product="demo"))
    found = told(reports.grids("work", narrowed, leader))
    assert (found["contacts"][0][1], found["promises"][0][2], found["effort"][0][1]) == (2, 1, 190_000)
    assert (found["overall"][0][1], work["overall"][0][1], found["tasks"]) == (0, 1, work["tasks"])
    current = dataclasses.replace(asked, filters=RowFilters(bucket="C"))
    assert set(told(reports.grids("work", current, leader))) - {"treatments"} == {"overall"}
    assert cells_that_open_other_rows(client, narrowed, leader, known, "effort", "reasons") == []
    nothing = dataclasses.replace(asked, filters=RowFilters(product="none"))
    assert set(told(reports.grids("work", nothing, leader))) == {"overall"}


def cells_that_open_other_rows(
    client: Client, asked: Question, leader: Actor, known: dict[str, str], *tables: str
) -> list[str]:
    """Linked cells of the work tables that are not what their rows add up to; pages that are `known` are not
    opened again."""
    wrong = []
    for grid in reports.grids("work", asked, leader):
        if tables and grid.code not in tables:
            continue
        columns = [column.code for column in grid.columns]
        units = {column.code: column.unit for column in grid.columns}
        for (row, column), ref in grid.refs.items():
            value = grid.rows[row][columns.index(column)]
            assert isinstance(value, int | Fraction)
            if ref.startswith("#"):  # made up of a table below
                continue
            told, total = (
                reports.said(value, units[column], grid.currency, "en"),
                total_at(client, ref, known),
            )
            if told != total:
                wrong.append(f"{grid.code} {row} {column}: {told}, rows {total}")
    return wrong


def the_charts_name_their_library(client: Client, query: str) -> bool:
    """Whether the address of the library holds the hash of what lies there, and may be kept for a year for that."""
    (address,) = re.findall(
        r'data-library="([^"]+)"', client.get(f"/reports/stock/?{query}").content.decode()
    )
    found, other = client.get(address), client.get("/reports/charts.js?v=other")
    content = b"".join(found.streaming_content)  # type: ignore[arg-type]  # a file of the program
    named = address == f"/reports/charts.js?v={sha256(content).hexdigest()[:12]}"
    return named and "immutable" in found["Cache-Control"] and "immutable" not in other["Cache-Control"]


def overdue_by_bucket(scope: Scope) -> list[tuple[object, object]]:
    """Accounts and arrears of the summary's table of buckets, those without arrears left out."""
    (table,) = [one for one in reports.summary(scope, MONTH).tables if one.code == "buckets"]
    return [(row.values["accounts"], row.values["overdue"]) for row in table.rows if row.values["overdue"]]


SUM_OF = {
    "accounts": "count", "lost": "count", "paid": "count", "debtors": "debtors", "balance": "balance", "bad": "balance",
    "non_performing": "balance", "overdue": "overdue", "placed": "placed", "received": "received",
}  # fmt: skip
SUMS = {
    "changes": dict.fromkeys(("accounts", "balance", "overdue", "non_performing"), "change"),
    "moves": {"accounts": "count", "before": "was", "after": "now", "change": "change"},
}


def accounts_that_are_not_the_cell(client: Client, asked: Question, leader: Actor) -> list[str]:
    """Linked cells of tables over closings whose page of accounts does not add up to them."""
    wrong, seen = [], dict[str, Any]()
    whole = [
        ("stock", "bucket"),
        ("stock", "product"),
        ("flow", ""),
        ("vintages", ""),
        ("liquidation", "batch"),
    ]
    for page, by in whole:
        for grid in reports.grids(page, dataclasses.replace(asked, by=by), leader):
            assert grid.refs or not grid.rows, grid.code
            columns = [column.code for column in grid.columns]
            for (row, column), ref in grid.refs.items():
                if ref not in seen:
                    answer = client.get(ref)
                    assert answer.status_code == 200, ref
                    seen[ref] = answer.context["page"]
                told = grid.rows[row][columns.index(column)]
                name = "count" if grid.code == "matrix" else SUMS.get(grid.code, SUM_OF).get(column, "")
                if name and told != getattr(seen[ref], name):
                    wrong.append(f"{page} {grid.code} {row} {column}: {told}, {seen[ref]}")
    assert len(seen) > 10
    return wrong


@pytest.mark.django_db
def test_the_columns_that_reports_read_are_there() -> None:
    """What other rooms publish for reports alone."""
    published = {
        "team_owners(current_date)": "creditor_id debtor_id user_id",
        "team_follow_ups(current_date)": "follow_up_id creditor_id debtor_id user_id due_on source",
        "promises_agreements(current_date)":
            "creditor_id debtor_id account_id agreement_id kind state currency owed_minor pay_minor waive_minor"
            " received_minor requested_on starts_on ended_on requested_by_id",
        "team_tasks(current_date, current_date)":
            "task_id creditor_id debtor_id account_id department state asked_on due_at answered_at asked_by_id",
        "book_movements(current_date, current_date)":
            "creditor_id account_id item_id entry_id kind charge effective_on amount_minor",
    }  # fmt: skip
    for source, columns in published.items():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {source}")
            assert [column.name for column in cursor.description or ()] == columns.split(), source
