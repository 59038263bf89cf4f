"""Limitation: three years, restarts, pauses, the twenty-year ceiling (Civil Code 188-203, SPC rules 2020).

`run` is the engine; enforcement of judgments (two years, no ceiling) counts with it too. Facts that are not
known are never counted in the creditor's favour; what stays open is named as a doubt.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from arrears.book.calculators.contracts.basis import CalculatorError, Doubt, Step
from arrears.book.calculators.contracts.terms import (
    LimitationInput,
    LimitationOutput,
    Pause,
    Period,
    Restart,
    RestartEvent,
)
from arrears.book.calculators.rules import law
from arrears.book.calculators.rules.counting import LegalEnd, end_step, legal_end
from arrears.kernel.days import add_months, add_years
from arrears.kernel.words import Words

NEEDS_ARRIVAL = frozenset({Restart.DEMAND, Restart.ASSIGNMENT_NOTICE})
PROCEEDINGS = frozenset(
    {
        Restart.SUIT,
        Restart.ARBITRATION,
        Restart.PAYMENT_ORDER,
        Restart.BANKRUPTCY_CLAIM,
        Restart.PRE_SUIT_PRESERVATION,
        Restart.ENFORCEMENT,
        Restart.MEDIATION,
        Restart.POLICE_REPORT,
    }
)
BINDING_AFTER_EXPIRY = frozenset(
    {
        Restart.CONSENT,
        Restart.PLAN,
        Restart.PART_PAYMENT,
        Restart.SECURITY,
        Restart.DELAY_REQUEST,
        Restart.SIGNED_NOTICE,
    }
)
_RULES = {Restart.AUTO_DEBIT: "CN-N8", Restart.ASSIGNMENT_NOTICE: "CN-N7"}

OpenState = Literal["paused", "proceedings_pending"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The kind of period that runs: its years, its ceiling and the rule it stands on."""

    years: int
    ceiling: date | None
    rule: str
    pauses: tuple[Pause, ...]
    debtors: frozenset[str] = frozenset()


@dataclass(slots=True, kw_only=True)
class Run:
    """The period as it stands while the events pass by; filled by `run` alone."""

    frame: Frame
    start: date
    end: LegalEnd
    open_state: OpenState | None = None
    periods: list[Period] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)


def run(start: date, events: Sequence[RestartEvent], frame: Frame) -> Run:
    """Walk the events in order of date; the period that runs at the end stands in the result."""
    state = Run(frame=frame, start=start, end=legal_end(start))
    _begin(state, start, "start", frame.rule)
    for event in sorted(events, key=lambda event: (event.date, event.kind)):
        if _counts(state, event):
            _apply(state, event)
    state.doubts.extend(state.end.doubts())
    state.steps.append(end_step(state.end, "CN-N11"))
    if state.frame.ceiling is not None and state.end.nominal_day == state.frame.ceiling:
        state.doubts.append(law.doubt("ceiling", day=state.frame.ceiling))
    return state


def _begin(state: Run, start: date, cause: str, rule: str) -> None:
    """Start the period anew: its end by years, by pauses, and never past the ceiling."""
    nominal, open_pause = _paused_end(start, add_years(start, state.frame.years), state.frame.pauses)
    if state.frame.ceiling is not None and nominal > state.frame.ceiling:
        nominal = state.frame.ceiling
    state.start, state.end = start, legal_end(nominal)
    state.open_state = "paused" if open_pause is not None else None
    state.periods.append(Period(from_=start, nominal_day=nominal, cause=cause, rule=rule))
    state.steps.append(
        law.step(
            rule,
            f"自 {start} 起算（当日不计）{state.frame.years} 年，{nominal} 届满。",
            f"Counted from {start} (that day out), {state.frame.years} years, to {nominal}.",
        )
    )
    if open_pause is not None:
        state.doubts.append(law.doubt("pause_open", day=open_pause.from_))


def _paused_end(start: date, nominal: date, pauses: Sequence[Pause]) -> tuple[date, Pause | None]:
    """An obstacle inside the last six months moves the end to six months after it goes (CN-N9)."""
    months = law.whole("limitation", "pause_months")
    for pause in sorted(pauses, key=lambda pause: (pause.from_, pause.to or date.max)):
        window = add_months(nominal, -months)
        if pause.from_ > nominal or (pause.to is not None and pause.to < max(window, start)):
            continue
        if pause.to is None:
            return nominal, pause
        nominal = max(nominal, add_months(pause.to, months))
    return nominal, None


def _counts(state: Run, event: RestartEvent) -> bool:
    """Whether an event is one that acts on this debtor's period at all; says why not."""
    if event.debtor is not None and event.debtor not in state.frame.debtors:
        state.steps.append(
            law.step(
                "CN-N6",
                f"{event.date} 的事件针对非连带的他人，不计入。",
                f"The event of {event.date} was against someone who is not a joint debtor: not counted.",
            )
        )
        return False
    if event.kind in NEEDS_ARRIVAL and event.reached_debtor is not True:
        if event.reached_debtor is None:
            state.doubts.append(law.doubt("reach_unknown", day=event.date))
        state.steps.append(
            law.step(
                _RULES.get(event.kind, "CN-N3"),
                f"{event.date} 的催告或通知未证实到达债务人，不计入。",
                f"The demand or notice of {event.date} is not shown to have reached the debtor: not counted.",
            )
        )
        return False
    if event.date < state.periods[0].from_:
        state.steps.append(
            law.step(
                "CN-N3",
                f"{event.date} 的事件早于起算日，不计入。",
                f"The event of {event.date} came before the period began: not counted.",
            )
        )
        return False
    return True


def _apply(state: Run, event: RestartEvent) -> None:
    """Restart the period, bind the debtor after expiry, or note that the event came too late."""
    inside = state.open_state is not None or state.end.includes(event.date)
    if not inside:
        _after_expiry(state, event, certain=inside is False)
        return
    if state.end.nominal_day < event.date <= state.end.last_day:
        state.doubts.append(law.doubt("last_day_event", day=event.date))
    if event.rest_waived:
        state.doubts.append(law.doubt("rest_waived"))
    rule = "CN-N5" if event.rest_waived else _RULES.get(event.kind, "CN-N3")
    if event.kind in PROCEEDINGS:
        _proceedings(state, event, rule)
    elif state.open_state != "proceedings_pending" and event.date >= state.start:
        _begin(state, event.date, event.kind.value, rule)


def _proceedings(state: Run, event: RestartEvent, rule: str) -> None:
    """Proceedings restart the period when they end (CN-N4); open ones hold it."""
    if state.open_state == "proceedings_pending":
        return
    if event.ended_on is not None:
        if event.ended_on >= state.start:
            _begin(state, event.ended_on, event.kind.value, "CN-N4")
        return
    if event.date >= state.start:
        _begin(state, event.date, event.kind.value, rule)
    if event.pending:
        state.open_state = "proceedings_pending"
        state.doubts.append(law.doubt("proceedings_pending", day=event.date))
    else:
        state.doubts.append(law.doubt("proceedings_end_unknown", day=event.date))


def _after_expiry(state: Run, event: RestartEvent, *, certain: bool) -> None:
    if event.kind in BINDING_AFTER_EXPIRY:
        state.doubts.append(law.doubt("revived", day=event.date))
        _begin(state, event.date, event.kind.value, "CN-N10")
        return
    if not certain:
        state.doubts.append(law.doubt("event_at_unknown_end", day=event.date))
    state.steps.append(
        law.step(
            "CN-N10",
            f"{event.date} 的事件在期间届满之后，不再中断。",
            f"The event of {event.date} came after expiry and restarts nothing.",
        )
    )


def _start(given: LimitationInput) -> tuple[date, date, list[Step], list[Doubt]]:
    """The day the period counts from, the day of the harm, and why."""
    if (given.due_date is None) == (not given.instalments):
        raise CalculatorError(
            "due_date", Words("请给出到期日或各期到期日，二者择一", "give either due_date or instalments")
        )
    steps, doubts = [], []
    due = given.due_date or max(given.instalments)
    if given.instalments:
        steps.append(
            law.step(
                "CN-N2",
                f"同一债务分期履行，自最后一期 {due} 起算。",
                f"One debt by instalments: from the last, {due}.",
            )
        )
    if given.known_on is not None and given.known_on > due:
        doubts.append(law.doubt("known_later", day=given.known_on))
        return given.known_on, due, steps, doubts
    return due, due, steps, doubts


def state_on(
    run_: Run, as_of: date | None
) -> tuple[Literal["running", "expired", "paused", "proceedings_pending", "unknown"] | None, bool | None]:
    """The state and whether the period has expired on a day; unknown is None."""
    if as_of is None:
        return None, None
    if run_.open_state is not None:
        return run_.open_state, False
    inside = run_.end.includes(as_of)
    if inside is None:
        return "unknown", None
    return ("running", False) if inside else ("expired", True)


def limitation(given: LimitationInput) -> LimitationOutput:
    """When the claim expires, on the conservative reading and by the law (CN-N1 to CN-N12)."""
    start, harm, steps, doubts = _start(given)
    ceiling = add_years(harm, law.whole("limitation", "ceiling_years"))
    frame = Frame(
        years=law.whole("limitation", "years"),
        ceiling=ceiling,
        rule="CN-N1",
        pauses=given.pauses,
        debtors=frozenset(given.joint_debtors),
    )
    state = run(start, given.events, frame)
    if len(state.periods) == 1:
        doubts.append(law.doubt("start_day", day=state.end.nominal_day))
        steps.append(
            law.step("CN-N12", f"到期日 {start} 当日不计。", f"The due day {start} itself is not counted.")
        )
    waived = any(event.rest_waived for event in given.events)
    rest = run(start, [event for event in given.events if not event.rest_waived], frame) if waived else None
    code, expired = state_on(state, given.as_of)
    return LimitationOutput(
        start=state.start,
        nominal_day=state.end.nominal_day,
        last_day=None if state.open_state else state.end.last_day,
        safe_day=state.end.nominal_day,
        ceiling=ceiling,
        calendar=state.end.calendar,
        state=code,
        expired=expired,
        days_left=None if given.as_of is None else (state.end.nominal_day - given.as_of).days,
        rest_last_day=rest.end.last_day if rest else None,
        periods=tuple(state.periods),
        steps=(*steps, *state.steps),
        doubts=tuple(dict.fromkeys((*doubts, *state.doubts))),
    )
