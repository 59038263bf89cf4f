"""A day is closed once, as its night saw the accounts, and the pages of analytics read it."""

from __future__ import annotations

import csv
import html
import io
import re
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import Client
from openpyxl import load_workbook
from pytest_django import Settings

from arrears.desk.contact.api import Outcome
from arrears.desk.promises import api as promises
from arrears.desk.promises.contracts import PromiseOrder
from arrears.foundation.api import SYSTEM, audit_lines
from arrears.foundation.models import User
from arrears.kernel.clock import now
from arrears.kernel.money import Money
from arrears.night.engine import api as night
from arrears.people.team import api as team
from arrears.people.team.contracts import Department, TaskOrder
from arrears.reports import api as reports
from arrears.reports.api import RowFilters
from tests.faces.workbench.analytics.test_report_pages import links_of, total_at
from tests.reports.story import MONTH, Month, at, november
from tests.reports.test_figure_rows import differences
from tests.walks.days import call

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
    ledger = reports.movements(reports.company(SYSTEM), date(2026, 10, 31), date(2026, 11, 30))
    assert total.balance == ledger[0].closing

    # A month on, account 1 paid one instalment and a part; the other is still in its second month.
    found = reports.roll(date(2026, 10, 31), date(2026, 11, 30), cut)
    assert sum(one.accounts for one in found.cells) == 3
    assert sum(one.received for one in found.cells) == 190_000
    person = reports.cut_of(reports.scope_of("person", "collector", month.leader), RowFilters(), "CNY")
    assert reports.stock_total(date(2026, 11, 30), person).accounts == 1

    the_summary_opens_its_rows(month, client)
    for language in ("en", "zh-hans"):
        User.objects.filter(pk=leader.pk).update(language=language)
        for name in PAGES:
            answer = client.get(f"/reports/{name}/?to=2026-11-30&by=amount")
            assert answer.status_code == 200, name
    cell = client.get("/reports/flow/accounts/?from=2026-10-31&to=2026-11-30&before=C").content.decode()
    assert cell.count('class="row-lead"') == 1
    every_number_opens(client)
    for group in ("product", "creditor_id", "user_id", "region", "batch_id"):
        assert client.get(f"/reports/stock/?group={group}").status_code == 200, group
    assert client.get("/reports/stock/?group=secret").status_code == 404


OPENED = re.compile(r'href="(/reports/(?:accounts|flow/accounts|forecast/month|stated)/\?[^"]*)"')


def every_number_opens(client: Client) -> None:
    """What the pages over closings link to answers, says the number that led to it, and leaves as a file."""
    for name in (
        "stock",
        "flow",
        "vintages",
        "liquidation",
        "forecast",
        "flow/?bucket=M1",
        "vintages/?bucket=M1",
    ):
        page = client.get(f"/reports/{name}/" if "?" not in name else f"/reports/{name}").content.decode()
        links = {html.unescape(one) for one in OPENED.findall(page)}
        assert links or name == "forecast", name
        for link in sorted(links)[:12]:
            assert client.get(link).status_code == 200, link
    between = "/reports/flow/accounts/?from=2026-10-31&to=2026-11-30"
    # 1,900.00 came in, so the balance fell by that; of the accounts two changed.
    page = client.get(f"{between}&change=balance").content.decode()
    assert page.count('class="row-lead"') == 2
    assert "1,900.00" in page.partition("<tfoot>")[2]
    book = load_workbook(io.BytesIO(client.get(f"{between}&change=balance&form=xlsx").content)).worksheets[0]
    assert [[cell.value for cell in row][8] for row in book.iter_rows(min_row=2)] == [-1200, -700]
    told = client.get("/reports/accounts/?to=2026-11-30&rows=overdue&form=csv").content.decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(told)))
    assert {line["账户"] for line in lines} == {"R-1", "R-2"}
    assert sum(Decimal(line["逾期"]) for line in lines) == 6_100
    assert "赵1" not in told, "names are masked"
    told_lines = audit_lines(SYSTEM, since=now() - timedelta(days=1), until=now() + timedelta(days=1))
    kinds = [one.action for one in told_lines if one.action == "report.accounts_exported"]
    assert len(kinds) == 2
    for wrong in (f"{between}&change=secret", f"{between}&move=secret", "/reports/forecast/month/?ahead=9"):
        assert client.get(wrong).status_code == 404, wrong


def the_summary_opens_its_rows(month: Month, client: Client) -> None:
    """What the night, the diary and the departments know stands in the summary, and every number opens its rows."""
    one, two, _three = month.placed
    with at(date(2026, 11, 25)):
        call(two, month.collector, Outcome.REFUSED)
        promises.take(
            PromiseOrder(
                creditor_id=one.creditor.id, debtor_id=one.debtor_id, account_id=one.account_id,
                amount=Money(50_000, "CNY"), due_on=date(2026, 12, 8),
            ),
            month.collector,
        )  # fmt: skip
        team.ask_department(
            TaskOrder(
                creditor_id=two.creditor.id, debtor_id=two.debtor_id, department=Department.LEGAL, question="诉讼时效？"
            ),
            month.collector,
        )  # fmt: skip
    company = reports.company(SYSTEM)
    assert differences(company) == []
    assert differences(reports.scope_of("person", "collector", month.leader)) == []
    found = reports.summary(company, MONTH, month.leader)
    counts = {
        code: found.figure(code).value
        for code in (
            "promises_ahead",
            "legal_questions",
            "slow_cooperation",
            "quality_findings",
            "overdue_debtors",
        )
    }
    assert counts == {
        "promises_ahead": 1, "legal_questions": 1, "slow_cooperation": 1, "quality_findings": 1, "overdue_debtors": 2,
    }  # fmt: skip
    assert found.figure("promised_ahead", "CNY").value == 50_000
    # 10 and 25 November: two days worked by one person, three cases; December has 23 working days.
    plan = found.plan
    assert plan is not None
    assert (found.figure("person_days").value, found.figure("handled_by_people").value) == (2, 3)
    assert (plan.people, plan.days, plan.person_days) == (1, 23, 23)
    # 4,300.00 of the second debtor are overdue, 1,800.00 of the first; a complaint of the third has nothing due.
    assert [(case.debtor_id, case.overdue) for case in found.largest["overdue_debtors"]] == [
        (two.debtor_id, 430_000), (one.debtor_id, 180_000),
    ]  # fmt: skip
    assert [case.debtor_id for case in found.largest["slow_cooperation"]] == [two.debtor_id]
    assert "complaints" not in found.largest
    ref = reports.write_summary(
        scope="company", ref=None, first=MONTH.first, last=MONTH.last, language="en", actor=month.leader, form="docx"
    )  # fmt: skip
    shown, known = links_of(client.get(f"/reports/files/{ref.id}/").content), dict[str, str]()
    for address, text in shown:
        if "/cases/" in address:
            assert client.get("/cases/" + address.split("/cases/")[1]).status_code == 200
        elif "#" not in address:
            assert total_at(client, address, known) == text, address
    assert [text for address, text in shown if address.endswith("#capacity")] == ["34"]  # 1.5 a day, 23 days
    assert sum("debtor=" in address for address, _text in shown) >= 4
