"""Sums that are kept beside closings say what the closings say, whatever a page is narrowed to."""

from __future__ import annotations

import dataclasses
import os
from datetime import date
from itertools import pairwise, product
from pathlib import Path
from random import Random

import pytest

from arrears.reports.analytics import behind, flow, kept, liquidation, stock, vintage
from arrears.reports.analytics.accounts import Between, accounts
from arrears.reports.analytics.behind import Which
from arrears.reports.analytics.closings import days, file_of
from arrears.reports.analytics.stock import Cut
from tests.reports.twelve import AUGUST, OCTOBER, SEPTEMBER, close

ENDS = [AUGUST, SEPTEMBER, OCTOBER]
BUCKETS = {"C": 0, "M1": 15, "M2": 45, "M4": 105}
CUTS = [
    Cut(creditors=(1, 2), currency="CNY"),
    Cut(creditors=(1,), currency="CNY", users=(1, 2)),
    Cut(creditors=(1, 2), currency="CNY", product="gold", region="310000"),
    Cut(creditors=(2,), currency="CNY", batch=3),
    Cut(creditors=(1, 2), currency="CNY", users=(3,), bucket="M1"),
    Cut(creditors=(1, 2), currency="USD"),
    Cut(creditors=(9,), currency="CNY"),
]


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three closings of accounts that change hands, come, go, end and owe; two accounts to a debtor."""
    folder, dice = tmp_path_factory.mktemp("kept"), Random(11)
    for place, day in enumerate(ENDS):
        rows: list[dict[str, object]] = []
        for number in range(1, 161):
            if dice.random() < 0.1:
                continue
            bucket = dice.choice(list(BUCKETS))
            rows.append(
                {
                    "account_id": number, "debtor_id": number // 2, "creditor_id": 1 + number % 2, "bucket": bucket,
                    "user_id": dice.choice([None, 1, 2, 3]), "currency": "USD" if number % 23 == 0 else "CNY",
                    "product": "gold" if number % 3 else "blue", "region": dice.choice(["310000", "440000"]),
                    "batch_id": dice.choice([None, 3, 4]), "days_past_due": BUCKETS[bucket],
                    "balance_minor": dice.randrange(100_000), "overdue_minor": dice.choice([0, 500, 70_000]),
                    "received_month_minor": dice.choice([0, 0, 900, -50]), "open": dice.random() < 0.9,
                    "lost": number % 7 == 0, "placed_on": date(2026, 6 + number % 3, 5),
                    "opened_on": date(2025, 1 + number % 12, 1), "placed_minor": 120_000,
                    "received_minor": 1_000 * place, "first_overdue_on": date(2026, 7, 2) if number % 5 else None,
                }
            )  # fmt: skip
        close(folder, day, rows)
    return folder


@pytest.mark.parametrize("cut", CUTS)
def test_kept_pairs_are_the_pairs_that_are_read(book: Path, cut: Cut) -> None:
    pairs = list(pairwise(ENDS))
    for pair, found in zip(pairs, flow.matrices(book, pairs, cut), strict=True):
        assert found == flow.read_matrix(book, *pair, cut)
        assert found == flow.matrix(book, *pair, cut)
        for cell in found.cells:
            which = Between(first=pair[0], last=pair[1], before=cell.before, after=cell.after)
            page = accounts(book, which, cut, size=7)
            assert (page.count, page.was, page.now, page.received) == (
                cell.accounts, cell.balance_before, cell.balance_after, cell.received,
            )  # fmt: skip
            assert len(page.items) == min(7, page.count)


@pytest.mark.parametrize("cut", CUTS)
def test_accounts_behind_a_figure_add_up_to_it(book: Path, cut: Cut) -> None:
    lines = [("", stock.total(book, OCTOBER, cut))]
    for group in stock.GROUPS:
        lines += [(group, one) for one in stock.by_group(book, OCTOBER, cut, group)]
    for group, line in lines:
        whole = behind.behind(book, Which(day=OCTOBER, group=group, value=line.group), cut)
        assert (whole.count, whole.debtors, whole.balance, whole.overdue) == (
            line.accounts, line.debtors, line.balance, line.overdue,
        ), (group, line)  # fmt: skip
        for rows, value in (("non_performing", line.non_performing), ("lost", line.lost)):
            part = behind.behind(book, Which(day=OCTOBER, rows=rows, group=group, value=line.group), cut)
            assert (part.count if rows == "lost" else part.balance) == value, (rows, group)
    for by in vintage.BY:
        for point in vintage.curves(book, ENDS, cut, by):
            told = {"group": by, "value": f"{point.vintage:%Y-%m}", "day": point.closed_on}
            every = dataclasses.replace(
                cut, bucket=""
            )  # a stage narrows what is shown of a vintage, not the vintage
            whole = behind.behind(book, Which(**told), every)  # type: ignore[arg-type]  # names and values of Which
            rows = "open" if cut.bucket else "bad"
            bad = behind.behind(book, Which(rows=rows, **told), cut)  # type: ignore[arg-type]  # the same
            assert (whole.count, whole.balance, bad.balance) == (
                point.accounts,
                point.balance,
                point.bad_balance,
            )
    for by, group in (("batch", "batch_id"), ("placed", "placed_on")):
        for step in liquidation.steps(book, ENDS, cut, by):
            which = Which(day=step.closed_on, rows="placed", group=group, value=step.group)
            found = behind.behind(book, which, cut)
            assert (found.count, found.placed, found.received) == (step.accounts, step.placed, step.received)
    for line_ in liquidation.recovery(book, SEPTEMBER, OCTOBER, cut):
        told = {"group": "bucket", "value": line_.bucket, "day": OCTOBER, "eve": SEPTEMBER}
        owed = behind.behind(book, Which(rows="arrears", **told), cut)  # type: ignore[arg-type]  # the same
        paid = behind.behind(book, Which(rows="paid", **told), cut)  # type: ignore[arg-type]  # the same
        assert (owed.count, owed.overdue, owed.received, paid.count) == (
            line_.accounts, line_.overdue, line_.received, line_.paid_accounts,
        )  # fmt: skip


def test_pages_of_accounts_are_whole_and_in_order(book: Path) -> None:
    cut, seen = CUTS[0], list[int]()
    first = behind.behind(book, Which(day=OCTOBER), cut, 1, 40)
    for number in range(1, first.pages + 1):
        seen += [one.balance for one in behind.behind(book, Which(day=OCTOBER), cut, number, 40).items]
    assert len(seen) == first.count
    assert seen == sorted(seen, reverse=True)
    assert behind.behind(book, Which(day=OCTOBER), cut, 99, 40).count == first.count


@pytest.mark.parametrize(
    "which",
    [
        Which(day=OCTOBER, rows="all"), Which(day=OCTOBER, group="account_id"), Which(day=OCTOBER, rows="paid"),
        Which(day=OCTOBER, eve=SEPTEMBER),
    ],
)  # fmt: skip
def test_unknown_rows_are_refused(book: Path, which: Which) -> None:
    with pytest.raises(ValueError, match=r"no rows|eve"):
        behind.behind(book, which, CUTS[0])


def test_a_closing_that_was_made_anew_has_its_sums_made_anew(tmp_path: Path) -> None:
    def row(number: int) -> dict[str, object]:
        return {"account_id": number, "bucket": "M1", "days_past_due": 15, "balance_minor": 100}

    for day in ENDS:
        close(tmp_path, day, [row(1)])
    kept.keep_up(tmp_path, OCTOBER)
    pairs = [kept.has_pair(tmp_path, *pair) for pair in product(ENDS, repeat=2) if pair[0] < pair[1]]
    assert pairs == [True, False, True], "of neighbours"
    assert days(tmp_path) == ENDS, "what is kept is no closing"
    names = {one.name for one in (tmp_path / "kept").iterdir()}
    kept.keep_up(tmp_path, OCTOBER)
    assert {one.name for one in (tmp_path / "kept").iterdir()} == names

    close(tmp_path, OCTOBER, [row(1), row(2)])
    os.utime(file_of(tmp_path, OCTOBER), ns=(1, 1))
    cut = Cut(creditors=(1,), currency="CNY")
    assert not kept.has_pair(tmp_path, SEPTEMBER, OCTOBER)
    assert stock.total(tmp_path, OCTOBER, cut).accounts == 2
    assert flow.matrix(tmp_path, SEPTEMBER, OCTOBER, cut).cell(flow.JOINED, "M1").accounts == 1
    kept.keep_up(tmp_path, OCTOBER)
    assert len(list((tmp_path / "kept").iterdir())) == len(names), "the old sums are gone"
