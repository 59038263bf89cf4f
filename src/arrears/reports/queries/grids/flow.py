"""Tables of roll rates, vintages and liquidation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from arrears.foundation.api import Actor
from arrears.kernel.days import month_first
from arrears.kernel.words import Words
from arrears.reports.analytics import closings, liquidation
from arrears.reports.analytics.flow import JOINED, LEFT, Matrix, Move
from arrears.reports.contracts import Cell, Column, Grid, Question, Unit
from arrears.reports.queries import analysis
from arrears.reports.queries.closing import folder
from arrears.reports.queries.grids import links
from arrears.reports.queries.grids.columns import (
    ACCOUNTS,
    CLOSED_ON,
    as_count,
    as_money,
    as_share,
    as_text,
    group_names,
)

MOVE_WORDS: Mapping[Move, Words] = {
    Move.JOINED: Words("新进入", "Joined"),
    Move.LEFT: Words("已离开", "Left"),
    Move.NEW: Words("新增逾期", "New delinquency"),
    Move.CURED: Words("回正", "Cured"),
    Move.WORSE: Words("恶化", "Worse"),
    Move.BETTER: Words("好转", "Better"),
    Move.SAME: Words("不变", "Unchanged"),
}
_BAD = Words("逾期30天以上余额", "Balance more than 30 days past due")
GROUP_OF = {"batch": "batch_id", "placed": "placed_on"}
"""What a line of liquidation is grouped by, as its accounts are."""
SIDE_WORDS: Mapping[str, Words] = {JOINED: Words("新进入", "joined"), LEFT: Words("离开", "left")}


def _matrix_grid(found: Matrix, question: Question, *, amount: bool) -> Grid:
    side = {code: SIDE_WORDS.get(code, Words(code, code)) for code in (*found.rows, *found.columns)}
    columns = [as_text("from", "期初", "From")]
    for code in found.columns:
        unit = Unit.MONEY if amount else Unit.COUNT
        columns.append(Column(code=code, label=side[code], unit=unit))
        rate = Words(f"{side[code].zh} 占比", f"{side[code].en}, share")
        columns.append(Column(code=f"{code}%", label=rate, unit=Unit.SHARE))
    rows, refs = [], links.Refs()
    for place, before in enumerate(found.rows):
        cells: list[Cell] = [side[before]]
        for after in found.columns:
            cell = found.cell(before, after)
            money = cell.balance_after if before == JOINED else cell.balance_before
            cells += [money if amount else cell.accounts, found.rate(before, after, amount=amount)]
            if cell.accounts:
                ref = links.cell_ref(question, found.first, found.last, before=before, after=after)
                refs[place, after] = refs[place, f"{after}%"] = ref
        rows.append(tuple(cells))
    title = (
        Words("迁徙率（金额）", "Roll rates by amount")
        if amount
        else Words("迁徙率（户数）", "Roll rates by count")
    )
    return Grid(
        code="matrix_amount" if amount else "matrix", title=title, columns=tuple(columns), rows=tuple(rows),
        currency=question.currency, refs=refs,
    )  # fmt: skip


def flow_grids(question: Question, actor: Actor) -> tuple[Grid, ...]:
    """The roll-rate matrix by count and by amount, and what became of the accounts."""
    if question.day is None or question.first is None:
        return ()
    cut = analysis.cut_of(question.scope, question.filters, question.currency)
    found = analysis.roll(question.first, question.day, cut)
    moves = [(MOVE_WORDS[move], *sums, sums[2] - sums[1]) for move, sums in found.moves().items()]
    return (
        _matrix_grid(found, question, amount=False),
        _matrix_grid(found, question, amount=True),
        Grid(
            code="moves", title=Words("账户去向", "What became of the accounts"), rows=tuple(moves),
            currency=question.currency,
            refs={
                (place, column): links.cell_ref(question, found.first, found.last, move=move)
                for place, (move, sums) in enumerate(found.moves().items())
                if sums[0]
                for column in links.MOVED
            },
            columns=(
                as_text("move", "去向", "Move"), ACCOUNTS, as_money("before", "期初余额", "Balance before"),
                as_money("after", "期末余额", "Balance after"), as_money("change", "变化", "Change"),
            ),
        ),
    )  # fmt: skip


def vintage_grids(question: Question, actor: Actor) -> tuple[Grid, ...]:
    """Each vintage at each month end: accounts, balance, what of it is more than 30 days past due."""
    if question.day is None:
        return ()
    cut = analysis.cut_of(question.scope, question.filters, question.currency)
    by = question.by or "opened_on"
    points = analysis.vintages(question.day, cut, by)
    rows = tuple(
        (
            f"{one.vintage:%Y-%m}",
            one.closed_on,
            one.months,
            one.accounts,
            one.balance,
            one.bad_balance,
            one.bad_share,
        )
        for one in points
    )
    stage = question.filters.bucket
    whole = replace(question, filters=replace(question.filters, bucket=""))
    bad = Words(f"{stage} 阶段余额", f"Balance in stage {stage}") if stage else _BAD
    return (
        Grid(
            code="vintages", title=Words("账龄组", "Vintages"), currency=question.currency, rows=rows,
            refs={
                (place, column): links.accounts_ref(
                    question if told == "bad" else whole, one.closed_on, "open" if stage else told, by,
                    f"{one.vintage:%Y-%m}",
                )
                for place, one in enumerate(points)
                for column, told in links.VINTAGE.items()
            },
            columns=(
                as_text("vintage", "月份", "Month"), CLOSED_ON,
                as_count("months", "账龄（月）", "Months since"), ACCOUNTS, as_money("balance", "余额", "Balance"),
                Column(code="bad", label=bad, unit=Unit.MONEY),
                as_share("share", "占比", "Share"),
            ),
        ),
    )  # fmt: skip


def liquidation_grids(question: Question, actor: Actor) -> tuple[Grid, ...]:
    """Received since placement by batch (or month of placement) and months since; recovery of the month."""
    day = question.day
    if day is None:
        return ()
    by = question.by or "batch"
    cut = analysis.cut_of(question.scope, question.filters, question.currency)
    closed = analysis.closed_days()
    ends = closings.month_ends(one for one in closed if one <= day)[-analysis.MONTHS_SHOWN :]
    names = group_names(by, actor)
    steps = liquidation.steps(folder(), ends, cut, by)
    rows: list[tuple[Cell, ...]] = [
        (names.get(one.group, one.group) or "–", one.closed_on, one.months, one.accounts, one.placed, one.received,
         one.share)
        for one in steps
    ]  # fmt: skip
    lead = (
        as_text("batch", "批次", "Batch")
        if by == "batch"
        else as_text("placed", "委案月份", "Month of placement")
    )
    found = [
        Grid(
            code="steps", title=Words("回收率（按委案后月数）", "Liquidation by months since placement"),
            currency=question.currency, rows=tuple(rows),
            refs={
                (place, column): links.accounts_ref(question, one.closed_on, told, GROUP_OF[by], one.group)
                for place, one in enumerate(steps)
                for column, told in links.STEPS.items()
            },
            columns=(
                lead, CLOSED_ON,
                as_count("months", "委案后月数", "Months since"), ACCOUNTS, as_money("placed", "委案金额", "Placed"),
                as_money("received", "累计回款", "Received since"), as_share("share", "回收率", "Liquidated"),
            ),
        )
    ]  # fmt: skip
    eves = [one for one in closed if one < month_first(day)]
    if eves:
        found.append(
            _recovery_grid(liquidation.recovery(folder(), eves[-1], day, cut), question, eves[-1], day)
        )
    return tuple(found)


def _recovery_grid(rows: Sequence[liquidation.Recovery], question: Question, eve: date, day: date) -> Grid:
    every = liquidation.Recovery(
        bucket="", accounts=sum(one.accounts for one in rows), overdue=sum(one.overdue for one in rows),
        paid_accounts=sum(one.paid_accounts for one in rows), received=sum(one.received for one in rows),
    )  # fmt: skip
    lines: list[tuple[Cell, ...]] = [
        (one.bucket or Words("合计", "All"), one.accounts, one.overdue, one.paid_accounts, one.received, one.by_count,
         one.by_amount)
        for one in (*rows, *((every,) if rows else ()))
    ]  # fmt: skip
    return Grid(
        code="recovery", currency=question.currency, rows=tuple(lines),
        refs={
            (place, column): links.accounts_ref(question, day, told, group, value, eve)
            for place, (group, value) in enumerate([*(("bucket", one.bucket) for one in rows), ("", "")])
            for column, told in links.RECOVERY.items()
            if place < len(lines)
        },
        title=Words(f"月初逾期的回收（{eve} 至 {day}）", f"Recovery of the opening arrears ({eve} to {day})"),
        columns=(
            as_text("bucket", "期初阶段", "Bucket at the start"), as_count("accounts", "逾期账户", "Overdue accounts"),
            as_money("overdue", "逾期金额", "Overdue"), as_count("paid", "有还款的账户", "Accounts that paid"),
            as_money("received", "回款金额", "Received"),
            as_share("by_count", "回收率（户数）", "Recovery rate by count"),
            as_share("by_amount", "回收率（金额）", "Recovery rate by amount"),
        ),
    )  # fmt: skip
