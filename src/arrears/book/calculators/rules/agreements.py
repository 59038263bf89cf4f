"""What a debtor can afford, settlement by a lump sum, and extension of due days."""

from __future__ import annotations

from bisect import bisect_left
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from arrears.book.calculators.contracts.allocation import Component
from arrears.book.calculators.contracts.basis import CalculatorError, Step
from arrears.book.calculators.contracts.fields import money_text
from arrears.book.calculators.contracts.plans import (
    BudgetInput,
    BudgetOutput,
    ExtensionInput,
    ExtensionOutput,
    ExtensionRow,
    Method,
    PartOutput,
    PlanInput,
    PlanOutput,
    SettlementInput,
    SettlementOutput,
)
from arrears.book.calculators.rules import law
from arrears.book.calculators.rules.exact import round_half_up
from arrears.book.calculators.rules.plan import (
    MONTHLY_LEAST_MINOR,
    check_months,
    level_payment,
    months_limit,
    plan,
)
from arrears.book.calculators.rules.yearly_cost import percent_of
from arrears.kernel.days import add_months
from arrears.kernel.money import AMOUNT_MINOR_MAX, round_minor
from arrears.kernel.words import Words


def _monthly(given: BudgetInput, amount: int, months: int) -> int:
    """The regular payment of a plan for an amount, without writing its schedule."""
    fee = round_minor(amount * given.fee_percent_per_month / 100)
    if given.method is Method.FLAT_FEE:
        return round_minor(Decimal(amount) / months) + fee
    times = range(1, months + 1)
    return round_minor(level_payment(amount, given.annual_rate_percent, times, [Decimal(1)] * months)) + fee


def _budget_of(given: BudgetInput) -> int:
    if (given.budget is None) == (given.income is None):
        raise CalculatorError("budget", Words("budget 与 income 二者择一", "give either budget or income"))
    if given.budget is not None:
        return given.budget
    return max(0, (given.income or 0) - given.expenses)


def _plan_for(given: BudgetInput, months: int) -> PlanOutput:
    return plan(
        PlanInput(
            principal=given.principal,
            months=months,
            method=Method(given.method),
            annual_rate_percent=given.annual_rate_percent,
            fee_percent_per_month=given.fee_percent_per_month,
            start=given.start,
            product=given.product,
        )
    )


def budget(given: BudgetInput) -> BudgetOutput:
    """The shortest plan whose every payment fits the budget, and the amount that would fit at the limit."""
    monthly = _budget_of(given)
    limit, steps, doubts = months_limit(given.product, given.principal)
    if given.months is not None:
        check_months(given.months, limit)
        limit = given.months
    longest = min(limit, max(1, given.principal // MONTHLY_LEAST_MINOR))
    # Payments fall as the months grow, so the first fitting length is found by halving.
    lengths = range(1, longest + 1)
    first = bisect_left(lengths, True, key=lambda months: _monthly(given, given.principal, months) <= monthly)
    found = None
    for months in lengths[first:]:
        found = _plan_for(given, months)
        if max(row.payment for row in found.schedule) <= monthly:
            break
        found = None
    most = _affordable(given, monthly, limit)
    return BudgetOutput(
        mode="budget",
        budget=monthly,
        affordable=found is not None,
        months=found.months if found else None,
        months_limit=limit,
        payment=found.payment if found else None,
        affordable_amount=most,
        gap=0 if found else max(0, given.principal - most),
        plan=found,
        steps=(
            law.step(
                "PLAN",
                f"每月可还 {money_text(monthly)}，上限 {limit} 期。",
                f"{money_text(monthly)} a month over at most {limit} months.",
            ),
            *steps,
        ),
        doubts=doubts,
    )


def _affordable(given: BudgetInput, monthly: int, months: int) -> int:
    """The largest amount whose regular payment over these months fits; payments grow with the amount."""
    low, high = 0, min(monthly * months, AMOUNT_MINOR_MAX)
    while low < high:
        middle = (low + high + 1) // 2
        if _monthly(given, middle, months) <= monthly:
            low = middle
        else:
            high = middle - 1
    return low


def _to_pay(given: SettlementInput, debt: int) -> int:
    if (given.offer is None) == (given.discount_percent is None):
        raise CalculatorError(
            "offer", Words("offer 与 discount_percent 二者择一", "give either offer or discount_percent")
        )
    if given.offer is None:
        return debt - round_minor(debt * (given.discount_percent or Decimal(0)) / 100)
    if given.offer > debt:
        raise CalculatorError("offer", Words("高于欠款", "is more than the debt"))
    return given.offer


def _parts(given: SettlementInput, waived: int) -> tuple[PartOutput, ...]:
    """Waive component by component in the order given; what stands in no order is not waived."""
    owed: dict[Component, int] = {}
    for part in given.parts:
        owed[part.component] = owed.get(part.component, 0) + part.amount
    left, cut = waived, dict.fromkeys(owed, 0)
    for component in given.waive_first:
        take = min(left, owed.get(component, 0) - cut.get(component, 0))
        if take > 0:
            cut[component] += take
            left -= take
    if left and owed:
        raise CalculatorError(
            "waive_first", Words("可减免的构成不足", "the components that may be waived are not enough")
        )
    return tuple(
        PartOutput(component=component, owed=amount, waived=cut[component], to_pay=amount - cut[component])
        for component, amount in owed.items()
    )


def _expiry(given: SettlementInput) -> date | None:
    if given.expires_on is not None and given.valid_days is not None:
        raise CalculatorError(
            "expires_on", Words("expires_on 与 valid_days 二者择一", "give either expires_on or valid_days")
        )
    if given.valid_days is None:
        return given.expires_on
    if given.offered_on is None:
        raise CalculatorError(
            "offered_on", Words("有效天数须有提出日", "valid_days needs the day of the offer")
        )
    return given.offered_on + timedelta(days=given.valid_days)


def settlement(given: SettlementInput) -> SettlementOutput:
    """A lump sum for the whole debt; paid after its last day the full debt stands again."""
    if bool(given.parts) == (given.debt is not None):
        raise CalculatorError("debt", Words("parts 与 debt 二者择一", "give either parts or debt"))
    debt = given.debt if given.debt is not None else sum(part.amount for part in given.parts)
    to_pay = _to_pay(given, debt)
    waived = debt - to_pay
    expires = _expiry(given)
    state = _settled(given, to_pay, expires)
    owed_now = {
        None: None,
        "kept": 0,
        "open": max(0, to_pay - given.paid),
        "expired": max(0, debt - given.paid),
    }[state]
    return SettlementOutput(
        mode="settlement",
        debt=debt,
        to_pay=to_pay,
        waived=waived,
        waived_percent=percent_of(float(Fraction(waived, debt)), 2),
        parts=_parts(given, waived),
        expires_on=expires,
        state=state,
        owed_now=owed_now,
        steps=(
            law.step(
                "AGREED",
                f"一次性支付 {money_text(to_pay)}，其余 {money_text(waived)} 减免；逾期未付则恢复原额。",
                f"{money_text(to_pay)} at once, {money_text(waived)} waived; late, the full debt stands.",
            ),
        ),
        doubts=(),
    )


def _settled(
    given: SettlementInput, to_pay: int, expires: date | None
) -> Literal["open", "kept", "expired"] | None:
    if given.paid >= to_pay and given.paid_on is not None:
        return "kept" if expires is None or given.paid_on <= expires else "expired"
    if given.as_of is None:
        return None
    return "expired" if expires is not None and given.as_of > expires else "open"


def extension(given: ExtensionInput) -> ExtensionOutput:
    """Every due day moved by whole months, with interest for the days gained and one fee, paid first."""
    rows = []
    weighted = 0
    for place, item in enumerate(sorted(given.items, key=lambda item: (item.due_date, item.amount))):
        later = add_months(item.due_date, given.months)
        days = (later - item.due_date).days
        weighted += item.amount * days
        interest = round_half_up(
            Fraction(given.annual_rate_percent) / 100 * item.amount * days / given.days_in_year
        )
        fee = given.fee if place == 0 else 0
        rows.append(
            ExtensionRow(
                amount=item.amount,
                due_date=item.due_date,
                new_due_date=later,
                days=days,
                interest=interest,
                fee=fee,
                payment=item.amount + interest + fee,
            )
        )
    total_interest = sum(row.interest for row in rows)
    cost = total_interest + given.fee
    steps: list[Step] = [
        law.step(
            "AGREED", f"各期顺延 {given.months} 个月。", f"Every due day moves by {given.months} months."
        ),
    ]
    if given.has_guarantor is not False:
        steps.append(
            law.step(
                "CN-G5",
                "有保证人的，须其书面同意，否则保证期间不变。",
                "A guarantor must agree in writing, else the guarantee period stays as it was.",
            )
        )
    return ExtensionOutput(
        mode="extension",
        items=tuple(rows),
        total_interest=total_interest,
        total_cost=cost,
        total_paid=sum(row.payment for row in rows),
        yearly_percent=percent_of(float(Fraction(cost * given.days_in_year, weighted))),
        steps=tuple(steps),
        doubts=(),
    )
