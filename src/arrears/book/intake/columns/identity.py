"""Identity numbers of a whole column against GB 11643 and GB 32100; every other number goes to the rule."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from arrears.book.intake.contracts.identity import (
    BIRTH_YEAR_MIN,
    CREDIT_CODE,
    CREDIT_LETTERS,
    CREDIT_WEIGHTS,
    PROVINCES,
    RESIDENT,
    RESIDENT_CHECKS,
    RESIDENT_WEIGHTS,
)
from arrears.kernel.words import Words

Judge = Callable[[str, str | None], tuple[str | None, Words | None]]
"""The rule: (number, stated kind) to (kind, what is wrong)."""

_WEIGHTS = np.array(RESIDENT_WEIGHTS, np.int64)
_CHECKS = np.frombuffer(RESIDENT_CHECKS.encode(), np.uint8)
_PROVINCES = np.isin(np.arange(100), list(PROVINCES))
_CREDIT_PLACES = np.full(128, -1, np.int64)
_CREDIT_PLACES[np.frombuffer(CREDIT_LETTERS.encode(), np.uint8)] = np.arange(len(CREDIT_LETTERS))
_CREDIT = f"^[1-9A-Z][{CREDIT_LETTERS}][0-9]{{6}}[{CREDIT_LETTERS}]{{10}}$"
_MONTH_DAYS = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] + [0] * 87)


def valid_residents(numbers: pa.Array, as_of: date) -> np.ndarray:
    """Which texts are resident identity numbers that can exist. Null and everything else: False."""
    places, letters = _letters(numbers, "^[0-9]{17}[0-9X]$")
    good = np.zeros(len(numbers), bool)
    digits = letters[:, :17].astype(np.int64) - 48
    checks = _CHECKS[(digits @ _WEIGHTS) % 11] == letters[:, 17]
    year = digits[:, 6:10] @ np.array([1000, 100, 10, 1])
    month = digits[:, 10] * 10 + digits[:, 11]
    day = digits[:, 12] * 10 + digits[:, 13]
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0)) & (month == 2)
    born = year * 10_000 + month * 100 + day
    real = (day >= 1) & (day <= _MONTH_DAYS[month] + leap) & (year >= BIRTH_YEAR_MIN)
    real &= born <= as_of.year * 10_000 + as_of.month * 100 + as_of.day
    good[places] = checks & real & _PROVINCES[digits[:, 0] * 10 + digits[:, 1]]
    return good


def valid_credit_codes(numbers: pa.Array) -> np.ndarray:
    """Which texts are unified social credit codes that can exist. Null and everything else: False."""
    places, letters = _letters(numbers, _CREDIT)
    good = np.zeros(len(numbers), bool)
    values = _CREDIT_PLACES[letters]
    good[places] = (values[:, :17] @ np.array(CREDIT_WEIGHTS) + values[:, 17]) % 31 == 0
    return good


def _letters(numbers: pa.Array, pattern: str) -> tuple[np.ndarray, np.ndarray]:
    """Places of the texts of 18 letters that match, and their letters as a matrix."""
    formed = pc.fill_null(pc.match_substring_regex(numbers, pattern), False)
    places = np.flatnonzero(formed.to_numpy(zero_copy_only=False))
    joined = "".join(numbers.take(pa.array(places)).to_pylist())
    return places, np.frombuffer(joined.encode(), np.uint8).reshape(-1, 18)


def judge_numbers(
    numbers: pa.Array, stated: pa.Array | None, as_of: date, judge: Judge
) -> tuple[pa.Array, list[tuple[int, Words]]]:
    """Kinds of a column of numbers (null where there is no number) and what is wrong, by place.

    `stated`: what the file says the kind is, null where it does not.
    """
    resident = valid_residents(numbers, as_of)
    credit = valid_credit_codes(numbers) & ~resident
    if stated is not None:
        resident &= _may_be(stated, RESIDENT)
        credit &= _may_be(stated, CREDIT_CODE)
    plain = resident | credit
    kinds = np.full(len(numbers), None, object)
    kinds[resident] = RESIDENT
    kinds[credit] = CREDIT_CODE
    faults: list[tuple[int, Words]] = []
    memo: dict[tuple[str, str | None], tuple[str | None, Words | None]] = {}
    rest = np.flatnonzero(~plain & pc.is_valid(numbers).to_numpy(zero_copy_only=False))
    for place in rest.tolist():
        key = (numbers[place].as_py(), stated[place].as_py() if stated is not None else None)
        if key not in memo:
            memo[key] = judge(*key)
        kinds[place], words = memo[key]
        if words is not None:
            faults.append((place, words))
    return pa.array(kinds, pa.string()), faults


def _may_be(stated: pa.Array, kind: str) -> np.ndarray:
    """Rows whose stated kind is this one or open."""
    return np.asarray(pc.fill_null(pc.equal(stated, kind), True).to_numpy(zero_copy_only=False), bool)
