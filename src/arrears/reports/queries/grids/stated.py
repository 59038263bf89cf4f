"""Tables of the creditors' own daily totals: their whole portfolio, and how it changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby

from arrears.book.intake import api as intake
from arrears.book.intake.contracts import DailyTotals
from arrears.foundation.api import Actor, creditors
from arrears.kernel.words import Words
from arrears.reports.contracts import Cell, Column, Grid, Question, Unit
from arrears.reports.queries import analysis
from arrears.reports.queries.grids import links
from arrears.reports.queries.grids.columns import BEGIN_WORDS, as_count, as_money, as_share, as_text
from arrears.reports.queries.work_links import with_refs
from arrears.reports.rules import share

RECENT = timedelta(days=31)
"""Totals that are older than this are no answer to how the portfolio stands."""
MEASURES = (
    "contracts",
    "active_customers",
    "merchants",
    "balance_minor",
    "non_performing_minor",
    "income_minor",
)
_LEAD = as_text("creditor", "委托方", "Creditor")
_DAY = Column(code="day", label=Words("日期", "Date"), unit=Unit.DAY)
_COUNTS = (
    as_count("contracts", "卡量或合同数", "Cards or contracts"), as_count("active", "活跃客户", "Active customers"),
    as_count("merchants", "商户", "Merchants"),
)  # fmt: skip
_AMOUNTS = (as_money("balance", "余额", "Balance"), as_money("non_performing", "不良", "Non-performing"))
_INCOME = as_money("income", "收入", "Income")
NOTE = Words("由委托方每日提供，非本系统计算。", "As the creditors state it each day; not computed here.")
_MEASURED = tuple(one.code for one in (*_COUNTS, *_AMOUNTS, _INCOME))
Days = Mapping[date, tuple[DailyTotals, ...]]


def _stated(question: Question, actor: Actor, until: date) -> dict[int, Days]:
    """The totals of each creditor in scope by day, back to the end of the year before."""
    first = min(date(until.year, 1, 1) - timedelta(days=11), until - RECENT)
    found: dict[int, dict[date, list[DailyTotals]]] = defaultdict(lambda: defaultdict(list))
    for one in intake.daily_totals(actor, first, until):
        if one.creditor_id in question.scope.creditor_ids and one.currency == question.currency:
            found[one.creditor_id][one.business_date].append(one)
    return {creditor: {day: tuple(rows) for day, rows in days.items()} for creditor, days in found.items()}


def summed(rows: Iterable[DailyTotals]) -> dict[str, int | None]:
    """The products of a day added up; None where the creditor left one of them out."""
    parts = {name: [getattr(one, name) for one in rows] for name in MEASURES}
    return {name: None if None in values else sum(values) for name, values in parts.items()}


def _apart(now: int | None, then: int | None) -> int | None:
    return None if now is None or then is None else now - then


def portfolio_grids(question: Question, actor: Actor) -> tuple[Grid, ...]:
    """How each creditor's whole portfolio stands at the newest day of the last month, and what changed since the
    day before, since the month and since the year began."""
    until = question.day or question.period.last
    names = {one.id: one.name for one in creditors(actor)}
    rows: list[tuple[Cell, ...]] = []
    changes: list[tuple[Cell, ...]] = []
    told, differ = links.Refs(), links.Refs()
    for creditor, days in _stated(question, actor, until).items():
        newest = max(days)
        if newest < until - RECENT:
            continue
        name, now = names.get(creditor, "–"), summed(days[newest])
        told |= {
            (len(rows) + place, column): links.stated_ref(question, creditor, (newest,), one.product)
            for place, one in enumerate(days[newest])
            for column in (*_MEASURED, "ratio")
        }
        rows += [
            (name, newest, one.product, one.contracts, one.active_customers, one.merchants, one.balance_minor,
             one.non_performing_minor, share(one.non_performing_minor, one.balance_minor), one.income_minor)
            for one in days[newest]
        ]  # fmt: skip
        for begin, then in analysis.begins(newest, sorted(days)).items():
            if then is not None:
                was = summed(days[then])
                ref = links.stated_ref(question, creditor, (then, newest))
                differ |= {(len(changes), column): ref for column in _MEASURED}
                changes.append(
                    (name, BEGIN_WORDS[begin], then, *(_apart(now[one], was[one]) for one in MEASURES))
                )
    if not rows:
        return ()
    portfolio = Grid(
        code="portfolio", title=Words("委托方全部业务规模", "The creditors' whole portfolio"),
        currency=question.currency, rows=tuple(rows), note=NOTE,
        columns=(
            _LEAD, _DAY, as_text("product", "产品", "Product"), *_COUNTS, *_AMOUNTS,
            as_share("ratio", "不良率", "Ratio"), _INCOME,
        ),
    )  # fmt: skip
    if not changes:
        return (with_refs(portfolio, told),)
    since = as_text("since", "比较", "Change")
    changed = Grid(
        code="portfolio_changes", title=Words("委托方业务规模的变化", "Change of the creditors' whole portfolio"),
        currency=question.currency, rows=tuple(changes),
        columns=(_LEAD, since, _DAY, *_COUNTS, *_AMOUNTS, _INCOME),
    )  # fmt: skip
    return (with_refs(portfolio, told), with_refs(changed, differ))


def stated_rows(question: Question, days: Sequence[date], actor: Actor) -> Grid:
    """What the creditors of a question stated on some days, a row for each product, and the sum of each day."""
    names = {one.id: one.name for one in creditors(actor)}
    wanted, product = question.scope.creditor_ids, question.filters.product
    found = [
        one
        for one in (intake.daily_totals(actor, min(days), max(days)) if days else ())
        if one.creditor_id in wanted and one.currency == question.currency and one.business_date in days
        and product in ("", one.product)
    ]  # fmt: skip
    rows: list[tuple[Cell, ...]] = []
    for (creditor, day), group in groupby(found, key=lambda one: (one.creditor_id, one.business_date)):
        of_day, name = list(group), names.get(creditor, "–")
        rows += [(name, day, one.product, *_told(one)) for one in of_day]
        if len(of_day) > 1:
            sums = summed(of_day)
            rows.append((name, day, Words("合计", "All"), *(sums[one] for one in MEASURES)))
    return Grid(
        code="stated", title=Words("委托方报送的数据", "As the creditor stated it"), currency=question.currency,
        rows=tuple(rows), note=NOTE,
        columns=(_LEAD, _DAY, as_text("product", "产品", "Product"), *_COUNTS, *_AMOUNTS, _INCOME),
    )  # fmt: skip


def _told(one: DailyTotals) -> tuple[int | None, ...]:
    return (
        one.contracts, one.active_customers, one.merchants, one.balance_minor, one.non_performing_minor,
        one.income_minor,
    )  # fmt: skip
