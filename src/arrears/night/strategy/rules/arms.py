"""Which arm of an experiment a debtor is in: a matter of the debtor's number and the salt alone."""

from __future__ import annotations

import zlib
from typing import Any, TypeVar

from arrears.night.strategy.contracts import TICKETS

_PRIME = 2_147_483_647
_FACTORS = (48_271, 69_621, 39_373)
Number = TypeVar("Number")


def salt_of(name: str) -> int:
    """The salt of an experiment: the same name gives the same arms, another name gives others."""
    return zlib.crc32(name.encode()) % _PRIME


def ticket(debtor_id: Number, salt: int) -> Number:
    """The ticket of a debtor, 0 to TICKETS - 1; for a whole number and for a column alike.

    Rounds of squaring modulo 2^31 - 1: squares make the arms of two salts independent of one another, and
    every product stays within 63 bits, on every engine.
    """
    value: Any = debtor_id
    value = (value % _PRIME + salt) % _PRIME
    for factor in _FACTORS:
        value = (value * value % _PRIME * factor + salt) % _PRIME
    found: Number = value % TICKETS
    return found
