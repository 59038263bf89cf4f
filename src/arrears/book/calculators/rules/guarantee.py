"""Guarantee periods: Civil Code 686, 692-695 and the guarantee rules 29, 32, 34.

A guarantee period neither pauses nor restarts nor grows. One guarantor is asked about at a time, since each
needs a timely act of its own (CN-G6).
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from arrears.book.calculators.contracts.basis import CalculatorError, Doubt, Step
from arrears.book.calculators.contracts.terms import (
    AgreedPeriod,
    GuaranteeAct,
    GuaranteeEvent,
    GuaranteeInput,
    GuaranteeKind,
    GuaranteeOutput,
)
from arrears.book.calculators.rules import law
from arrears.book.calculators.rules.counting import LegalEnd, end_step, legal_end
from arrears.kernel.days import add_months, add_years
from arrears.kernel.words import Words

_AGAINST_GUARANTOR = frozenset(
    {
        GuaranteeAct.DEMAND_ON_GUARANTOR,
        GuaranteeAct.SUIT_AGAINST_GUARANTOR,
        GuaranteeAct.ARBITRATION_AGAINST_GUARANTOR,
    }
)
_AGAINST_DEBTOR = frozenset({GuaranteeAct.SUIT_AGAINST_DEBTOR, GuaranteeAct.ARBITRATION_AGAINST_DEBTOR})

State = Literal["bound", "open", "released", "unknown"]


def _due(given: GuaranteeInput) -> tuple[date, list[Step], list[Doubt]]:
    """The due day from which the period counts: an extension binds only a guarantor who agreed (CN-G5)."""
    if given.extended_due_date is None:
        return given.due_date, [], []
    if given.guarantor_agreed_extension:
        step = law.step(
            "CN-G5",
            f"保证人书面同意延期，自新到期日 {given.extended_due_date} 起算。",
            f"The guarantor agreed in writing: counted from the new due day {given.extended_due_date}.",
        )
        return given.extended_due_date, [step], []
    unknown = given.guarantor_agreed_extension is None
    step = law.step(
        "CN-G5",
        "延期未经保证人书面同意，保证期间不受影响。",
        "The extension without the guarantor's written consent leaves the period as it was.",
    )
    return given.due_date, [step], [law.doubt("extension_consent_unknown")] if unknown else []


def _period(given: GuaranteeInput, due: date) -> tuple[date, bool, Step]:
    """The nominal last day, whether it is the statutory one, and why (CN-G1)."""
    named = [given.agreed is not None, given.agreed_until is not None, given.agreed_months is not None]
    if sum(named) > 1:
        raise CalculatorError(
            "agreed",
            Words(
                "agreed、agreed_until、agreed_months 只能给一项",
                "give one of agreed, agreed_until, agreed_months",
            ),
        )
    if given.agreed_months is not None:
        until = add_months(due, given.agreed_months)
        return (
            until,
            False,
            law.step("CN-G1", f"约定 {given.agreed_months} 个月。", f"{given.agreed_months} months agreed."),
        )
    months = law.whole("guarantee", "default_months")
    default = add_months(due, months)
    if given.agreed_until is not None:
        if given.agreed_until > due:
            return (
                given.agreed_until,
                False,
                law.step("CN-G1", f"约定至 {given.agreed_until}。", f"Agreed until {given.agreed_until}."),
            )
        return (
            default,
            True,
            law.step(
                "CN-G1",
                f"约定的期间不晚于主债务到期日，视为没有约定：自到期日起 {months} 个月。",
                f"It does not end after the due day and counts as none: {months} months from the due day.",
            ),
        )
    why = {
        AgreedPeriod.UNTIL_REPAID: ("约定直至还清，视为约定不明", "“Until repaid” counts as unclear"),
        AgreedPeriod.UNCLEAR: ("约定不明", "The period is unclear"),
    }.get(given.agreed or AgreedPeriod.NONE, ("没有约定", "No period was agreed"))
    return (
        default,
        True,
        law.step(
            "CN-G1",
            f"{why[0]}：自主债务到期日起 {months} 个月。",
            f"{why[1]}: {months} months from the due day.",
        ),
    )


def _own(given: GuaranteeInput) -> tuple[list[GuaranteeEvent], list[Step]]:
    """Events that concern this guarantor; demands on another do not help (CN-G6)."""
    own, steps = [], []
    for event in sorted(given.events, key=lambda event: (event.date, event.kind)):
        if event.kind not in _AGAINST_DEBTOR and event.guarantor not in (None, given.guarantor):
            steps.append(
                law.step(
                    "CN-G6",
                    f"{event.date} 对其他保证人的行为不及于本保证人。",
                    f"The act of {event.date} on another guarantor does not reach this one.",
                )
            )
        else:
            own.append(event)
    return own, steps


def _state(
    given: GuaranteeInput, end: LegalEnd, own: list[GuaranteeEvent], needed: frozenset[GuaranteeAct]
) -> tuple[State | None, date | None]:
    """Whether the guarantor is bound, and the day of the act that did it."""
    fitting = [event.date for event in own if event.kind in needed]
    in_time = [day for day in fitting if end.includes(day)]
    if in_time:
        return "bound", min(in_time)
    if any(end.includes(day) is None for day in fitting):
        return "unknown", None
    if given.as_of is None:
        return None, None
    inside = end.includes(given.as_of)
    return ("unknown" if inside is None else "open" if inside else "released"), None


def _after(
    given: GuaranteeInput, end: LegalEnd, own: list[GuaranteeEvent], bound: bool
) -> tuple[list[Step], list[Doubt]]:
    """A signature after the period revives nothing without a new contract (CN-G7)."""
    steps: list[Step] = []
    doubts: list[Doubt] = []
    if bound:
        return steps, doubts
    for event in own:
        if end.includes(event.date):
            continue
        if event.kind is GuaranteeAct.SIGNED_NOTICE:
            doubts.append(law.doubt("signed_after"))
        elif event.kind is GuaranteeAct.NEW_CONTRACT:
            steps.append(
                law.step(
                    "CN-G7",
                    f"{event.date} 另订保证合同，按新合同另行计算。",
                    f"A new contract of {event.date} stands on its own and is computed apart.",
                )
            )
    return steps, doubts


def _limitation(
    given: GuaranteeInput, joint: bool, done_on: date | None
) -> tuple[date | None, list[Step], list[Doubt]]:
    """Limitation against a bound guarantor: from the demand, or from the end of the right to refuse."""
    if done_on is None:
        return None, [], []
    start = done_on if joint else given.refusal_right_ended_on
    if start is None:
        return None, [], [law.doubt("guarantor_limitation_open")]
    end = legal_end(add_years(start, law.whole("limitation", "years")))
    step = law.step(
        "CN-G4",
        f"对保证人的诉讼时效自 {start} 起算，{end.last_day} 届满。",
        f"Limitation against the guarantor runs from {start} to {end.last_day}.",
    )
    return end.last_day, [step], list(end.doubts())


def guarantee(given: GuaranteeInput) -> GuaranteeOutput:
    """The period of one guarantor, the act it needs, and whether it was done (CN-G1 to CN-G7)."""
    due, steps, doubts = _due(given)
    nominal, by_default, why = _period(given, due)
    joint = given.type is GuaranteeKind.JOINT
    steps.append(why)
    if given.type is GuaranteeKind.UNCLEAR:
        steps.append(
            law.step("CN-G2", "保证方式不明，按一般保证。", "The kind is unclear: a general guarantee.")
        )
        doubts.append(law.doubt("type_unclear"))
    end = legal_end(nominal)
    steps.append(end_step(end, "CN-N11"))
    steps.append(
        law.step(
            "CN-G4", "连带保证：期间内须向保证人主张。", "Joint: demand on the guarantor inside the period."
        )
        if joint
        else law.step(
            "CN-G3",
            "一般保证：期间内须对债务人起诉或申请仲裁。",
            "General: sue or arbitrate against the debtor inside the period.",
        )
    )
    own, others = _own(given)
    state, done_on = _state(given, end, own, _AGAINST_GUARANTOR if joint else _AGAINST_DEBTOR)
    later, open_points = _after(given, end, own, state == "bound")
    limit, limit_steps, limit_doubts = _limitation(given, joint, done_on)
    return GuaranteeOutput(
        type=GuaranteeKind.JOINT if joint else GuaranteeKind.GENERAL,
        starts=due,
        nominal_day=end.nominal_day,
        last_day=end.last_day,
        safe_day=end.nominal_day,
        by_default=by_default,
        calendar=end.calendar,
        required_act="demand_on_guarantor" if joint else "suit_or_arbitration_against_debtor",
        act_done_on=done_on,
        state=state,
        limitation_last_day=limit,
        days_left=None if given.as_of is None else (end.nominal_day - given.as_of).days,
        steps=(*steps, *others, *later, *limit_steps),
        doubts=tuple(dict.fromkeys((*doubts, *end.doubts(), *open_points, *limit_doubts))),
    )
