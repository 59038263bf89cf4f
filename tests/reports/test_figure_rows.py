"""Every figure of a summary is the sum of the rows that its link opens."""

from __future__ import annotations

from fractions import Fraction

import pytest

from arrears.foundation.api import SYSTEM
from arrears.reports import api as reports
from arrears.reports.contracts import RowFilters, Scope
from arrears.reports.definitions import DEFINITIONS
from arrears.reports.queries.sources import SOURCES
from tests.reports.story import MONTH, Month, november

pytestmark = pytest.mark.django_db


@pytest.fixture
def month() -> Month:
    return november()


def test_every_definition_has_rows_and_every_source_a_definition() -> None:
    assert set(SOURCES) == set(DEFINITIONS)


def differences(scope: Scope) -> list[str]:
    """Figures of the summary whose rows do not add up to them."""
    found = []
    for one in reports.summary(scope, MONTH).figures:
        rows = reports.figure_rows(one.code, scope, MONTH, RowFilters(currency=one.currency), size=1000)
        if rows.total != one.value:
            found.append(f"{one.code} {one.currency}: {one.value} but rows say {rows.total}")
        if rows.value != sum(row.value for row in rows.rows):
            found.append(f"{one.code}: the page does not add up")
    return found


def test_the_rows_of_every_figure_add_up_to_it(month: Month) -> None:
    assert differences(reports.company(SYSTEM)) == []
    assert differences(reports.scope_of("team", "north", month.leader)) == []
    assert differences(reports.scope_of("person", "collector", month.leader)) == []


def test_the_figures_of_the_month(month: Month) -> None:
    found = {
        (one.code, one.currency): one.value for one in reports.summary(reports.company(SYSTEM), MONTH).figures
    }
    assert found[("accounts", "")] == 3
    # 30 September to 31 October: of account 1 two instalments were overdue, of account 2 one.
    assert found[("overdue_at_start", "CNY")] == 200_000 + 250_000
    # 30 November: 300,000 less 120,000 and 500,000 less 70,000; the bounced payment counts nowhere.
    assert found[("overdue", "CNY")] == 180_000 + 430_000
    assert (found[("received", "CNY")], found[("received_count", "")]) == (190_000, 2)
    assert found[("recovery_rate", "CNY")] == Fraction(190_000, 450_000)
    assert (found[("promises", "")], found[("kept", "")], found[("kept_rate", "")]) == (1, 1, 1)
    assert (found[("attempts", "")], found[("refused_by_gate", "")], found[("complaints", "")]) == (2, 1, 1)


def test_a_person_answers_for_the_own_cases_alone(month: Month) -> None:
    scope = reports.scope_of("person", "collector", month.leader)
    found = {(one.code, one.currency): one.value for one in reports.summary(scope, MONTH).figures}
    assert (found[("accounts", "")], found[("balance", "CNY")]) == (1, 600_000 - 120_000)
    assert found[("received", "CNY")] == 120_000


def test_filters_narrow_the_rows(month: Month) -> None:
    scope = reports.company(SYSTEM)

    def count(code: str, **narrowed: object) -> int:
        return reports.figure_rows(code, scope, MONTH, RowFilters(**narrowed)).count  # type: ignore[arg-type]

    assert count("accounts", product="demo") == 3
    assert count("accounts", product="other") == 0
    assert count("attempts", product="other") == 0
    assert count("attempts", product="demo") == 2
    assert count("balance", creditor_id=-1) == 0
    assert count("received", currency="USD") == 0


def test_rows_come_by_pages(month: Month) -> None:
    scope = reports.company(SYSTEM)
    pages = [reports.figure_rows("accounts", scope, MONTH, RowFilters(), page=n, size=2) for n in (1, 2)]
    assert [len(one.rows) for one in pages] == [2, 1]
    assert [(one.count, one.pages, one.total) for one in pages] == [(3, 2, 3), (3, 2, 3)]
