"""What points are worth (积分还款): the creditor's setting, rounded down."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_FLOOR, Decimal, InvalidOperation

from arrears.book.payments.contracts import PostingRefused
from arrears.book.payments.rules import refusals


def worth_minor(points: int, setting: object) -> int:
    """Minor units that points redeem. `setting`: {"minor_per_point": "0.2"}; PostingRefused without one, or
    when the points are worth less than one minor unit."""
    if points <= 0:
        raise PostingRefused(refusals.NOT_POSITIVE)
    rate = setting.get("minor_per_point") if isinstance(setting, Mapping) else None
    try:
        value = Decimal(str(rate))
    except InvalidOperation as error:
        raise PostingRefused(refusals.NO_POINTS_RATE) from error
    if not value.is_finite() or value <= 0:
        raise PostingRefused(refusals.NO_POINTS_RATE)
    worth = int((value * points).to_integral_value(rounding=ROUND_FLOOR))
    if worth == 0:
        raise PostingRefused(refusals.NOT_ENOUGH_POINTS)
    return worth
