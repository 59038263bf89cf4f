"""The tables of each page of analytics, once for the page, REST and Excel."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from arrears.book.intake import api as intake
from arrears.book.portfolio import api as portfolio
from arrears.foundation.api import Actor, creditors, users
from arrears.kernel.days import add_months, month_first
from arrears.kernel.words import Words
from arrears.reports.analytics import closings, liquidation
from arrears.reports.analytics.flow import JOINED, LEFT, Matrix, Move
from arrears.reports.analytics.stock import GROUPS, Stock
from arrears.reports.contracts import TARGET_WORDS, Cell, Column, Grid, Question, TargetKind, Unit
from arrears.reports.queries import analysis
from arrears.reports.queries.closing import folder
from arrears.reports.queries.movement import FLOW_WORDS, movements
from arrears.reports.queries.targets import targets
from arrears.reports.queries.work import work
from arrears.reports.rules import share

GROUP_WORDS: Mapping[str, Words] = {
    "bucket": Words("逾期阶段", "Bucket"),
    "product": Words("产品", "Product"),
    "kind": Words("种类", "Kind"),
    "creditor_id": Words("委托方", "Creditor"),
    "region": Words("地区", "Region"),
    "user_id": Words("人员", "Person"),
    "batch_id": Words("批次", "Batch"),
}
MOVE_WORDS: Mapping[Move, Words] = {
    Move.JOINED: Words("新进入", "Joined"),
    Move.LEFT: Words("已离开", "Left"),
    Move.NEW: Words("新增逾期", "New delinquency"),
    Move.CURED: Words("回正", "Cured"),
    Move.WORSE: Words("恶化", "Worse"),
    Move.BETTER: Words("好转", "Better"),
    Move.SAME: Words("不变", "Unchanged"),
}
BEGIN_WORDS: Mapping[str, Words] = {
    "day": Words("较上一日", "since the day before"),
    "month": Words("较月初", "since the month began"),
    "year": Words("较年初", "since the year began"),
}
SIDE_WORDS: Mapping[str, Words] = {JOINED: Words("新进入", "joined"), LEFT: Words("离开", "left")}


def _text(code: str, zh: str, en: str) -> Column:
    return Column(code=code, label=Words(zh, en), unit=Unit.TEXT)


def _money(code: str, zh: str, en: str) -> Column:
    return Column(code=code, label=Words(zh, en), unit=Unit.MONEY)


def _count(code: str, zh: str, en: str) -> Column:
    return Column(code=code, label=Words(zh, en))


def _share(code: str, zh: str, en: str) -> Column:
    return Column(code=code, label=Words(zh, en), unit=Unit.SHARE)


_CLOSED_ON = Column(code="closed_on", label=Words("日终", "Closing"), unit=Unit.DAY)
_ACCOUNTS = _count("accounts", "账户", "Accounts")
_STOCK = (
    _ACCOUNTS, _count("debtors", "客户", "Debtors"), _money("balance", "余额", "Balance"),
    _money("overdue", "逾期", "Overdue"), _money("non_performing", "不良", "Non-performing"),
    _share("ratio", "不良率", "Ratio"), _count("lost", "失联账户", "Accounts without contact"),
)  # fmt: skip


def group_names(group: str, actor: Actor) -> dict[str, str]:
    """What the codes of a group are called; people, creditors and batches by name."""
    if group == "creditor_id":
        return {str(one.id): one.name for one in creditors(actor)}
    if group == "user_id":
        return {str(one.id): one.name for one in users(actor)}
    if group in ("batch_id", "batch"):
        return {str(one.batch_id): one.code for one in portfolio.batches(actor)}
    return {}


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
                _text("since", "比较", "Change"), Column(code="then", label=Words("日期", "Date"), unit=Unit.DAY),
                _ACCOUNTS, *_STOCK[2:5],
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
                _text("creditor", "委托方", "Creditor"), Column(code="day", label=Words("日期", "Date"), unit=Unit.DAY),
                _text("product", "产品", "Product"), _count("contracts", "卡量或合同数", "Cards or contracts"),
                _count("active", "活跃客户", "Active customers"), _count("merchants", "商户", "Merchants"),
                _money("balance", "余额", "Balance"), _money("non_performing", "不良", "Non-performing"),
                _share("ratio", "不良率", "Ratio"), _money("income", "收入", "Income"),
            ),
            note=Words("由委托方每日提供，非本系统计算。", "As the creditors state it each day; not computed here."),
        ),
    )  # fmt: skip


def _matrix_grid(found: Matrix, currency: str, *, amount: bool) -> Grid:
    side = {code: SIDE_WORDS.get(code, Words(code, code)) for code in (*found.rows, *found.columns)}
    columns = [_text("from", "期初", "From")]
    for code in found.columns:
        unit = Unit.MONEY if amount else Unit.COUNT
        columns.append(Column(code=code, label=side[code], unit=unit))
        rate = Words(f"{side[code].zh} 占比", f"{side[code].en}, share")
        columns.append(Column(code=f"{code}%", label=rate, unit=Unit.SHARE))
    rows = []
    for before in found.rows:
        cells: list[Cell] = [side[before]]
        for after in found.columns:
            cell = found.cell(before, after)
            money = cell.balance_after if before == JOINED else cell.balance_before
            cells += [money if amount else cell.accounts, found.rate(before, after, amount=amount)]
        rows.append(tuple(cells))
    title = (
        Words("迁徙率（金额）", "Roll rates by amount")
        if amount
        else Words("迁徙率（户数）", "Roll rates by count")
    )
    return Grid(
        code="matrix_amount" if amount else "matrix", title=title, columns=tuple(columns), rows=tuple(rows),
        currency=currency,
    )  # fmt: skip


def flow_grids(question: Question, actor: Actor) -> tuple[Grid, ...]:
    """The roll-rate matrix by count and by amount, and what became of the accounts."""
    if question.day is None or question.first is None:
        return ()
    cut = analysis.cut_of(question.scope, question.filters, question.currency)
    found = analysis.roll(question.first, question.day, cut)
    moves = [(MOVE_WORDS[move], *sums, sums[2] - sums[1]) for move, sums in found.moves().items()]
    return (
        _matrix_grid(found, question.currency, amount=False),
        _matrix_grid(found, question.currency, amount=True),
        Grid(
            code="moves", title=Words("账户去向", "What became of the accounts"), rows=tuple(moves),
            currency=question.currency,
            columns=(
                _text("move", "去向", "Move"), _ACCOUNTS, _money("before", "期初余额", "Balance before"),
                _money("after", "期末余额", "Balance after"), _money("change", "变化", "Change"),
            ),
        ),
    )  # fmt: skip


def vintage_grids(question: Question, actor: Actor) -> tuple[Grid, ...]:
    """Each vintage at each month end: accounts, balance, what of it is more than 30 days past due."""
    if question.day is None:
        return ()
    cut = analysis.cut_of(question.scope, question.filters, question.currency)
    points = analysis.vintages(question.day, cut, question.by or "opened_on")
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
    return (
        Grid(
            code="vintages", title=Words("账龄组", "Vintages"), currency=question.currency, rows=rows,
            columns=(
                _text("vintage", "月份", "Month"), _CLOSED_ON,
                _count("months", "账龄（月）", "Months since"), _ACCOUNTS, _money("balance", "余额", "Balance"),
                _money("bad", "逾期30天以上余额", "Balance more than 30 days past due"), _share("share", "占比", "Share"),
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
        _text("batch", "批次", "Batch")
        if by == "batch"
        else _text("placed", "委案月份", "Month of placement")
    )
    found = [
        Grid(
            code="steps", title=Words("回收率（按委案后月数）", "Liquidation by months since placement"),
            currency=question.currency, rows=tuple(rows),
            columns=(
                lead, _CLOSED_ON,
                _count("months", "委案后月数", "Months since"), _ACCOUNTS, _money("placed", "委案金额", "Placed"),
                _money("received", "累计回款", "Received since"), _share("share", "回收率", "Liquidated"),
            ),
        )
    ]  # fmt: skip
    eves = [one for one in closed if one < month_first(day)]
    if eves:
        found.append(
            _recovery_grid(
                liquidation.recovery(folder(), eves[-1], day, cut), question.currency, eves[-1], day
            )
        )
    return tuple(found)


def _recovery_grid(rows: Sequence[liquidation.Recovery], currency: str, eve: date, day: date) -> Grid:
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
        code="recovery", currency=currency, rows=tuple(lines),
        title=Words(f"月初逾期的回收（{eve} 至 {day}）", f"Recovery of the opening arrears ({eve} to {day})"),
        columns=(
            _text("bucket", "期初阶段", "Bucket at the start"), _count("accounts", "逾期账户", "Overdue accounts"),
            _money("overdue", "逾期金额", "Overdue"), _count("paid", "有还款的账户", "Accounts that paid"),
            _money("received", "回款金额", "Received"), _share("by_count", "回收率（户数）", "Recovery rate by count"),
            _share("by_amount", "回收率（金额）", "Recovery rate by amount"),
        ),
    )  # fmt: skip


def movement_grids(question: Question, actor: Actor) -> tuple[Grid, ...]:
    """The balance between two dates from the ledger, one table for each currency."""
    found = []
    creditor = question.filters.creditor_id
    ids = [one for one in question.scope.creditor_ids if creditor in (None, one)]
    for one in movements(ids, question.period.first, question.period.last):
        rows: list[tuple[Cell, ...]] = [(Words("期初余额", "Opening"), one.opening)]
        rows += [(FLOW_WORDS[name], value) for name, value in one.flows.items()]
        rows += [
            (Words("未解释", "Not explained"), one.unexplained),
            (Words("期末余额", "Closing"), one.closing),
        ]
        found.append(
            Grid(
                code="movement", title=Words("余额变动", "Movement of the balance"), currency=one.currency,
                rows=tuple(rows), columns=(_text("what", "项目", "What"), _money("amount", "金额", "Amount")),
            )
        )  # fmt: skip
    return tuple(found)


def outlook_grids(question: Question, actor: Actor) -> tuple[Grid, ...]:
    """Money expected, with interval, and how the forecast did in the past."""
    if question.day is None:
        return ()
    cut = analysis.cut_of(question.scope, question.filters, question.currency)
    found, _start = analysis.recoveries_ahead(question.day, cut)
    month = month_first(question.day)
    ahead = tuple(
        (f"{add_months(month, one.months_ahead):%Y-%m}", one.expected, one.low, one.high)
        for one in found.ahead
    )
    tested = tuple((f"{one.month:%Y-%m}", one.expected, one.actual, one.error) for one in found.tested)
    when = _text("month", "月份", "Month")
    return (
        Grid(
            code="ahead", title=Words("预计回款", "Money expected"), currency=question.currency, rows=ahead,
            columns=(
                when, _money("expected", "预计", "Expected"), _money("low", "区间下限", "Low"),
                _money("high", "区间上限", "High"),
            ),
        ),
        Grid(
            code="tested", title=Words("历史检验", "How it would have done"), currency=question.currency, rows=tested,
            columns=(
                when, _money("forecast", "预测", "Forecast"), _money("received", "实际", "Received"),
                _share("error", "误差", "Error"),
            ),
        ),
    )  # fmt: skip


def target_grids(question: Question, actor: Actor) -> tuple[Grid, ...]:
    """Targets that run on the period's last day or come: money in one table, shares in another."""
    lines = targets(actor, question.period.last)
    codes = (
        _text("whose", "归属", "Whose"), _text("goal", "目标类型", "Goal"),
        Column(code="first", label=Words("自", "From"), unit=Unit.DAY),
        Column(code="last", label=Words("至", "To"), unit=Unit.DAY),
    )  # fmt: skip
    found = []
    for of_share in (False, True):
        value = _share if of_share else _money
        rows: list[tuple[Cell, ...]] = [
            (one.scope.title, TARGET_WORDS[one.kind], one.period.first, one.period.last, one.goal, one.actual,
             one.needed, one.expected, one.light, one.why)
            for one in lines
            if (one.kind is TargetKind.OVERDUE_SHARE) is of_share
            and (of_share or one.currency == question.currency)
        ]  # fmt: skip
        if rows:
            found.append(
                Grid(
                    code="shares" if of_share else "money", title=Words("目标", "Targets"), rows=tuple(rows),
                    currency="" if of_share else question.currency,
                    columns=(
                        *codes, value("to_reach", "目标值", "To reach"), value("now", "现在", "Now"),
                        value("needed", "每个工作日还需", "Needed each working day"),
                        value("expected", "期末预测", "Forecast to the end"), _text("light", "灯", "Light"),
                        _text("why", "原因", "Why"),
                    ),
                )
            )  # fmt: skip
    return tuple(found)


PAGES: Mapping[str, Callable[[Question, Actor], tuple[Grid, ...]]] = {
    "stock": stock_grids,
    "flow": flow_grids,
    "vintages": vintage_grids,
    "liquidation": liquidation_grids,
    "movement": movement_grids,
    "forecast": outlook_grids,
    "work": lambda question, actor: work(question),
    "targets": target_grids,
}


def grids(page: str, question: Question, actor: Actor) -> tuple[Grid, ...]:
    """The tables of a page. KeyError for an unknown page; ValueError for a group that it does not know."""
    return PAGES[page](question, actor)
