"""Exact amounts as fractions of minor units: rounded once, and shown unrounded."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction


def round_half_up(amount: Fraction) -> int:
    """Whole minor units, half away from zero, from an exact non-negative fraction."""
    return (2 * amount.numerator + amount.denominator) // (2 * amount.denominator)


def exact_text(minor: Fraction) -> str:
    """An exact amount in major units, at most ten decimals, without trailing noise."""
    value = (Decimal(minor.numerator) / Decimal(minor.denominator) / 100).quantize(Decimal("1e-10"))
    text = f"{value:f}".rstrip("0").rstrip(".")
    return text or "0"
