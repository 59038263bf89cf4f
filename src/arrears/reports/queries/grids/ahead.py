"""Tables of the movement of the balance, and of targets."""

from __future__ import annotations

from arrears.foundation.api import Actor
from arrears.kernel.words import Words
from arrears.reports.contracts import TARGET_WORDS, Cell, Column, Grid, Question, TargetKind, Unit
from arrears.reports.definitions import FLOW_WORDS
from arrears.reports.queries.grids.columns import as_money, as_share, as_text
from arrears.reports.queries.movement import movements
from arrears.reports.queries.target_parts import cell_refs
from arrears.reports.queries.targets import targets
from arrears.reports.queries.work_links import ref


def movement_grids(question: Question, actor: Actor) -> tuple[Grid, ...]:
    """The balance between two dates from the ledger, one table for each currency."""
    found = []
    period = question.period
    for one in movements(question.scope, period.first, period.last, question.filters):
        rows: list[tuple[Cell, ...]] = [(Words("期初余额", "Opening"), one.opening)]
        rows += [(FLOW_WORDS[name], value) for name, value in one.flows.items()]
        rows += [
            (Words("未解释", "Not explained"), one.unexplained),
            (Words("期末余额", "Closing"), one.closing),
        ]
        lines = ("opening", *one.flows, "", "closing")
        found.append(
            Grid(
                code="movement", title=Words("余额变动", "Movement of the balance"), currency=one.currency,
                rows=tuple(rows), columns=(as_text("what", "项目", "What"), as_money("amount", "金额", "Amount")),
                refs={
                    (at, "amount"): ref(question, f"moved_{name}", one.currency)
                    for at, name in enumerate(lines) if name
                },
            )
        )  # fmt: skip
    return tuple(found)


def target_grids(question: Question, actor: Actor) -> tuple[Grid, ...]:
    """Targets that run on the period's last day or come: money in one table, shares in another."""
    lines = targets(actor, question.period.last, question.scope)
    codes = (
        as_text("whose", "归属", "Whose"), as_text("goal", "目标类型", "Goal"),
        Column(code="first", label=Words("自", "From"), unit=Unit.DAY),
        Column(code="last", label=Words("至", "To"), unit=Unit.DAY),
    )  # fmt: skip
    found = []
    for of_share in (False, True):
        value = as_share if of_share else as_money
        told = [
            one
            for one in lines
            if (one.kind is TargetKind.OVERDUE_SHARE) is of_share
            and (of_share or one.currency == question.currency)
        ]
        rows: list[tuple[Cell, ...]] = [
            (one.scope.title, TARGET_WORDS[one.kind], one.period.first, one.period.last, one.goal, one.actual,
             one.needed, one.expected, one.light, one.why)
            for one in told
        ]  # fmt: skip
        if rows:
            found.append(
                Grid(
                    code="shares" if of_share else "money", title=Words("目标", "Targets"), rows=tuple(rows),
                    currency="" if of_share else question.currency,
                    refs={
                        (at, column): ref for at, one in enumerate(told) for column, ref in cell_refs(one).items()
                    },
                    columns=(
                        *codes, value("to_reach", "目标值", "To reach"), value("now", "现在", "Now"),
                        value("needed", "每个工作日还需", "Needed each working day"),
                        value("expected", "期末预测", "Forecast to the end"), as_text("light", "灯", "Light"),
                        as_text("why", "原因", "Why"),
                    ),
                )
            )  # fmt: skip
    return tuple(found)
