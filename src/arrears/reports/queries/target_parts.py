"""What the numbers of a target are made of, each with the address of its rows."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from arrears.foundation.api import Actor
from arrears.kernel.days import each_day, is_rest_day_or_weekend
from arrears.kernel.words import Words
from arrears.reports.contracts import (
    Period,
    Question,
    RowFilters,
    TargetKind,
    TargetLine,
    TargetMade,
    TargetPart,
    Unit,
)
from arrears.reports.queries.grids import links
from arrears.reports.queries.targets import shared_out, stock_of
from arrears.reports.wording import Value, rows_ref


def received_ref(line: TargetLine, on: date | None = None) -> str:
    """The address of the money that a target counts; of one day of it with `on`."""
    day = {"on": str(on)} if on else {}
    return rows_ref(line.scope, line.so_far, "received", line.currency, **day)


def target_ref(line: TargetLine, part: str = "") -> str:
    """The address of a target as it stands on the day of its reading; of one of its numbers with `part`."""
    return f"/reports/targets/{line.id}/?to={line.day}" + (f"#{part}" if part else "")


def cell_refs(line: TargetLine) -> dict[str, str]:
    """By column of a table of targets, the address of what stands behind the number; none for what is not known."""
    values = {"to_reach": line.goal, "now": line.actual, "needed": line.needed, "expected": line.expected}
    parts = {"to_reach": "goal", "now": "actual", "needed": "needed", "expected": "expected"}
    found = {column: target_ref(line, parts[column]) for column, value in values.items() if value is not None}
    if line.kind is not TargetKind.OVERDUE_SHARE:
        found["now"] = received_ref(line)
    return found


def target_made(line: TargetLine, actor: Actor) -> TargetMade:
    """The parts of a target's numbers, the goals that it was shared out to, the working days of its period."""
    parts = _of_share(line) if line.kind is TargetKind.OVERDUE_SHARE else _of_money(line)
    days = tuple(
        day for day in each_day(line.period.first, line.period.last) if not is_rest_day_or_weekend(day)
    )
    return TargetMade(parts=parts, shared=shared_out(line.id, actor, line.day), days=days)


def _of_money(line: TargetLine) -> tuple[TargetPart, ...]:
    opening = Period(first=line.base_on, last=line.base_on)
    actual = int(line.actual or 0)
    return (
        _part("base", Words(f"{line.base_on} 日终逾期", f"Overdue at the end of {line.base_on}"), line.base, Unit.MONEY,
              rows_ref(line.scope, opening, "overdue", line.currency)),
        *(() if line.share is None else (
            _part("share", Words("其中应收回", "Of it to collect"), line.share, Unit.SHARE),)),
        _part("goal", Words("目标值", "To reach"), line.goal, Unit.MONEY),
        _part("actual", Words("已收回", "Received"), actual, Unit.MONEY, received_ref(line)),
        _part("done", Words("完成", "Reached"), line.done, Unit.SHARE),
        _part("gap", Words("还差", "Still to bring in"), max(0, int(line.goal) - actual), Unit.MONEY),
        *_days(line),
        _part("needed", Words("每个工作日还需＝还差÷剩余工作日",
                              "Needed each working day = still to bring in ÷ days left"), line.needed, Unit.MONEY),
        _part("expected", Words("期末预测＝已收回×全部工作日÷已过工作日",
                                "Forecast to the end = received × all working days ÷ days gone"),
              line.expected, Unit.MONEY),
    )  # fmt: skip


def _of_share(line: TargetLine) -> tuple[TargetPart, ...]:
    return (
        _part("goal", Words("目标值（不高于）", "To reach, at most"), line.goal, Unit.SHARE),
        *_closing(line, "start", line.start_on),
        *_closing(line, "actual", line.seen_on),
        *_days(line),
        _part("expected", Words("期末预测＝期初占比＋变化×全部工作日÷已过工作日",
                                "Forecast to the end = share at the start + change × all working days ÷ days gone"),
              line.expected, Unit.SHARE),
    )  # fmt: skip


def _closing(line: TargetLine, code: str, day: date | None) -> tuple[TargetPart, ...]:
    """Overdue, balance and the share of one in the other at a closing; nothing when no day was closed."""
    if day is None:
        return ()
    found = stock_of(line.scope, line.currency, day)
    asked = Question(
        scope=line.scope, filters=RowFilters(), currency=line.currency, period=line.so_far, day=day
    )
    share = Fraction(found.overdue, found.balance) if found.balance else None
    return (
        _part(f"{code}_overdue", Words(f"{day} 日终逾期", f"Overdue at the closing of {day}"), found.overdue,
              Unit.MONEY, links.accounts_ref(asked, day, "overdue")),
        _part(f"{code}_balance", Words(f"{day} 日终余额", f"Balance at the closing of {day}"), found.balance,
              Unit.MONEY, links.accounts_ref(asked, day, "open")),
        _part(code, Words(f"{day} 日终逾期占比", f"Share of overdue at the closing of {day}"), share, Unit.SHARE),
    )  # fmt: skip


def _days(line: TargetLine) -> tuple[TargetPart, ...]:
    every = line.days_gone + line.days_left
    told = (
        ("gone", Words("已过工作日", "Working days gone"), line.days_gone),
        ("left", Words("剩余工作日", "Working days left"), line.days_left),
        ("every", Words("全部工作日", "All working days"), every),
    )
    return tuple(_part(code, words, value, Unit.COUNT, "#days") for code, words, value in told)


def _part(code: str, label: Words, value: Value, unit: Unit, ref: str = "") -> TargetPart:
    return TargetPart(code=code, label=label, value=value, unit=unit, ref=ref)
