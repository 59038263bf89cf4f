"""Instalment plans: level, falling, stepped, with a balloon, or with a flat fee; exact to the cent.

A month is a twelfth of the yearly rate. Interest of a month is the balance times that, rounded to the cent;
the last payment takes what rounding left, so the principal parts always make the principal.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext

from arrears.book.calculators.contracts.basis import CalculatorError, Doubt, Step
from arrears.book.calculators.contracts.fields import money_text
from arrears.book.calculators.contracts.plans import (
    FeeTiming,
    Method,
    PlanInput,
    PlanOutput,
    PlanRow,
    Product,
    Saying,
)
from arrears.book.calculators.rules import law
from arrears.book.calculators.rules.yearly_cost import yearly_cost
from arrears.kernel.days import add_months
from arrears.kernel.money import round_minor
from arrears.kernel.words import Words

MONTHLY_LEAST_MINOR = 100  # below one yuan a month rounding would be all there is
_DIGITS = 50


def months_limit(product: Product | None, amount: int) -> tuple[int, tuple[Step, ...], tuple[Doubt, ...]]:
    """The longest plan for a product (CN-K1, CN-K5); an unnamed product takes the strictest."""
    card = law.whole("plan", "months_max")
    if product is Product.CASH_ADVANCE:
        most = law.yuan(law.parameter("cash_advance", "amount_max"))
        if amount > most:
            raise CalculatorError(
                "principal",
                Words(
                    f"现金分期不得超过 {money_text(most)} 元（CN-K5）",
                    f"cash advance instalments may not exceed CNY {money_text(most)} (CN-K5)",
                ),
            )
        limit = law.whole("cash_advance", "months_max")
        return (
            limit,
            (law.step("CN-K5", f"现金分期不超过 {limit} 期。", f"Cash advance: at most {limit} months."),),
            (),
        )
    if product in (Product.LOAN, Product.LEASE, Product.INVOICE):
        return law.whole("plan", "other_months_max"), (), ()
    step = law.step(
        "CN-K1", f"个性化分期最长 {card} 期（五年）。", f"A card plan runs at most {card} months (5 years)."
    )
    return card, (step,), () if product else (law.doubt("no_product", months=card),)


def check_months(months: int, limit: int) -> None:
    if months > limit:
        raise CalculatorError(
            "months", Words(f"超过上限 {limit} 期", f"more than the limit of {limit} months (CN-K1, CN-K5)")
        )


def level_payment(
    amount: int, annual_percent: Decimal, times: Sequence[int], weights: Sequence[Decimal], left: int = 0
) -> Decimal:
    """The payment p such that amount = Σ p·weight·v^time + left·v^last, in minor units, unrounded."""
    with localcontext() as context:
        context.prec = _DIGITS
        growth = 1 + annual_percent / 1200
        worth = sum((weight / growth**time for time, weight in zip(times, weights, strict=True)), Decimal(0))
        return (amount - left / growth ** times[-1]) / worth


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shape:
    """What is paid on principal and interest, in order; `due` for the principal or for the whole payment."""

    amounts: tuple[int, ...]
    fixed_principal: bool


def _shape(given: PlanInput, financed: int, times: Sequence[int]) -> _Shape:
    count = given.months
    if given.method in (Method.EQUAL_PRINCIPAL, Method.FLAT_FEE):
        return _Shape(amounts=(round_minor(Decimal(financed) / count),) * count, fixed_principal=True)
    grow = 1 + given.step_percent / 100
    weights = [Decimal(1)] * count
    if given.method is Method.STEP:
        weights = [grow ** (place // given.step_months) for place in range(count)]
    level = level_payment(financed, given.annual_rate_percent, times, weights, given.balloon)
    return _Shape(amounts=tuple(round_minor(level * weight) for weight in weights), fixed_principal=False)


def _rows(given: PlanInput, financed: int, fees: Sequence[int]) -> tuple[PlanRow, ...]:
    lead = 0 if given.first_payment == "now" else 1
    times = [place + lead for place in range(given.months)]
    shape = _shape(given, financed, times)
    monthly = given.annual_rate_percent / 1200
    rows, balance = [], financed
    for place, (time, amount, fee) in enumerate(zip(times, shape.amounts, fees, strict=True)):
        interest = round_minor(balance * monthly) if time else 0
        last = place == given.months - 1
        principal = balance if last else amount if shape.fixed_principal else amount - interest
        if principal < 0 or (principal > balance) or (last and principal == 0):
            raise CalculatorError(
                "method",
                Words(
                    f"第 {place + 1} 期的还款与余额不符，请减少期数、递增或利率",
                    f"payment {place + 1} does not fit the balance; take fewer months or smaller steps",
                ),
            )
        balance -= principal
        rows.append(
            PlanRow(
                number=place + 1,
                due_date=_due(given.start, time),
                payment=principal + interest + fee,
                principal=principal,
                interest=interest,
                fee=fee,
                balance=balance,
            )
        )
    return tuple(rows)


def _due(start: date | None, time: int) -> date | None:
    return None if start is None else add_months(start, time)


def _fees(given: PlanInput, financed: int) -> tuple[tuple[int, ...], int]:
    """Fees with each payment, and what is taken at the start."""
    share = given.fee_percent_per_month / 100
    if given.fee_timing is FeeTiming.MONTHLY:
        return (round_minor(financed * share),) * given.months, given.upfront_fee
    whole = round_minor(financed * share * given.months)
    if given.fee_timing is FeeTiming.UPFRONT:
        return (0,) * given.months, given.upfront_fee + whole
    return (whole, *(0,) * (given.months - 1)), given.upfront_fee


def _check(given: PlanInput) -> int:
    """What is financed; the parts of the input must fit each other."""
    financed = given.principal - given.down_payment
    if financed < MONTHLY_LEAST_MINOR * given.months:
        raise CalculatorError(
            "principal", Words("每期本金至少 1 元", "there must be at least 1.00 of principal a month")
        )
    if given.method is Method.BALLOON and not 0 < given.balloon < financed:
        raise CalculatorError(
            "balloon",
            Words("尾款须大于零且小于分期金额", "must be more than nothing and less than what is financed"),
        )
    if given.method is not Method.BALLOON and given.balloon:
        raise CalculatorError("balloon", Words("仅用于 balloon 方式", "belongs to the method balloon"))
    if given.method is not Method.STEP and given.step_percent:
        raise CalculatorError("step_percent", Words("仅用于 step 方式", "belongs to the method step"))
    if given.method is Method.FLAT_FEE and given.annual_rate_percent:
        raise CalculatorError(
            "annual_rate_percent",
            Words("flat_fee 方式不另计利息", "the method flat_fee bears no interest besides"),
        )
    return financed


def plan(given: PlanInput) -> PlanOutput:
    """A plan to the cent and its true yearly cost (nominal IRR × 12 and effective)."""
    financed = _check(given)
    limit, limit_steps, doubts = months_limit(given.product, financed)
    check_months(given.months, limit)
    fees, upfront_fee = _fees(given, financed)
    if upfront_fee >= financed:
        raise CalculatorError(
            "upfront_fee", Words("费用须小于分期金额", "fees at the start must be less than what is financed")
        )
    rows = _rows(given, financed, fees)
    flows = [0] * (given.months + 1)
    flows[0] = financed - upfront_fee
    lead = 0 if given.first_payment == "now" else 1
    for place, row in enumerate(rows):
        flows[place + lead] -= row.payment
    interest, fee_sum = sum(row.interest for row in rows), sum(fees) + upfront_fee
    regular = rows[1] if given.fee_timing is FeeTiming.FIRST_INSTALMENT and len(rows) > 1 else rows[0]
    return PlanOutput(
        mode="plan",
        method=given.method,
        months=given.months,
        months_limit=limit,
        financed=financed,
        payment=regular.payment,
        first_payment=rows[0].payment,
        last_payment=rows[-1].payment,
        total_interest=interest,
        total_fees=fee_sum,
        total_cost=interest + fee_sum,
        total_paid=given.down_payment + upfront_fee + sum(row.payment for row in rows),
        upfront=given.down_payment + upfront_fee,
        yearly_cost=yearly_cost(flows),
        schedule=rows,
        must_state=_must_state(given.product),
        steps=(*_steps(given, financed), *limit_steps),
        doubts=doubts,
    )


def _must_state(product: Product | None) -> tuple[Saying, ...]:
    if product not in (None, Product.CARD):
        return ()
    return tuple(Saying(**row) for row in law.parameter("plan", "agreement_states"))


_METHOD_WORDS = {
    Method.EQUAL_INSTALMENT: (
        "等额本息：每期还款相同，末期调整分差。",
        "Equal instalments; the last takes the rounding.",
    ),
    Method.EQUAL_PRINCIPAL: (
        "等额本金：每期本金相同，利息递减。",
        "Equal principal parts, falling interest.",
    ),
    Method.STEP: ("阶梯：还款按期递增。", "Stepped: payments grow."),
    Method.BALLOON: (
        "尾款：部分本金随末期支付。",
        "Balloon: a part of the principal is left to the last payment.",
    ),
    Method.FLAT_FEE: (
        "本金均分，手续费按原本金每期收取。",
        "Equal principal parts, fee on the original principal.",
    ),
}


def _steps(given: PlanInput, financed: int) -> tuple[Step, ...]:
    amount = money_text(financed)
    return (
        law.step("PLAN", f"分期金额 {amount}，{given.months} 期。", f"{amount} over {given.months} months."),
        law.step("PLAN", *_METHOD_WORDS[given.method]),
        law.step(
            "RATE-IRR",
            "真实年化成本：全部现金流的月内部收益率，乘 12 为名义，复利为实际。",
            "True yearly cost: monthly internal rate of return; × 12 nominal, compounded effective.",
        ),
    )
