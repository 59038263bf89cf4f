"""Tables of the forecast: money expected, how it did in the past, and what each of its numbers is made of."""

from __future__ import annotations

from datetime import date

from arrears.foundation.api import Actor
from arrears.kernel.days import add_months, month_first
from arrears.kernel.words import Words
from arrears.reports.analytics.flow import JOINED, Matrix
from arrears.reports.analytics.forecast import Made
from arrears.reports.contracts import Cell, Column, Grid, Question, Unit
from arrears.reports.queries import analysis
from arrears.reports.queries.grids import links
from arrears.reports.queries.grids.columns import as_money, as_share, as_text
from arrears.reports.queries.grids.flow import SIDE_WORDS

_MONTH = as_text("month", "月份", "Month")
_ALL = Words("合计", "All")


def outlook_grids(question: Question, actor: Actor) -> tuple[Grid, ...]:
    """Money expected, with interval, and how the forecast did in the past."""
    day = question.day
    if day is None:
        return ()
    cut = analysis.cut_of(question.scope, question.filters, question.currency)
    found, start = analysis.recoveries_ahead(day, cut)
    closed = dict(analysis.month_pairs(day))
    month = month_first(day)
    so_far = analysis.received_since(start, day, cut) if start is not None else 0
    ahead: tuple[tuple[Cell, ...], ...] = tuple(
        (f"{add_months(month, one.months_ahead):%Y-%m}", one.expected, one.low, one.high,
         *((so_far, max(one.expected - so_far, 0)) if one.months_ahead == 0 else (None, one.expected)))
        for one in found.ahead
    )  # fmt: skip
    tested = tuple((f"{one.month:%Y-%m}", one.expected, one.actual, one.error) for one in found.tested)
    made = {
        (place, column): links.expected_ref(question, day, ahead=str(one.months_ahead))
        for place, one in enumerate(found.ahead)
        for column in ("expected", "low", "high")
        if column == "expected" or one.low is not None
    }
    if found.ahead and start is not None:
        made[0, "received"] = links.cell_ref(question, start, day, before=cut.bucket)
        made |= {(place, "rest"): made[place, "expected"] for place in range(len(ahead))}
    past: links.Refs = {}
    for place, one in enumerate(found.tested):
        past[place, "forecast"] = past[place, "error"] = links.expected_ref(question, day, of=str(one.month))
        past[place, "received"] = links.cell_ref(question, closed[one.month], one.month, before=cut.bucket)
    return (
        Grid(
            code="ahead", title=Words("预计回款", "Money expected"), currency=question.currency, rows=ahead, refs=made,
            note=_start_note(start, found.months_of_history) if found.ahead else None,
            columns=(
                _MONTH, as_money("expected", "预计", "Expected"), as_money("low", "区间下限", "Low"),
                as_money("high", "区间上限", "High"),
                as_money("received", "本月已收", "Received so far"), as_money("rest", "尚待回款", "Still to come"),
            ),
        ),
        Grid(
            code="tested", title=Words("历史检验", "How it would have done"), currency=question.currency, rows=tested,
            refs=past, note=_error_note(found.mean_error),
            columns=(
                _MONTH, as_money("forecast", "预测", "Forecast"), as_money("received", "实际", "Received"),
                as_share("error", "误差", "Error"),
            ),
        ),
    )  # fmt: skip


def _start_note(start: date | None, months: int) -> Words:
    return Words(
        f"自 {start} 日终起，依据 {months} 个月的历史：余额按历史迁徙与回款。"
        "仅为估计，不是承诺；五种可能中有四种落在区间内。",
        f"From the closing of {start} and {months} {'month' if months == 1 else 'months'} of history: balances roll "
        "and pay as they did. An estimate, not a promise; four of five drawn futures lie in the interval.",
    )


def _error_note(error: float | None) -> Words | None:
    return None if error is None else Words(f"平均误差 {error:.1%}", f"Mean error {error:.1%}")


def forecast_month_grids(question: Question, ahead: int, tested: date | None) -> tuple[Grid, ...]:
    """What an expected month is made of: balance and share that pays of each bucket, and the months of the history
    that the shares (and the interval) come from. Empty where nothing was forecast."""
    if question.day is None:
        return ()
    cut = analysis.cut_of(question.scope, question.filters, question.currency)
    made, months, begun = analysis.forecast_made(question.day, cut, ahead, tested)
    if made is None or begun is None:
        return ()
    return (_parts_grid(made, question, begun, standing=not ahead), _history_grid(months, question))


def _side(code: str) -> Words:
    return SIDE_WORDS.get(code, Words(code, code))


def _parts_grid(made: Made, question: Question, begun: date, *, standing: bool) -> Grid:
    """`standing`: the balances are those of a closing, whose accounts they open; later ones are expected too."""
    rows: list[tuple[Cell, ...]] = [
        (_side(one.bucket), one.balance, one.rate, round(one.money)) for one in made.parts
    ]
    rows.append((_ALL, sum(one.balance or 0 for one in made.parts), None, made.expected))
    groups = [("bucket", one.bucket) for one in made.parts if one.bucket != JOINED]
    refs = {
        (place, "balance"): links.accounts_ref(question, begun, "open", *group)
        for place, group in enumerate(groups)
    }
    shares = {(place, "rate"): "#history" for place in range(len(groups))}
    return Grid(
        code="parts", title=Words(f"自 {begun} 日终的余额", f"From the closing of {begun}"), currency=question.currency,
        rows=tuple(rows), refs={**(refs if standing else {}), **shares},
        columns=(
            as_text("bucket", "逾期阶段", "Bucket"),
            as_money("balance", "月初余额", "Balance when the month begins"),
            as_share("rate", "历史回款占比", "Share that paid in the history"),
            as_money("money", "预计回款", "Money expected"),
        ),
        note=Words(
            "每阶段余额乘以历史各月按余额加权的回款占比；“新进入”为历史各月新进入账户回款的平均数。区间取自对这些月份的重复抽样。",
            "Each bucket's balance times the share of it that paid in the months of the history, weighted by balance; "
            "“joined” is the mean of what newcomers paid. The interval comes from drawing these months again.",
        ),
    )  # fmt: skip


def _history_grid(months: list[Matrix], question: Question) -> Grid:
    """Money by the bucket that accounts stood in when each month began; each cell opens its accounts."""
    stage = question.filters.bucket
    buckets = list(dict.fromkeys(code for one in months for code in (*one.buckets, JOINED)))
    buckets = [one for one in buckets if one != JOINED and stage in ("", one)] + ([] if stage else [JOINED])
    rows: list[tuple[Cell, ...]] = []
    refs: links.Refs = {}
    for place, one in enumerate(months):
        paid = {code: sum(cell.received for cell in one.cells if cell.before == code) for code in buckets}
        for code, value in paid.items():
            if value:
                refs[place, code] = links.cell_ref(question, one.first, one.last, before=code)
        refs[place, "all"] = links.cell_ref(question, one.first, one.last, before=stage)
        rows.append((f"{one.last:%Y-%m}", *paid.values(), sum(paid.values())))
    return Grid(
        code="history", title=Words("历史各月回款", "What came in, month by month"), currency=question.currency,
        rows=tuple(rows), refs=refs,
        columns=(
            _MONTH, *(Column(code=code, label=_side(code), unit=Unit.MONEY) for code in buckets),
            as_money("all", "合计", "All"),
        ),
        note=Words("按月初所在阶段。", "By the bucket that the accounts stood in when the month began."),
    )  # fmt: skip
