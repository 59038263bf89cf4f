"""Money as whole minor units with a currency; never a float."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from babel.numbers import get_currency_precision, list_currencies

AMOUNT_MINOR_MAX = 10**15  # ten trillion yuan: larger is a broken file, not a debt
_CURRENCIES = frozenset(list_currencies())
_PLAIN = re.compile(r"^[+-]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?$")


def minor_digits(currency: str) -> int:
    """Decimal places of a currency (ISO 4217 by way of CLDR); ValueError when unknown."""
    if currency not in _CURRENCIES:
        raise ValueError(f"unknown currency: {currency!r}")
    return get_currency_precision(currency)


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in minor units (分, cents) of one currency. Amounts of two currencies never mix."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if type(self.minor) is not int:
            raise TypeError("money is counted in whole minor units")
        minor_digits(self.currency)

    def _same(self, other: Money) -> None:
        if self.currency != other.currency:
            raise ValueError(f"{self.currency} and {other.currency} do not mix")

    def __add__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.minor - other.minor, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __lt__(self, other: Money) -> bool:
        self._same(other)
        return self.minor < other.minor

    def __le__(self, other: Money) -> bool:
        self._same(other)
        return self.minor <= other.minor

    def __bool__(self) -> bool:
        return self.minor != 0

    @property
    def decimal(self) -> Decimal:
        """The amount in major units, exact."""
        return Decimal(self.minor).scaleb(-minor_digits(self.currency))

    def __str__(self) -> str:
        return f"{self.decimal:,.{minor_digits(self.currency)}f} {self.currency}"


def zero(currency: str) -> Money:
    return Money(0, currency)


def of_decimal(amount: Decimal, currency: str) -> Money:
    """Major units to money. ValueError when the amount is finer than the currency or out of bounds."""
    scaled = amount.scaleb(minor_digits(currency))
    if scaled != scaled.to_integral_value():
        raise ValueError(f"finer than the smallest unit of {currency}: {amount}")
    if abs(scaled) > AMOUNT_MINOR_MAX:
        raise ValueError("amount out of bounds")
    return Money(int(scaled), currency)


def parse(text: str, currency: str) -> Money:
    """A plain decimal text ("1,234.50") to money. ValueError says what is wrong with it."""
    cleaned = text.strip().replace("，", ",")
    if not _PLAIN.match(cleaned):
        raise ValueError(f"not an amount: {text[:40]!r}")
    try:
        return of_decimal(Decimal(cleaned.replace(",", "")), currency)
    except InvalidOperation as error:
        raise ValueError(f"not an amount: {text[:40]!r}") from error


def round_minor(amount: Decimal) -> int:
    """Whole minor units, half away from zero: the one rounding of the house."""
    return int(amount.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def share_out(total_minor: int, weights: Sequence[int]) -> list[int]:
    """Split whole units pro rata to whole, non-negative weights; the shares always sum to the total.

    Largest remainders take the odd units, earlier places first. All-zero weights split evenly.
    """
    if not weights or any(weight < 0 for weight in weights):
        raise ValueError("shares need weights that are not negative")
    if total_minor < 0:
        return [-share for share in share_out(-total_minor, weights)]
    base = list(weights) if sum(weights) else [1] * len(weights)
    whole = sum(base)
    shares = [total_minor * weight // whole for weight in base]
    left = total_minor - sum(shares)
    order = sorted(range(len(base)), key=lambda i: (-(total_minor * base[i] % whole), i))
    for i in order[:left]:
        shares[i] += 1
    return shares
