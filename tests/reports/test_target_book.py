"""A target of the house is shared out to its people, and stands where the ledger says."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction

import pytest
from django.test import Client

from arrears.foundation.api import Actor
from arrears.foundation.models import User
from arrears.people.team import api as team
from arrears.reports import api as reports
from arrears.reports.api import (
    NoSuchTarget,
    Period,
    Question,
    RowFilters,
    TargetKind,
    TargetLine,
    TargetOrder,
    TargetRefused,
    Unit,
)
from tests.faces.workbench.analytics.test_report_pages import total_at
from tests.reports.story import MONTH, at, november

pytestmark = pytest.mark.django_db


def test_from_the_company_to_the_person(client: Client) -> None:
    month = november()
    leader, collector = month.leader, month.collector
    _one, two, _three = month.placed
    other = month.staff.of(month.collector.role, "second")  # type: ignore[arg-type]  # a collector has a role
    team.ensure_team("south", leader_id=leader.user_id, member_ids=[other.user_id or 0])
    with at(date(2026, 9, 2)):
        team.assign([(two.creditor.id, two.debtor_id)], other.user_id or 0, "cast", leader)

    # 31 October: 2,000.00 is overdue with one, 2,500.00 with the other; seventy percent of it.
    order = TargetOrder(
        kind=TargetKind.RECOVERY, scope=reports.company(leader), period=MONTH, currency="CNY",
        share=Fraction(7, 10),
    )  # fmt: skip
    with at(date(2026, 11, 2)):
        whole = reports.set_target(order, leader)
    lines = reports.targets(leader, date(2026, 11, 13))
    told = [(line.depth, line.scope.title.en, line.base, line.goal, line.actual) for line in lines]
    assert told == [
        (0, "Company", 450_000, 315_000, 190_000),
        (1, "north", 200_000, 140_000, 120_000),
        (2, "Collector", 200_000, 140_000, 120_000),
        (1, "south", 250_000, 175_000, 70_000),
        (2, "Second", 250_000, 175_000, 70_000),
    ]
    # Ten of November's 21 working days are gone: 190,000 of 21/10 is 399,000; the south would end at 147,000.
    assert [(line.needed, line.expected, line.light) for line in lines] == [
        (11_364, 399_000, "green"), (1_819, 252_000, "green"), (1_819, 252_000, "green"),
        (9_546, 147_000, "red"), (9_546, 147_000, "red"),
    ]  # fmt: skip
    assert "84.0%" in lines[3].why.en
    _line, days = reports.target(whole, leader, date(2026, 11, 30))
    assert days == ((date(2026, 11, 5), 120_000), (date(2026, 11, 12), 70_000))
    assert [line.scope.title.en for line in reports.targets(collector, date(2026, 11, 13))] == ["Collector"]
    with pytest.raises(NoSuchTarget):
        reports.target(whole, collector, date(2026, 11, 13))
    with pytest.raises(TargetRefused):
        reports.set_target(order, collector)

    for user, language in ((leader, "zh-hans"), (leader, "en"), (collector, "en")):
        User.objects.filter(pk=user.user_id or 0).update(language=language)
        client.force_login(User.objects.get(pk=user.user_id or 0))
        with at(date(2026, 11, 13)):
            page = client.get("/reports/targets/?to=2026-11-13").content.decode()
        assert ("Set a target" in page or "设定目标" in page) is (user is leader)
        assert client.get(f"/reports/targets/{whole}/").status_code == (200 if user is leader else 404)
        assert client.get(f"/reports/targets/{lines[2].id}/?to=2026-11-13").status_code == 200
    assert client.post(f"/reports/targets/{whole}/withdraw/").status_code == 403
    client.force_login(User.objects.get(pk=leader.user_id or 0))
    numbers_of_targets_open_what_they_are_made_of(client, leader, lines)
    reports.withdraw_target(whole, leader)
    assert reports.targets(leader, date(2026, 11, 13)) == ()


def numbers_of_targets_open_what_they_are_made_of(
    client: Client, leader: Actor, lines: tuple[TargetLine, ...]
) -> None:
    """Each cell of the table of targets, each part on a target's own page, and each of its days."""
    day, known = date(2026, 11, 13), dict[str, str]()
    asked = Question(
        scope=reports.scope_of_ids(leader, (), None), filters=RowFilters(), currency="CNY",
        period=Period(first=day, last=day),
    )  # fmt: skip
    (grid,) = reports.grids("targets", asked, leader)
    columns = [column.code for column in grid.columns]
    assert len(grid.refs) == 4 * len(lines)
    for (row, column), ref in grid.refs.items():
        value = reports.said(grid.rows[row][columns.index(column)], Unit.MONEY, "CNY", "en")  # type: ignore[arg-type]  # money
        assert number_at(client, ref, known) == value, (row, column)
    for line in lines:
        page = client.get(f"/reports/targets/{line.id}/?to={day}")
        parts = {part.code: part for part in page.context["made"].parts}
        assert [parts[code].value for code in ("base", "goal", "actual")] == [
            line.base,
            line.goal,
            line.actual,
        ]
        assert (parts["gone"].value, parts["left"].value, parts["every"].value) == (10, 11, 21)
        assert len(page.context["made"].days) == 21
        for part in parts.values():
            if part.ref.startswith("/"):
                assert number_at(client, part.ref, known) == reports.said(part.value, part.unit, "CNY", "en")
        for _on, amount, ref in page.context["days"]:
            assert number_at(client, ref, known) == reports.said(amount, Unit.MONEY, "CNY", "en")
        assert page.context["made"].unshared == (line.goal if line.depth == 2 else 0)
    people = f"person={lines[4].scope.person_id}"
    narrowed = client.get(f"/reports/targets/?to={day}&{people}").context["rows"]
    assert [row["line"].id for row in narrowed] == [line.id for line in lines[3:]], "a team of one too"
    assert client.get(f"/reports/targets/?to={day}&creditors=999999").context["rows"] == []


def number_at(client: Client, ref: str, known: dict[str, str]) -> str:
    """The number that an address opens: a figure's, or one of the parts of a target by its anchor."""
    address, _hash, part = ref.partition("#")
    if not part:
        return total_at(client, ref, known)
    if address not in known:
        known[address] = client.get(address).content.decode()
    (found,) = re.findall(rf'<td class="num" data-figure="{part}">(.*?)</td>', known[address], re.S)
    return re.sub(r"<[^>]+>", "", found).strip()


def test_the_form_sets_a_goal_and_says_what_it_lacks(client: Client) -> None:
    month = november()
    User.objects.filter(pk=month.leader.user_id or 0).update(language="en")
    client.force_login(User.objects.get(pk=month.leader.user_id or 0))
    told = {
        "about": "team:north",
        "kind": "received",
        "span": "free",
        "first": "2026-11-01",
        "last": "2026-11-30",
    }
    assert client.post("/reports/targets/set/", told).status_code == 422
    assert (
        client.post("/reports/targets/set/", told | {"kind": "recovery", "percent": "101"}).status_code == 422
    )
    backwards = told | {"amount": "10", "last": "2026-10-30"}
    assert client.post("/reports/targets/set/", backwards).status_code == 422
    assert client.post("/reports/targets/set/", told | {"amount": "3000"}).status_code == 302
    day = date(2026, 11, 30)
    lines = reports.targets(month.leader, day)
    assert [(line.scope.kind.value, line.goal, line.actual) for line in lines] == [
        ("team", 300_000, 120_000), ("person", 300_000, 120_000),
    ]  # fmt: skip
    team_scope = reports.scope_of("team", "north", month.leader)
    assert [one.goal for one in reports.target_for(team_scope, MONTH, month.leader)] == [300_000]
    assert reports.target_for(reports.company(month.leader), MONTH, month.leader) == ()
    late = Period(first=date(2026, 11, 2), last=day)
    assert reports.target_for(team_scope, late, month.leader) == ()
    assert client.get(f"/reports/targets/{lines[0].id}/").status_code == 200
    share = told | {"about": "company:", "kind": "overdue_share", "percent": "8"}
    assert client.post("/reports/targets/set/", share).status_code == 302
    found = [line for line in reports.targets(month.leader, day) if line.kind is TargetKind.OVERDUE_SHARE]
    assert {line.light for line in found} == {"unknown"}, "no day was closed"
    assert found[0].goal == Fraction(8, 100)
