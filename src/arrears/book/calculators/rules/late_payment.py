"""Late payment of business debts: the United Kingdom's 1998 Act and Directive 2011/7/EU. Rates are inputs.

United Kingdom: base rate of the 30 June or 31 December before the interest starts, for the whole delay.
European Union: reference rate of 1 January or 1 July, anew for each half-year.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from arrears.book.calculators.contracts.basis import CalculatorError, Doubt, Step
from arrears.book.calculators.contracts.fields import money_text
from arrears.book.calculators.contracts.interest import (
    LatePaymentInput,
    LatePaymentOutput,
    LateSegment,
)
from arrears.book.calculators.rules import law
from arrears.book.calculators.rules.exact import exact_text, round_half_up
from arrears.kernel.words import Words

TermCheck = Literal["within", "needs_agreement", "too_long"]


def _due(given: LatePaymentInput, steps: list[Step]) -> date:
    """The agreed due day; none agreed: so many days from the invoice or delivery."""
    if given.due_date is not None:
        return given.due_date
    if given.invoice_date is None:
        raise CalculatorError(
            "due_date",
            Words("请给出到期日或发票日", "give due_date, or invoice_date with or without agreed_days"),
        )
    if given.agreed_days is not None:
        return given.invoice_date + timedelta(days=given.agreed_days)
    count = law.whole(f"late_terms_{given.regime}", "default_days")
    rule = "UK-12" if given.regime == "uk" else "EU-2"
    steps.append(
        law.step(
            rule, f"未约定账期，自发票日起 {count} 天。", f"No term agreed: {count} days from the invoice."
        )
    )
    return given.invoice_date + timedelta(days=count)


def _term_check(given: LatePaymentInput, steps: list[Step]) -> TermCheck | None:
    """Whether an agreed term holds: business 60 days unless agreed and fair; public 30, at most 60 (EU-2)."""
    if given.regime != "eu":
        return None
    count = given.agreed_days
    if count is None and given.due_date is not None and given.invoice_date is not None:
        count = (given.due_date - given.invoice_date).days
    if count is None:
        return None
    public = given.debtor == "public"
    free = law.whole("late_terms_eu", "public_days" if public else "business_days")
    if count <= free:
        return "within"
    if public and count > law.whole("late_terms_eu", "public_days_max"):
        steps.append(
            law.step("EU-2", "公共机构账期不得超过 60 天。", "A public debtor's term may not exceed 60 days.")
        )
        return "too_long"
    steps.append(
        law.step(
            "EU-2",
            f"超过 {free} 天的账期须明示约定且公平。",
            f"A term beyond {free} days must be expressly agreed and fair.",
        )
    )
    return "within" if given.longer_term_agreed else "needs_agreement"


def _half_year(day: date) -> date:
    """First day of the half-year of a day."""
    return date(day.year, 1 if day.month <= 6 else 7, 1)


def _rate_on(given: LatePaymentInput, day: date) -> Decimal:
    """The reference rate that holds on a day."""
    if given.reference_percent is not None:
        return given.reference_percent
    known = [point for point in given.reference_rates if point.from_ <= day]
    if not known:
        raise CalculatorError(
            "reference_rates", Words(f"序列不含 {day} 的利率", f"the series has no rate for {day}")
        )
    return max(known, key=lambda point: point.from_).percent


def _rate_runs(given: LatePaymentInput, start: date, end: date) -> list[tuple[date, Decimal]]:
    """Days from which a rate applies, first one first; `start` is the first late day."""
    if given.regime == "uk":
        return [(start, _rate_on(given, _half_year(start) - timedelta(days=1)))]
    runs, day = [], start
    while day <= end:
        runs.append((day, _rate_on(given, _half_year(day))))
        half = _half_year(day)
        day = date(half.year + (half.month == 7), 1 if half.month == 7 else 7, 1)
    return runs


def _segments(given: LatePaymentInput, due: date, margin: Decimal) -> tuple[list[LateSegment], Fraction, int]:
    """Runs of days with one base and one rate, the exact interest, and what is unpaid at the end."""
    start = due + timedelta(days=1)
    base = given.amount
    if given.until < start:
        return [], Fraction(0), base - _paid(given, given.until)
    rates = dict(_rate_runs(given, start, given.until))
    first_rate = next(iter(rates.values()))
    cuts = sorted(
        {payment.date for payment in given.payments if due < payment.date < given.until}
        | {day - timedelta(days=1) for day in rates if day > start}
        | {given.until}
    )
    found, exact, begun, rate = [], Fraction(0), due, first_rate
    for cut in cuts:
        rate = rates.get(begun + timedelta(days=1), rate)
        open_base = max(0, base - _paid(given, begun))
        days = (cut - begun).days
        interest = Fraction(rate + margin) / 100 * open_base * days / given.days_in_year
        if open_base and days:
            found.append(
                LateSegment(
                    from_=begun,
                    to=cut,
                    days=days,
                    base=open_base,
                    percent=rate + margin,
                    interest=exact_text(interest),
                )
            )
            exact += interest
        begun = cut
    return found, max(exact, Fraction(0)), max(0, base - _paid(given, given.until))


def _paid(given: LatePaymentInput, until: date) -> int:
    return sum(payment.amount for payment in given.payments if payment.date <= until)


def _fixed_sum(regime: str, amount: int) -> int:
    rows: Sequence[dict[str, Any]] = law.parameter(f"late_{regime}", "sums")
    return next(law.yuan(row["sum"]) for row in rows if "below" not in row or amount < law.yuan(row["below"]))


def late_payment(given: LatePaymentInput) -> LatePaymentOutput:
    """Statutory interest and compensation on a late commercial invoice (UK-12, EU-1 to EU-3)."""
    if (given.reference_percent is None) == (not given.reference_rates):
        raise CalculatorError(
            "reference_percent",
            Words(
                "reference_percent 与 reference_rates 须给且只给一项",
                "give exactly one of reference_percent and reference_rates",
            ),
        )
    uk = given.regime == "uk"
    rule = "UK-12" if uk else "EU-1"
    least = law.percent(f"late_{given.regime}", "margin_percent")
    margin = least if given.margin_percent is None else given.margin_percent
    if margin < least:
        raise CalculatorError("margin_percent", Words(f"不得低于 {least}", f"may not be below {least}"))
    steps: list[Step] = []
    due = _due(given, steps)
    check = _term_check(given, steps)
    segments, exact, unpaid = _segments(given, due, margin)
    interest = round_half_up(exact)
    late = sum(segment.days for segment in segments)
    fixed = _fixed_sum(given.regime, segments[0].base) if late else 0
    extra = max(0, given.recovery_costs - fixed) if late else 0
    steps.append(
        law.step(
            rule,
            f"利率为基准利率加 {margin} 个百分点，按单利计 {money_text(interest)}。",
            f"Reference rate plus {margin} points, simple: {money_text(interest)}.",
        )
    )
    steps.append(
        law.step(
            "UK-12",
            "基准利率取利息起算前最近的 6 月 30 日或 12 月 31 日。",
            "Base rate of the 30 June or 31 December before interest starts.",
        )
        if uk
        else law.step(
            "EU-3",
            "基准利率按每半年 1 月 1 日、7 月 1 日确定。",
            "Reference rate of 1 January and 1 July for each half-year.",
        )
    )
    steps.append(
        law.step(
            rule,
            f"定额补偿 {money_text(fixed)}，超出的合理费用 {money_text(extra)}。",
            f"Fixed sum {money_text(fixed)}, reasonable costs beyond it {money_text(extra)}.",
        )
    )
    doubts: tuple[Doubt, ...] = () if uk else (law.doubt("national_law"),)
    return LatePaymentOutput(
        due_date=due,
        days_late=late,
        interest=interest,
        fixed_sum=fixed,
        extra_costs=extra,
        total_claim=interest + fixed + extra,
        unpaid=unpaid,
        total=unpaid + interest + fixed + extra,
        segments=tuple(segments),
        term_check=check,
        steps=tuple(steps),
        doubts=doubts,
    )
