"""The calculators by name: which input goes to which function, and what comes out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from arrears.book.calculators.contracts.allocation import AllocationInput, AllocationOutput
from arrears.book.calculators.contracts.fees import (
    ApplicationFeeOutput,
    CourtFeeInput,
    CourtFeeOutput,
    ExecutionFeeInput,
    PreservationFeeInput,
)
from arrears.book.calculators.contracts.interest import (
    InterestCapInput,
    InterestCapOutput,
    LatePaymentInput,
    LatePaymentOutput,
)
from arrears.book.calculators.contracts.judgment import DelayedInterestInput, DelayedInterestOutput
from arrears.book.calculators.contracts.plans import (
    BudgetInput,
    BudgetOutput,
    ExtensionInput,
    ExtensionOutput,
    PlanInput,
    PlanOutput,
    SettlementInput,
    SettlementOutput,
)
from arrears.book.calculators.contracts.procedure import (
    AppealInput,
    EnforcementInput,
    PaymentOrderInput,
    PreservationInput,
    PreSuitPreservationInput,
    ProcedureOutput,
    SmallClaimsInput,
    SummaryInput,
)
from arrears.book.calculators.contracts.rates import AprInput, AprOutput
from arrears.book.calculators.contracts.terms import (
    GuaranteeInput,
    GuaranteeOutput,
    LimitationInput,
    LimitationOutput,
)
from arrears.book.calculators.rules import (
    agreements,
    allocation_answer,
    apr,
    court_fees,
    delayed_interest,
    guarantee,
    interest_cap,
    late_payment,
    limitation,
    procedure,
)
from arrears.book.calculators.rules import plan as plans
from arrears.kernel.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """One way of asking: its input, the function that answers, its output."""

    given: type
    compute: Callable[[Any], object]
    answer: type


@dataclass(frozen=True, slots=True, kw_only=True)
class Calculator:
    """A calculator of one or several variants told apart by the key `tag`."""

    title: Words
    variants: Mapping[str, Variant]
    tag: str = ""
    default: str | None = None


def _one(title: Words, given: type, compute: Callable[[Any], object], answer: type) -> Calculator:
    return Calculator(title=title, variants={"": Variant(given=given, compute=compute, answer=answer)})


_PROCEDURES: Mapping[str, tuple[type, Callable[[Any], object]]] = {
    "payment_order": (PaymentOrderInput, procedure.payment_order),
    "pre_suit_preservation": (PreSuitPreservationInput, procedure.pre_suit_preservation),
    "preservation": (PreservationInput, procedure.preservation),
    "enforcement": (EnforcementInput, procedure.enforcement),
    "small_claims": (SmallClaimsInput, procedure.small_claims),
    "summary": (SummaryInput, procedure.summary),
    "appeal": (AppealInput, procedure.appeal),
}

CALCULATORS: Mapping[str, Calculator] = {
    "court_fee": _one(
        Words("案件受理费", "Court acceptance fee"), CourtFeeInput, court_fees.court_fee, CourtFeeOutput
    ),
    "execution_fee": _one(
        Words("申请执行费", "Enforcement fee"),
        ExecutionFeeInput,
        court_fees.execution_fee,
        ApplicationFeeOutput,
    ),
    "preservation_fee": _one(
        Words("财产保全申请费", "Preservation fee"),
        PreservationFeeInput,
        court_fees.preservation_fee,
        ApplicationFeeOutput,
    ),
    "delayed_interest": _one(
        Words("迟延履行利息", "Interest for delayed performance of a judgment"),
        DelayedInterestInput,
        delayed_interest.delayed_interest,
        DelayedInterestOutput,
    ),
    "allocation": _one(
        Words("还款抵充", "Allocation of a payment"),
        AllocationInput,
        allocation_answer.calculate,
        AllocationOutput,
    ),
    "limitation": _one(
        Words("诉讼时效", "Limitation"), LimitationInput, limitation.limitation, LimitationOutput
    ),
    "guarantee": _one(
        Words("保证期间", "Guarantee period"), GuaranteeInput, guarantee.guarantee, GuaranteeOutput
    ),
    "procedure": Calculator(
        title=Words("程序期限", "Limits of court procedure"),
        tag="kind",
        variants={
            kind: Variant(given=given, compute=compute, answer=ProcedureOutput)
            for kind, (given, compute) in _PROCEDURES.items()
        },
    ),
    "interest_cap": _one(
        Words("利率上限", "Interest cap"), InterestCapInput, interest_cap.interest_cap, InterestCapOutput
    ),
    "instalment": Calculator(
        title=Words("分期、减免与延期", "Instalments, settlement, extension"),
        tag="mode",
        default="plan",
        variants={
            "plan": Variant(given=PlanInput, compute=plans.plan, answer=PlanOutput),
            "budget": Variant(given=BudgetInput, compute=agreements.budget, answer=BudgetOutput),
            "settlement": Variant(
                given=SettlementInput, compute=agreements.settlement, answer=SettlementOutput
            ),
            "extension": Variant(given=ExtensionInput, compute=agreements.extension, answer=ExtensionOutput),
        },
    ),
    "apr": _one(Words("真实年化利率", "Annual percentage rate"), AprInput, apr.apr, AprOutput),
    "late_payment": _one(
        Words("商业账款迟延利息（英国、欧盟）", "Late commercial payment (UK, EU)"),
        LatePaymentInput,
        late_payment.late_payment,
        LatePaymentOutput,
    ),
}
