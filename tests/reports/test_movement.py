"""Stock plus flows is the next stock, to the cent, whatever happens to a small book."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count, pairwise

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from arrears.book.payments import api as ledger
from arrears.book.payments.contracts import Component, PostingRefused, WaiverOrder
from arrears.book.portfolio import api as portfolio
from arrears.foundation.api import SYSTEM
from arrears.reports import api as reports
from arrears.reports.contracts import RowFilters
from tests import cast
from tests.profiles import examples
from tests.reports.story import november, pay, place

pytestmark = pytest.mark.django_db
FIRST = date(2026, 9, 1)
KEYS = count()


def balance(one: cast.Placed, day: date) -> int:
    return ledger.balance(one.account_id, day).total_minor


def test_november_is_explained() -> None:
    month = november()
    first, last = date(2026, 10, 31), date(2026, 11, 30)
    house = reports.company(SYSTEM)
    (found,) = reports.movements(house, first, last)
    assert {name: value for name, value in found.flows.items() if value} == {"received": -190_000}
    assert (found.opening, found.closing) == (2_700_000, 2_510_000)
    assert found.closing == sum(balance(one, date(2026, 11, 30)) for one in month.placed)
    assert found.unexplained == 0
    assert rows_that_are_not_the_line(found, house, RowFilters()) == []
    # The collector owns the first case alone; the second one is a month behind.
    own = reports.scope_of("person", "collector", month.leader)
    (mine,) = reports.movements(own, first, last)
    assert (mine.opening, mine.flows["received"], mine.closing) == (600_000, -120_000, 480_000)
    assert rows_that_are_not_the_line(mine, own, RowFilters()) == []
    demo = RowFilters(product="demo", batch_id=portfolio.batches(SYSTEM)[0].batch_id)
    (some,) = reports.movements(house, first, last, demo)
    assert some.unexplained == 0
    assert rows_that_are_not_the_line(some, house, demo) == []
    assert reports.movements(house, first, last, RowFilters(product="none")) == ()


def rows_that_are_not_the_line(
    found: reports.Movement, scope: reports.Scope, filters: RowFilters
) -> list[str]:
    """Lines of a movement whose accounts do not add up to them."""
    period = reports.Period(first=date(2026, 10, 31), last=date(2026, 11, 30))
    lines = {"opening": found.opening, **found.flows, "closing": found.closing}
    told = {name: reports.figure_rows(f"moved_{name}", scope, period, filters).total for name in lines}
    return [f"{name}: {value}, rows {told[name]}" for name, value in lines.items() if told[name] != value]


@st.composite
def happenings(draw: st.DrawFn) -> list[tuple[str, int, int, int]]:
    """What happens: kind, account, day after the first, amount."""
    kinds = st.sampled_from(["pay", "pay", "pay", "waive", "reverse", "restate", "close", "place"])
    return draw(
        st.lists(
            st.tuples(kinds, st.integers(0, 2), st.integers(1, 88), st.integers(1, 400_000)), max_size=12
        )
    )


def _happen(book: list[cast.Placed], events: list[tuple[str, int, int, int]]) -> None:
    entries: dict[int, list[tuple[int, date]]] = {}
    for kind, which, ahead, amount in sorted(events, key=lambda one: one[2]):
        day, key = FIRST + timedelta(days=ahead), f"k{next(KEYS)}"
        one = book[which % len(book)]
        try:
            with transaction.atomic():
                if kind == "pay":
                    entries.setdefault(which, []).append((pay(one, amount, day, key), day))
                elif kind == "waive":
                    ledger.waive(
                        WaiverOrder(
                            creditor_id=one.creditor.id, account_id=one.account_id,
                            amounts={Component.PRINCIPAL: min(amount, 50_000)}, effective_on=day, key=key, why="test",
                        ),
                        SYSTEM,
                    )  # fmt: skip
                elif kind == "reverse" and entries.get(which):
                    entry, on = entries[which].pop()
                    ledger.reverse(entry, effective_on=max(day, on), key=key, why="bounced", actor=SYSTEM)
                elif kind == "restate":
                    cast.place(
                        one.creditor, f"R-{which + 1}", cast.person(f"赵{which + 1}", which + 1),
                        first_due=date(2026, 9, 10), principal_minor=amount, business_date=day,
                    )  # fmt: skip
                elif kind == "close":
                    portfolio.close_account(one.account_id, on=day, reason="test", actor=SYSTEM)
                elif kind == "place" and which == 2:
                    cast.place(
                        one.creditor, "R-9", cast.person("赵九", 9), first_due=date(2026, 10, 10),
                        principal_minor=amount, business_date=day,
                    )  # fmt: skip
        except (PostingRefused, ValueError):
            continue


@settings(max_examples=examples(60))
@given(happenings(), st.lists(st.integers(0, 90), min_size=2, max_size=5, unique=True))
def test_stock_and_flows_are_the_next_stock(events: list[tuple[str, int, int, int]], cuts: list[int]) -> None:
    with transaction.atomic():
        book = [place(1, date(2026, 9, 10)), place(2, date(2026, 10, 10), 250_000)]
        _happen(book, events)
        days = [FIRST + timedelta(days=ahead) for ahead in sorted(cuts)]
        closing = {}
        for first, last in pairwise(days):
            for found in reports.movements(reports.company(SYSTEM), first, last):
                assert found.unexplained == 0, (first, last, found)
                assert closing.get(found.currency, found.opening) == found.opening
                closing[found.currency] = found.closing
        transaction.set_rollback(True)
