"""The true yearly cost of monthly flows by internal rate of return (pyxirr)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

import pyxirr

from arrears.book.calculators.contracts.plans import YearlyCost

NONE = YearlyCost(nominal_percent=None, effective_percent=None, monthly_percent=None)
_ZERO = Decimal("0.0000")


def percent_of(rate: float, places: int = 4) -> Decimal:
    """A rate (0.0123) as per cent with fixed decimals (1.2300); never a negative zero."""
    value = Decimal(rate * 100).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return value if value else Decimal(0).scaleb(-places)


def yearly_cost(flows: Sequence[int]) -> YearlyCost:
    """Nominal (IRR × 12) and effective yearly cost; `flows[k]` is what the debtor has got after k months.

    Nothing is known where nothing is owed over time, or where the flows have no rate.
    """
    if not flows or flows[0] <= 0 or all(flow == 0 for flow in flows[1:]):
        return NONE
    if sum(flows) == 0:
        return YearlyCost(nominal_percent=_ZERO, effective_percent=_ZERO, monthly_percent=_ZERO)
    monthly = pyxirr.irr([float(flow) for flow in flows], guess=0.01)
    if monthly is None or monthly <= -1:
        return NONE
    return YearlyCost(
        nominal_percent=percent_of(monthly * 12),
        effective_percent=percent_of((1 + monthly) ** 12 - 1),
        monthly_percent=percent_of(monthly, 6),
    )
