"""Limits of court procedure (CPL 2023 and its interpretations), CN-M2 to CN-M9.

Days count from the day after the event (CPL 85); a last day that is a rest day moves to the next workday,
except limits that count backwards. Hours count from the hour.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Literal

from arrears.book.calculators.contracts.basis import CalculatorError, Doubt, Step
from arrears.book.calculators.contracts.fields import money_text
from arrears.book.calculators.contracts.procedure import (
    AppealInput,
    Deadline,
    EnforcementInput,
    ObjectionForm,
    ObjectionGround,
    PaymentOrderInput,
    PreservationInput,
    PreSuitPreservationInput,
    ProcedureOutput,
    SmallClaimsInput,
    SummaryInput,
)
from arrears.book.calculators.rules import law
from arrears.book.calculators.rules.counting import LegalEnd, end_step, legal_end
from arrears.book.calculators.rules.limitation import Frame, run, state_on
from arrears.kernel.days import NoCalendar, add_months, is_rest_day
from arrears.kernel.words import Words

Who = Literal["creditor", "debtor", "court", "either"]


def _deadline(rule: str, what: str, who: Who, start: date, end: LegalEnd, words: Words) -> Deadline:
    return Deadline(
        what=what,
        who=who,
        starts=start.isoformat(),
        nominal_day=end.nominal_day,
        last_day=end.last_day,
        at=None,
        calendar=end.calendar,
        rule=rule,
        zh=words.zh,
        en=words.en,
    )


def _days(rule: str, what: str, who: Who, start: date, count: int, words: Words) -> Deadline:
    return _deadline(rule, what, who, start, legal_end(start + timedelta(days=count)), words)


def _output(
    kind: str,
    deadlines: Sequence[Deadline],
    steps: Sequence[Step],
    *,
    verdict: str | None = None,
    security: int | None = None,
    final: bool | None = None,
    days_left: int | None = None,
    doubts: Sequence[Doubt] = (),
) -> ProcedureOutput:
    ends = [
        LegalEnd(nominal_day=d.nominal_day, last_day=d.last_day or d.nominal_day, calendar=d.calendar)
        for d in deadlines
        if d.at is None
    ]
    moved = [end_step(end, "CN-M9") for end in ends if end.moved]
    unknown = [point for end in ends for point in end.doubts()]
    return ProcedureOutput(
        kind=kind,
        verdict=verdict,
        deadlines=tuple(deadlines),
        security=security,
        final=final,
        days_left=days_left,
        steps=(*steps, *moved),
        doubts=tuple(dict.fromkeys((*doubts, *unknown))),
    )


_ORDER_STAGES: tuple[tuple[str, str, str, Who, Words], ...] = (
    (
        "applied_on",
        "court_tells",
        "court_tells_days",
        "court",
        Words("法院通知是否受理", "the court says whether it accepts"),
    ),
    (
        "accepted_on",
        "court_orders",
        "court_orders_days",
        "court",
        Words("法院发出支付令", "the court issues the order"),
    ),
    (
        "issued_on",
        "serve",
        "unserved_days",
        "court",
        Words("送达；逾期无法送达则终结", "served by then, or the procedure ends"),
    ),
    (
        "served_on",
        "pay_or_object",
        "debtor_days",
        "debtor",
        Words("清偿或提出书面异议", "pay or object in writing"),
    ),
    (
        "ended_notice_on",
        "refuse_suit",
        "refuse_suit_days",
        "creditor",
        Words("表明不同意转入诉讼", "say so, if the case shall not go on as a suit"),
    ),
)


def payment_order(given: PaymentOrderInput) -> ProcedureOutput:
    """A payment order from application to objection (CPL 225-228, interp. 427-439)."""
    deadlines = []
    for field, what, figure, who, words in _ORDER_STAGES:
        start: date | None = getattr(given, field)
        if start is not None:
            deadlines.append(_days("CN-M2", what, who, start, law.whole("payment_order", figure), words))
    verdict, steps = _order_verdict(given)
    return _output("payment_order", deadlines, steps, verdict=verdict)


def _order_verdict(given: PaymentOrderInput) -> tuple[str | None, list[Step]]:
    if given.counter_debt or given.can_be_served is False:
        return "not_admissible", [
            law.step(
                "CN-M2",
                "须无其他债务纠纷且能够送达。",
                "There must be no counter-debt and the order must be servable.",
            )
        ]
    if given.objection is None:
        known = given.counter_debt is False and given.can_be_served
        return ("admissible" if known else None), [
            law.step(
                "CN-M2",
                "债务人收到之日起十五日内清偿或书面异议；既不异议又不履行可申请执行。",
                "Pay or object in writing within 15 days; without either, enforcement may be sought.",
            )
        ]
    if given.objection.form is ObjectionForm.ORAL:
        return "order_stands", [law.step("CN-M2", "口头异议无效。", "An oral objection is void.")]
    if given.objection.ground is ObjectionGround.CANNOT_PAY:
        return "order_stands", [
            law.step("CN-M2", "只称无力清偿不构成异议。", "“Cannot pay now” is no objection.")
        ]
    if given.served_on is None:
        return None, [
            law.step("CN-M2", "送达日未知，异议是否及时无法判断。", "The day of service is not known.")
        ]
    inside = legal_end(given.served_on + timedelta(days=law.whole("payment_order", "debtor_days"))).includes(
        given.objection.on
    )
    if inside is None:
        return "unknown", [law.step("CN-M2", "休息日未知，无法判断。", "The rest days are not known.")]
    if not inside:
        return "order_stands", [law.step("CN-M2", "异议逾期。", "The objection came too late.")]
    return "order_failed", [
        law.step(
            "CN-M2",
            "异议成立，支付令失效，转入诉讼；申请人七日内不同意的除外。",
            "The order fails and the case goes on as a suit unless the applicant refuses within 7 days.",
        )
    ]


def pre_suit_preservation(given: PreSuitPreservationInput) -> ProcedureOutput:
    """Before suit: ruling in 48 hours, full security, sue within 30 days of the measure (CPL 104)."""
    deadlines = []
    if given.applied_at is not None:
        hours = law.whole("pre_suit_preservation", "ruling_hours")
        at = given.applied_at + timedelta(hours=hours)
        deadlines.append(
            Deadline(
                what="court_rules",
                who="court",
                starts=given.applied_at.isoformat(),
                nominal_day=at.date(),
                last_day=at.date(),
                at=at,
                calendar="known",
                rule="CN-M3",
                zh="法院四十八小时内裁定",
                en="the court rules within 48 hours",
            )
        )
    if given.measure_on is not None:
        words = Words("起诉或申请仲裁，否则解除保全", "sue or arbitrate, else the measure is lifted")
        count = law.whole("pre_suit_preservation", "suit_days")
        deadlines.append(_days("CN-M3", "sue_or_arbitrate", "creditor", given.measure_on, count, words))
    step = law.step("CN-M3", "须提供相当于请求数额的担保。", "Security for the whole amount is needed.")
    return _output("pre_suit_preservation", deadlines, [step], security=given.amount)


def preservation(given: PreservationInput) -> ProcedureOutput:
    """In a suit: security up to 30 %, renewal asked for 7 days before expiry (rules 5, 18)."""
    share = law.percent("preservation", "security_percent")
    # An upper limit is cut, never rounded up: one cent above 30 % would be beyond the rule.
    security = None if given.amount is None else int(given.amount * share / 100)
    steps = [
        law.step("CN-M4", f"担保不超过请求数额的 {share}%。", f"Security of at most {share} % of the amount.")
    ]
    deadlines, doubts = [], []
    if given.expires_on is not None:
        by = given.expires_on - timedelta(days=law.whole("preservation", "renewal_days"))
        end = LegalEnd(nominal_day=by, last_day=by, calendar="known")
        words = Words("申请续行保全", "ask for renewal")
        deadlines.append(_deadline("CN-M4", "ask_renewal", "creditor", given.expires_on, end, words))
        try:
            if is_rest_day(by):
                doubts.append(law.doubt("rest_day_before", day=by))
        except NoCalendar:
            doubts.append(law.doubt("no_calendar", day=by))
    return _output("preservation", deadlines, steps, security=security, doubts=doubts)


def enforcement(given: EnforcementInput) -> ProcedureOutput:
    """Two years from the last day of performance, restarted and paused like limitation (CPL 250)."""
    ways = [given.performance_end is not None, bool(given.instalments), given.effective_on is not None]
    if sum(ways) != 1:
        raise CalculatorError(
            "performance_end",
            Words(
                "performance_end、instalments、effective_on 须给且只给一项",
                "give exactly one of performance_end, instalments, effective_on",
            ),
        )
    start = given.performance_end or given.effective_on or max(given.instalments)
    frame = Frame(
        years=law.whole("enforcement", "years"),
        ceiling=None,
        rule="CN-M5",
        pauses=given.pauses,
        debtors=frozenset(given.joint_debtors),
    )
    state = run(start, given.events, frame)
    words = Words("申请执行", "apply for enforcement")
    deadline = _deadline("CN-M5", "apply_for_enforcement", "creditor", state.start, state.end, words)
    if state.open_state:
        deadline = replace(deadline, last_day=None)
    verdict, _ = state_on(state, given.as_of)
    late = law.step(
        "CN-M5",
        "逾期申请法院仍受理，被执行人可提出异议。",
        "Courts take late applications; the debtor may object.",
    )
    return ProcedureOutput(
        kind="enforcement",
        verdict=verdict,
        deadlines=(deadline,),
        security=None,
        final=None,
        days_left=None if given.as_of is None else (state.end.nominal_day - given.as_of).days,
        steps=(*state.steps, late),
        doubts=tuple(dict.fromkeys(state.doubts)),
    )


def small_claims(given: SmallClaimsInput) -> ProcedureOutput:
    """Small claims by the local yearly wage: mandatory to 50 %, by agreement to twice (CPL 165-168)."""
    mandatory = law.percent("small_claims", "mandatory_wage_percent")
    agreed = law.percent("small_claims", "agreed_wage_percent")
    share = given.amount * 100
    final: bool | None = False
    verdict = "not_available"
    if share <= mandatory * given.yearly_wage:
        verdict, final = "mandatory", True
    elif share <= agreed * given.yearly_wage:
        verdict, final = "by_agreement", given.agreed
    amount, wage = money_text(given.amount), money_text(given.yearly_wage)
    steps = [
        law.step(
            "CN-M6",
            f"标的 {amount}，年平均工资 {wage}：50% 以下必须适用，2 倍以下可约定；一审终审。",
            f"Amount {amount}, yearly wage {wage}: mandatory to 50 %, by agreement to twice; final.",
        )
    ]
    deadlines = []
    if given.filed_on is not None and verdict != "not_available":
        months = law.whole("small_claims", "months")
        words = Words("审结", "the court decides")
        end = legal_end(add_months(given.filed_on, months))
        deadlines.append(_deadline("CN-M6", "decide", "court", given.filed_on, end, words))
    return _output("small_claims", deadlines, steps, verdict=verdict, final=final)


def summary(given: SummaryInput) -> ProcedureOutput:
    """Summary procedure: three months, one more with leave (CPL 164)."""
    months, more = law.whole("summary", "months"), law.whole("summary", "extension_months")
    decide = legal_end(add_months(given.filed_on, months))
    extended = legal_end(add_months(given.filed_on, months + more))
    return _output(
        "summary",
        [
            _deadline("CN-M7", "decide", "court", given.filed_on, decide, Words("审结", "the court decides")),
            _deadline(
                "CN-M7",
                "decide_extended",
                "court",
                given.filed_on,
                extended,
                Words("经批准延长后审结", "the court decides, extended with leave"),
            ),
        ],
        [law.step("CN-M7", "简易程序三个月审结，可延长一个月。", "Three months, one more with leave.")],
    )


def appeal(given: AppealInput) -> ProcedureOutput:
    """Appeal within 15 days of a judgment, 10 of a ruling, counted from service (CPL 171)."""
    count = law.whole("appeal", f"{given.decision}_days")
    words = Words("提起上诉", "appeal")
    return _output(
        "appeal",
        [_days("CN-M8", "appeal", "either", given.served_on, count, words)],
        [law.step("CN-M8", f"自送达次日起 {count} 日。", f"{count} days from the day after service.")],
    )
