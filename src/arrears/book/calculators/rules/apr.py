"""The annual percentage rate of any flows, by the actuarial method of Regulation Z appendix J.

Σ A / ((1 + e·i)(1 + i)^q) = Σ P / ((1 + f·i)(1 + i)^t); the annual rate is
i times the unit-periods of a year. Without odd parts of a period this is the internal rate of return.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import log, log1p

from arrears.book.calculators.contracts.basis import CalculatorError
from arrears.book.calculators.contracts.fields import money_text
from arrears.book.calculators.contracts.rates import AprInput, AprOutput, Flow, UnitName, UnitPeriod
from arrears.book.calculators.rules import law
from arrears.book.calculators.rules.yearly_cost import percent_of
from arrears.kernel.days import add_months
from arrears.kernel.words import Words

_PER_YEAR = {
    UnitName.DAY: 365,
    UnitName.WEEK: 52,
    UnitName.HALF_MONTH: 24,
    UnitName.MONTH: 12,
    UnitName.YEAR: 1,
}
_MONTH_DAYS, _HALF_MONTH_DAYS, _WEEK_DAYS, _YEAR_DAYS = 30, 15, 7, 365
_RATE_MIN, _RATE_MAX = -0.999, 100.0
_STEPS_MAX = 400
_EFFECTIVE_MAX = 1e9


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """Money at a place in time: positive received, negative paid; whole unit-periods and an odd part."""

    amount: int
    whole: int
    odd: Fraction


def unit_periods(begin: date, later: date, unit: UnitPeriod) -> tuple[int, Fraction]:
    """Whole unit-periods counted back from the later day, and the odd days before them (J(b)(5))."""
    gap = (later - begin).days
    if unit.unit is UnitName.DAY:
        return gap // unit.every, Fraction(gap % unit.every, unit.every)
    if unit.unit is UnitName.WEEK:
        length = _WEEK_DAYS * unit.every
        return gap // length, Fraction(gap % length, length)
    months = (later.year - begin.year) * 12 + later.month - begin.month
    if add_months(later, -months) < begin:
        months -= 1
    odd_days = (add_months(later, -months) - begin).days
    if unit.unit is UnitName.HALF_MONTH:
        halves, odd_days = 2 * months + odd_days // _HALF_MONTH_DAYS, odd_days % _HALF_MONTH_DAYS
        length = _HALF_MONTH_DAYS * unit.every
        return halves // unit.every, Fraction(halves % unit.every * _HALF_MONTH_DAYS + odd_days, length)
    if unit.unit is UnitName.MONTH:
        length = _MONTH_DAYS * unit.every
        return months // unit.every, Fraction(months % unit.every * _MONTH_DAYS + odd_days, length)
    years = months // 12
    left = (add_months(later, -12 * years) - begin).days
    return years // unit.every, Fraction(years % unit.every * _YEAR_DAYS + left, _YEAR_DAYS * unit.every)


def _dates(flow: Flow, unit: UnitPeriod, path: str) -> list[date]:
    if flow.date is None:
        return []
    if flow.count > 1 and unit.unit is UnitName.HALF_MONTH:
        raise CalculatorError(path, Words("半月期请逐笔给出日期", "give each half-month payment its own day"))
    months = {UnitName.MONTH: unit.every, UnitName.YEAR: 12 * unit.every}.get(unit.unit)
    if months is not None:
        return [add_months(flow.date, months * place) for place in range(flow.count)]
    days = unit.every * (_WEEK_DAYS if unit.unit is UnitName.WEEK else 1)
    return [flow.date + timedelta(days=days * place) for place in range(flow.count)]


def _moved(given: AprInput) -> list[Moved]:
    """All flows on one line of time, checked to be all by day or all by period."""
    short = [given.amount_financed, given.payment, given.months]
    if any(value is not None for value in short):
        if given.amount_financed is None or given.payment is None or given.months is None:
            raise CalculatorError(
                "amount_financed",
                Words(
                    "amount_financed、payment、months 须一并给出",
                    "amount_financed, payment and months go together",
                ),
            )
        if given.advances or given.payments:
            raise CalculatorError(
                "advances", Words("两种写法只能用一种", "use the short form or the flows, not both")
            )
        return [
            Moved(amount=given.amount_financed, whole=0, odd=Fraction(0)),
            *(
                Moved(amount=-given.payment, whole=place, odd=Fraction(0))
                for place in range(1, given.months + 1)
            ),
        ]
    signed = [(f"advances[{place}]", 1, flow) for place, flow in enumerate(given.advances)]
    signed += [(f"payments[{place}]", -1, flow) for place, flow in enumerate(given.payments)]
    if not given.advances or not given.payments:
        raise CalculatorError("payments", Words("须有放款与还款", "both advances and payments are needed"))
    dated = [flow.date is not None for _, _, flow in signed]
    if any(dated) != all(dated):
        raise CalculatorError(
            "payments", Words("日期与期次不能混用", "use days for all flows or periods for all")
        )
    return _by_day(given, signed) if all(dated) else _by_period(signed)


def _by_day(given: AprInput, signed: Sequence[tuple[str, int, Flow]]) -> list[Moved]:
    begin = min(flow.date for flow in given.advances if flow.date is not None)
    found = []
    for path, sign, flow in signed:
        if flow.period is not None or flow.odd:
            raise CalculatorError(
                path, Words("给了日期就不要给期次", "leave period and odd out beside a date")
            )
        for day in _dates(flow, given.unit_period, path):
            if day < begin:
                raise CalculatorError(path, Words("早于首次放款", "lies before the first advance"))
            whole, odd = unit_periods(begin, day, given.unit_period)
            found.append(Moved(amount=sign * flow.amount, whole=whole, odd=odd))
    return found


def _by_period(signed: Sequence[tuple[str, int, Flow]]) -> list[Moved]:
    found = []
    for path, sign, flow in signed:
        if flow.period is None and sign < 0:
            raise CalculatorError(f"{path}.period", Words("须给出期次或日期", "needs a period or a date"))
        if flow.odd >= 1:
            raise CalculatorError(f"{path}.odd", Words("零头须小于 1", "must be less than 1"))
        first = flow.period or 0
        found += [
            Moved(amount=sign * flow.amount, whole=first + place, odd=flow.odd) for place in range(flow.count)
        ]
    return found


def _worth(rate: float, flows: Sequence[tuple[int, int, float]]) -> float:
    return sum(amount / ((1 + odd * rate) * (1 + rate) ** whole) for amount, whole, odd in flows)


def period_rate(flows: Sequence[Moved]) -> float:
    """The rate per unit-period at which the flows are worth nothing; CalculatorError when there is none."""
    plain = [(flow.amount, flow.whole, float(flow.odd)) for flow in flows]
    if sum(flow.amount for flow in flows) == 0:
        return 0.0
    low, high = (0.0, _RATE_MAX) if _worth(0.0, plain) < 0 else (_RATE_MIN, 0.0)
    if _worth(low, plain) * _worth(high, plain) > 0:
        raise CalculatorError(
            "payments",
            Words("这些现金流没有每期 10000% 以内的利率", "these flows have no rate up to 10,000 % a period"),
        )
    rising = _worth(high, plain) > _worth(low, plain)
    for _ in range(_STEPS_MAX):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        if (_worth(middle, plain) < 0) == rising:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _effective(rate: float, per_year: float) -> Decimal | None:
    """The compounded rate of a year; None when it is too large to mean anything."""
    if per_year * log1p(rate) > log(_EFFECTIVE_MAX):
        return None
    return percent_of((1 + rate) ** per_year - 1, 6)


def apr(given: AprInput) -> AprOutput:
    """The nominal annual rate, its effective form and the finance charge."""
    if given.periods_per_year == 0:
        raise CalculatorError("periods_per_year", Words("须大于 0", "must be more than 0"))
    flows = _moved(given)
    rate = period_rate(flows)
    unit = given.unit_period
    per_year = given.periods_per_year or Fraction(_PER_YEAR[unit.unit], unit.every)
    nominal = rate * float(per_year)
    received = sum(flow.amount for flow in flows if flow.amount > 0)
    paid = -sum(flow.amount for flow in flows if flow.amount < 0)
    return AprOutput(
        apr_percent=Decimal(nominal * 100).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP) + 0,
        nominal_percent=percent_of(nominal, 6),
        effective_percent=_effective(rate, float(per_year)),
        period_percent=percent_of(rate, 6),
        periods_per_year=per_year,
        received=received,
        paid=paid,
        finance_charge=money_text(paid - received),
        steps=(
            law.step(
                "RATE-J",
                f"单位期利率 {percent_of(rate, 6)}% × 每年 {per_year} 期。",
                f"Rate per unit-period {percent_of(rate, 6)} % × {per_year} a year.",
            ),
            law.step(
                "RATE-IRR",
                "放款与还款的现值相等；零头期按单利。",
                "What is received and what is paid are worth the same; odd parts bear simple interest.",
            ),
        ),
    )
