"""Tables of the stock: of a closing, of its changes, of groups, and of the creditors' own totals."""

from __future__ import annotations

from arrears.foundation.api import Actor
from arrears.kernel.words import Words
from arrears.reports.analytics.stock import GROUPS, Stock
from arrears.reports.contracts import Cell, Column, Grid, Question, Unit
from arrears.reports.queries import analysis
from arrears.reports.queries.grids import links
from arrears.reports.queries.grids.columns import (
    ACCOUNTS,
    BEGIN_WORDS,
    GROUP_WORDS,
    as_count,
    as_money,
    as_share,
    as_text,
    group_names,
)
from arrears.reports.queries.grids.stated import portfolio_grids

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
    changed = links.Refs()
    for name, then in analysis.begins(day, analysis.closed_days()).items():
        if then is not None:
            was = analysis.stock_total(then, cut)
            changed |= {
                (len(changes), column): links.cell_ref(question, then, day, change=told)
                for column, told in links.CHANGES.items()
            }
            changes.append(
                (BEGIN_WORDS[name], then, total.accounts - was.accounts, total.balance - was.balance,
                 total.overdue - was.overdue, total.non_performing - was.non_performing)
            )  # fmt: skip
    groups = analysis.stock_by(day, cut, group)
    rows = [(names.get(one.group, one.group) or "–", *_stock_cells(one)) for one in groups]
    unit = question.currency
    lead = Column(code=group, label=GROUP_WORDS[group], unit=Unit.TEXT)
    return (
        Grid(
            code="total", title=Words("存量", "Stock"), currency=unit, rows=((day, *_stock_cells(total)),),
            refs={(0, column): links.accounts_ref(question, day, told) for column, told in links.STOCK.items()},
            columns=(Column(code="day", label=Words("日期", "Date"), unit=Unit.DAY), *_STOCK),
        ),
        Grid(
            code="changes", title=Words("变化", "Change"), currency=unit, rows=tuple(changes), refs=changed,
            columns=(
                as_text("since", "比较", "Change"), Column(code="then", label=Words("日期", "Date"), unit=Unit.DAY),
                ACCOUNTS, *_STOCK[2:5],
            ),
        ),
        Grid(
            code="groups", title=Words("分组", "By group"), currency=unit, rows=tuple(rows), columns=(lead, *_STOCK),
            refs={
                (place, column): links.accounts_ref(question, day, told, group, one.group)
                for place, one in enumerate(groups)
                for column, told in links.STOCK.items()
            },
        ),
        *stated,
    )  # fmt: skip
