"""Number every outcome of a set of strategies, each with its reasons in words.

The order is fixed by the files alone, so that the same policy always gives the same codes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from arrears.kernel.words import Words
from arrears.night.strategy.contracts import Action, Guard, Line, Segment, Step, Strategy, Window

NO_LADDER = 0
WAITING = "waiting"

_WAITING_WORDS = Words(
    "本段今日无到期步骤，按期复查", "No step of this segment is due today; looked at again on the date given"
)
_NO_LADDER_WORDS = Words("没有适用的策略", "No strategy applies")


def lines_of(guards: Sequence[Guard], strategies: Sequence[Strategy]) -> tuple[Line, ...]:
    """All lines; a line's code is its place."""
    found = [_line("", "", "", Action.NONE, (("no_strategy", _NO_LADDER_WORDS),))]
    found += [_line("", "guard", guard.id, guard.action, ((guard.id, guard.title),)) for guard in guards]
    for strategy in strategies:
        found += _lines_of_strategy(strategy)
    return tuple(_numbered(found))


def _numbered(found: list[Line]) -> Iterator[Line]:
    for code, line in enumerate(found):
        yield Line(
            code=code,
            strategy=line.strategy,
            segment=line.segment,
            step=line.step,
            action=line.action,
            channel=line.channel,
            script=line.script,
            audience=line.audience,
            automatic=line.automatic,
            reasons=line.reasons,
        )


def _line(
    strategy: str, segment: str, step: str, action: Action, reasons: tuple[tuple[str, Words], ...]
) -> Line:
    return Line(
        code=0,
        strategy=strategy,
        segment=segment,
        step=step,
        action=action,
        channel=None,
        script=None,
        audience="debtor",
        automatic=False,
        reasons=reasons,
    )


def _lines_of_strategy(strategy: Strategy) -> list[Line]:
    found = []
    for segment in strategy.segments:
        because = ((f"{strategy.id}.{segment.id}", segment.title),)
        found.append(
            _line(strategy.id, segment.id, WAITING, Action.NONE, (*because, (WAITING, _WAITING_WORDS)))
        )
        found += [_step_line(strategy, segment, step) for step in segment.steps]
    return found


def _step_line(strategy: Strategy, segment: Segment, step: Step) -> Line:
    return Line(
        code=0,
        strategy=strategy.id,
        segment=segment.id,
        step=step.id,
        action=step.action,
        channel=step.channel,
        script=step.script,
        audience=step.audience,
        automatic=step.automatic,
        reasons=(
            (f"{strategy.id}.{segment.id}", segment.title),
            (f"{strategy.id}.{step.id}", step.title),
            *[(f"{strategy.id}.{step.id}.timing", words) for words in timing_words(step)],
        ),
    )


def timing_words(step: Step) -> list[Words]:
    """Why the step is due on this day, one sentence for each timing it has."""
    found = []
    if step.days:
        found.append(_window_words(step.days, "逾期第{}天", "Day {} past due"))
    if step.days_before_due:
        found.append(_window_words(step.days_before_due, "距到期{}天", "{} days before the due date"))
    if step.day_of_month:
        days = ", ".join(str(day) for day in step.day_of_month)
        found.append(Words(f"每月{days}日", f"Day {days} of the month"))
    if step.after_broken:
        found.append(_window_words(step.after_broken, "失约后第{}天", "Day {} after a broken promise"))
    if step.wait_days:
        found.append(
            Words(
                f"距上次联系已满{step.wait_days}天", f"At least {step.wait_days} days since the last attempt"
            )
        )
    return found


def _window_words(window: Window, zh: str, en: str) -> Words:
    if window.high is None:
        return Words(zh.format(f"{window.low}及以上"), en.format(f"{window.low} or later"))
    span = str(window.low) if window.low == window.high else f"{window.low}-{window.high}"
    return Words(zh.format(span), en.format(span))
