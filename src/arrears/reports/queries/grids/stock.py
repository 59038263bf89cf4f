"""Tables of the stock: of a closing, of its changes, of groups, and of the creditors' own totals."""

from __future__ import annotations

from collections.abc import Mapping

from arrears.book.intake import api as intake
from arrears.foundation.api import Actor, creditors
from arrears.kernel.days import add_months, month_first
from arrears.kernel.words import Words
from arrears.reports.analytics.stock import GROUPS, Stock
from arrears.reports.contracts import Cell, Column, Grid, Question, Unit
from arrears.reports.queries import analysis
from arrears.reports.queries.grids.columns import (
    ACCOUNTS,
    GROUP_WORDS,
    as_count,
    as_money,
    as_share,
    as_text,
    group_names,
)
from arrears.reports.rules import share

BEGIN_WORDS: Mapping[str, Words] = {
    "day": Words("较上一日", "since the day before"),
    "month": Words("较月初", "since the month began"),
    "year": Words("较年初", "since the year began"),
}
_STOCK = (
    ACCOUNTS, as_count("debtors", "客户", "Debtors"), as_money("balance", "余额", "Balance"),
    as_money("overdue", "逾期", "Overdue"), as_money("non_performing", "不良", "Non-performing"),
    as_share("ratio", "不良率", "Ratio"), as_count("lost", "失联账户", "Accounts without contact"),
)  # fmt: skip


def _stock_cells(one: Stock) -> tuple[Cell, ...]:
    return (
        one.accounts, one.debtors, one.balance, one.overdue, one.non_performing, one.non_performing_ratio, one.lost,
    )  # fmt: skip


def stock_grids(question: Question, actor: Actor) -> tuple[Grid, ...]:
    """The stock of a closing, its changes, and the stock by a group; the creditors' own totals beside them."""
    group = question.by or "bucket"
    if group not in GROUPS:
        raise ValueError(f"no stock by {group}")
    stated = portfolio_grids(question, actor)
    day = question.day
    if day is None:
        return stated
    cut = analysis.cut_of(question.scope, question.filters, question.currency)
    total = analysis.stock_total(day, cut)
    names = group_names(group, actor)
    changes: list[tuple[Cell, ...]] = []
    for name, then in analysis.begins(day, analysis.closed_days()).items():
        if then is not None:
            was = analysis.stock_total(then, cut)
            changes.append(
                (BEGIN_WORDS[name], then, total.accounts - was.accounts, total.balance - was.balance,
                 total.overdue - was.overdue, total.non_performing - was.non_performing)
            )  # fmt: skip
    rows = [
        (names.get(one.group, one.group) or "–", *_stock_cells(one))
        for one in analysis.stock_by(day, cut, group)
    ]
    unit = question.currency
    lead = Column(code=group, label=GROUP_WORDS[group], unit=Unit.TEXT)
    return (
        Grid(
            code="total", title=Words("存量", "Stock"), currency=unit, rows=((day, *_stock_cells(total)),),
            columns=(Column(code="day", label=Words("日期", "Date"), unit=Unit.DAY), *_STOCK),
        ),
        Grid(
            code="changes", title=Words("变化", "Change"), currency=unit, rows=tuple(changes),
            columns=(
                as_text("since", "比较", "Change"), Column(code="then", label=Words("日期", "Date"), unit=Unit.DAY),
                ACCOUNTS, *_STOCK[2:5],
            ),
        ),
        Grid(
            code="groups", title=Words("分组", "By group"), currency=unit, rows=tuple(rows), columns=(lead, *_STOCK)
        ),
        *stated,
    )  # fmt: skip


def portfolio_grids(question: Question, actor: Actor) -> tuple[Grid, ...]:
    """The creditors' own daily totals of their whole portfolio: the newest day of the last month for each."""
    until = question.day or question.period.last
    stated = intake.daily_totals(actor, add_months(month_first(until), -1), until)
    newest: dict[tuple[int, str], object] = {}
    kept = []
    for one in reversed(stated):
        if one.creditor_id not in question.scope.creditor_ids or one.currency != question.currency:
            continue
        if newest.setdefault((one.creditor_id, one.currency), one.business_date) == one.business_date:
            kept.append(one)
    if not kept:
        return ()
    names = {one.id: one.name for one in creditors(actor)}
    rows: list[tuple[Cell, ...]] = [
        (names.get(one.creditor_id, "–"), one.business_date, one.product, one.contracts, one.active_customers,
         one.merchants, one.balance_minor, one.non_performing_minor,
         share(one.non_performing_minor, one.balance_minor), one.income_minor)
        for one in reversed(kept)
    ]  # fmt: skip
    return (
        Grid(
            code="portfolio", title=Words("委托方全部业务规模", "The creditors' whole portfolio"),
            currency=question.currency, rows=tuple(rows),
            columns=(
                as_text("creditor", "委托方", "Creditor"), Column(code="day", label=Words("日期", "Date"), unit=Unit.DAY),
                as_text("product", "产品", "Product"), as_count("contracts", "卡量或合同数", "Cards or contracts"),
                as_count("active", "活跃客户", "Active customers"), as_count("merchants", "商户", "Merchants"),
                as_money("balance", "余额", "Balance"), as_money("non_performing", "不良", "Non-performing"),
                as_share("ratio", "不良率", "Ratio"), as_money("income", "收入", "Income"),
            ),
            note=Words("由委托方每日提供，非本系统计算。", "As the creditors state it each day; not computed here."),
        ),
    )  # fmt: skip
