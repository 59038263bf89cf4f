"""What interest the law protects: private lending rules (2020), CN-C1 to CN-C8.

The LPR is an input. Private lending stands under four times the one-year LPR of the contract day, late
interest, penalty and charges included; licensed lenders do not (CN-C2) and are measured against the
supervisory ceiling (CN-C8).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from arrears.book.calculators.contracts.basis import CalculatorError, Doubt, Step
from arrears.book.calculators.contracts.fields import money_text
from arrears.book.calculators.contracts.interest import (
    InterestCapInput,
    InterestCapOutput,
    Lender,
    LprPoint,
)
from arrears.book.calculators.rules import law
from arrears.book.calculators.rules.exact import round_half_up
from arrears.kernel.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """Rates per year in per cent that are asked for, and why; `late` is None while it cannot be told."""

    term: Decimal
    late: Decimal | None
    steps: tuple[Step, ...]
    doubts: tuple[Doubt, ...]


def lpr_on(given: InterestCapInput, day: date, path: str) -> Decimal | None:
    """The one-year LPR in force on a day; None when none was given. An uncovered day is an error."""
    if given.lpr_percent is not None:
        if given.lpr:
            raise CalculatorError(
                "lpr", Words("lpr 与 lpr_percent 二者择一", "give either lpr or lpr_percent")
            )
        return given.lpr_percent
    if not given.lpr:
        return None
    known: list[LprPoint] = [point for point in given.lpr if point.from_ <= day]
    if not known:
        raise CalculatorError(
            "lpr", Words(f"序列不含 {path} {day} 的 LPR", f"the series has no LPR for {path} {day}")
        )
    return max(known, key=lambda point: point.from_).percent


def _rates(given: InterestCapInput, default_lpr: Decimal | None) -> Rates:
    """The rates in the term and after default, by agreement or by CN-C3 and CN-C6."""
    steps: list[Step] = []
    doubts: list[Doubt] = []
    clause = given.clause or ("none" if given.interest_percent is None else "agreed")
    if (clause == "agreed") != (given.interest_percent is not None):
        raise CalculatorError(
            "clause", Words("利息约定与 interest_percent 不符", "the clause and interest_percent do not fit")
        )
    term = given.interest_percent or Decimal(0)
    late: Decimal | None
    if clause == "none":
        steps.append(law.step("CN-C3", "没有约定利息，视为没有利息。", "No interest clause: no interest."))
    elif clause == "unclear":
        steps.append(law.step("CN-C3", "利息约定不明。", "The interest clause is unclear."))
        if given.natural_persons is None:
            doubts.append(law.doubt("persons_unknown"))
        elif not given.natural_persons:
            doubts.append(law.doubt("interest_unclear"))
    if given.late_percent is not None:
        late = given.late_percent
    elif clause == "agreed":
        late = term
        steps.append(
            law.step("CN-C6", "未约定逾期利率，按借期内利率。", "No late rate agreed: the rate of the term.")
        )
    else:
        late = default_lpr
    if late is not None and given.late_percent is None and clause != "agreed":
        steps.append(
            law.step(
                "CN-C6",
                f"借期内与逾期利率均未约定，自逾期起按一年期 LPR {late}%。",
                f"No rates agreed: one-year LPR {late} % from default.",
            )
        )
    return Rates(term=term, late=late, steps=tuple(steps), doubts=tuple(doubts))


def _spans(given: InterestCapInput) -> tuple[int | None, int | None]:
    """Days in the term and days late; None when the days are not given (CN-C7: actual days)."""
    if given.from_ is None or given.until is None:
        return None, None
    if given.until < given.from_:
        raise CalculatorError("until", Words("早于借款交付日", "lies before the money was handed over"))
    if given.due_date is not None and given.due_date < given.from_:
        raise CalculatorError("due_date", Words("早于借款交付日", "lies before the money was handed over"))
    turn = given.until if given.due_date is None else min(given.due_date, given.until)
    return (turn - given.from_).days, (given.until - turn).days


def interest_cap(given: InterestCapInput) -> InterestCapOutput:
    """The cap in per cent and, with principal and days, in money (CN-C1 to CN-C8)."""
    if given.lender is not Lender.PRIVATE:
        return _regulated(given)
    lpr = lpr_on(given, given.contract_date, "contract_date")
    if lpr is None:
        raise CalculatorError("lpr_percent", Words("须给出一年期 LPR", "give the one-year LPR"))
    cap = lpr * law.whole("interest_cap", "lpr_multiple")
    steps = [
        law.step(
            "CN-C1",
            f"上限为合同成立时一年期 LPR {lpr}% 的四倍：{cap}%；逾期利息、违约金与费用合计不得超过。",
            f"Four times the one-year LPR of the contract day, {lpr} %: {cap} % for all charges together.",
        )
    ]
    doubts = []
    if given.contract_date < law.day("interest_cap", "effective_from"):
        doubts.append(law.doubt("before_2020_08_20"))
    principal = _principal(given, steps)
    term_days, late_days = _spans(given)
    default_lpr = None
    if given.due_date is not None and late_days:
        default_lpr = lpr_on(given, given.due_date, "due_date")
    rates = _rates(given, default_lpr)
    figures = _figures(given, rates, cap, principal, (term_days, late_days))
    if given.due_date and given.until and given.until < given.due_date:
        steps.append(
            law.step(
                "CN-C7", "提前还款，按实际借款期间计息。", "Early repayment: interest for the actual days."
            )
        )
    most = _rollover(given, cap, steps)
    within = None if rates.doubts else _within(given, rates, cap, figures, most)
    return InterestCapOutput(
        applies=True,
        lpr_percent=lpr,
        cap_percent=cap,
        principal=principal,
        term_days=term_days,
        late_days=late_days,
        interest_percent=None if rates.doubts else min(rates.term, cap),
        late_percent=None if rates.late is None else min(rates.late, cap),
        claimed=figures.claimed if figures else None,
        allowed=figures.allowed if figures else None,
        excess=figures.claimed - figures.allowed if figures else None,
        max_interest=figures.most if figures else None,
        within=within,
        total=figures.allowed + (principal or 0) if figures else None,
        rollover_max_total=most,
        steps=(*steps, *rates.steps),
        doubts=(*doubts, *rates.doubts),
    )


def _principal(given: InterestCapInput, steps: list[Step]) -> int | None:
    if given.principal is None:
        return None
    if given.deducted >= given.principal:
        raise CalculatorError("deducted", Words("不得达到本金", "must be less than the principal"))
    if given.deducted:
        received = money_text(given.principal - given.deducted)
        steps.append(
            law.step(
                "CN-C4",
                f"利息预先扣除，以实际出借 {received} 为本金。",
                f"Deducted up front: the principal is what was received, {received}.",
            )
        )
    return given.principal - given.deducted


def _within(
    given: InterestCapInput, rates: Rates, cap: Decimal, figures: Figures | None, most: int | None
) -> bool:
    """Whether what is asked stays under the cap: in money where it is known, else by the rates."""
    chain = given.rollover
    if (
        chain is not None
        and chain.claimed_total is not None
        and most is not None
        and chain.claimed_total > most
    ):
        return False
    if figures is not None:
        return figures.claimed <= figures.allowed
    return max(rates.term, rates.late or Decimal(0)) <= cap


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Interest and charges in minor units: asked for, protected, and the cap itself."""

    claimed: int
    allowed: int
    most: int


def _figures(
    given: InterestCapInput,
    rates: Rates,
    cap: Decimal,
    principal: int | None,
    spans: tuple[int | None, int | None],
) -> Figures | None:
    """Charges are measured with late interest where there is a late time, else with the term's interest."""
    term_days, late_days = spans
    if principal is None or term_days is None or late_days is None:
        return None

    def interest(percent: Decimal, days: int) -> Fraction:
        return Fraction(percent) / 100 * principal * days / given.days_in_year

    charges = given.penalty + given.fees
    term = interest(rates.term, term_days) + (0 if late_days else charges)
    late = interest(rates.late or Decimal(0), late_days) + (charges if late_days else 0)
    term_cap, late_cap = interest(cap, term_days), interest(cap, late_days)
    return Figures(
        claimed=round_half_up(term + late),
        allowed=round_half_up(min(term, term_cap) + min(late, late_cap)),
        most=round_half_up(term_cap + late_cap),
    )


def _rollover(given: InterestCapInput, cap: Decimal, steps: list[Step]) -> int | None:
    """At the end of a rolled-over loan: first principal and the cap on it for the whole time (CN-C5)."""
    chain = given.rollover
    if chain is None:
        return None
    if chain.to < chain.from_:
        raise CalculatorError("rollover.to", Words("早于最初借款日", "lies before the first loan"))
    days = (chain.to - chain.from_).days
    most = chain.first_principal + round_half_up(
        Fraction(cap) / 100 * chain.first_principal * days / given.days_in_year
    )
    steps.append(
        law.step(
            "CN-C5",
            f"滚动借贷本息合计不超过最初本金加其整个期间（{days} 天）四倍 LPR 利息：{money_text(most)}。",
            f"At most the first principal and 4 × LPR on it for {days} days: {money_text(most)}.",
        )
    )
    return most


def _regulated(given: InterestCapInput) -> InterestCapOutput:
    """Licensed lenders: no judicial cap (CN-C2), a supervisory ceiling on the all-in cost (CN-C8)."""
    steps = [
        law.step(
            "CN-C2",
            "四倍 LPR 司法上限不适用于持牌机构。",
            "The 4 × LPR judicial cap does not bind licensed lenders.",
        )
    ]
    ceiling = law.percent("regulated_lender", "ceiling_percent")
    lpr = lpr_on(given, given.contract_date, "contract_date")
    if given.lender is Lender.MICRO_LOAN and given.contract_date >= law.day(
        "regulated_lender", "micro_loan_lpr_from"
    ):
        if lpr is None:
            raise CalculatorError("lpr_percent", Words("须给出一年期 LPR", "give the one-year LPR"))
        ceiling = lpr * law.whole("regulated_lender", "lpr_multiple")
    steps.append(
        law.step("CN-C8", f"综合年化成本不超过 {ceiling}%。", f"All-in yearly cost of at most {ceiling} %.")
    )
    doubts = [law.doubt("no_judicial_cap")]
    if given.all_in_percent is None:
        doubts.append(law.doubt("not_all_in"))
    return InterestCapOutput(
        applies=False,
        lpr_percent=lpr,
        cap_percent=ceiling,
        principal=_principal(given, steps),
        term_days=None,
        late_days=None,
        interest_percent=None,
        late_percent=None,
        claimed=None,
        allowed=None,
        excess=None,
        max_interest=None,
        within=None if given.all_in_percent is None else given.all_in_percent <= ceiling,
        total=None,
        rollover_max_total=None,
        steps=tuple(steps),
        doubts=tuple(doubts),
    )
