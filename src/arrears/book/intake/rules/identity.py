"""Identity numbers: whether one can exist, by its own check digit. Not whether it was ever issued.

Resident identity number: GB 11643-1999 (18 places; check digit by ISO 7064 MOD 11-2). Unified social credit
code: GB 32100-2015 (18 places; check digit MOD 31), whose places 9-17 are an organisation code by GB 11714.
The numbers of the standards stand in `contracts.identity`.
"""

from __future__ import annotations

import re
from datetime import date

from arrears.book.intake.contracts.identity import (
    BIRTH_YEAR_MIN,
    CREDIT_CODE,
    CREDIT_LETTERS,
    CREDIT_WEIGHTS,
    ORGANISATION_LETTERS,
    ORGANISATION_WEIGHTS,
    PROVINCES,
    RESIDENT,
    RESIDENT_CHECKS,
    RESIDENT_WEIGHTS,
)
from arrears.kernel.words import Words

_RESIDENT = re.compile(r"^[0-9]{17}[0-9X]$")
_CREDIT = re.compile(rf"^[1-9A-Z][{CREDIT_LETTERS}][0-9]{{6}}[{CREDIT_LETTERS}]{{10}}$")
_PASSPORT = re.compile(r"^[A-Z0-9]{5,15}$")

_LENGTH = Words("身份证号码应为 18 位", "a resident identity number has 18 places")
_FIFTEEN = Words(
    "15 位旧身份证号码已停用，请填写 18 位号码",
    "15-place identity numbers are no longer valid; give the 18-place one",
)
_LETTERS = Words(
    "身份证号码只能含数字，末位可为 X", "a resident identity number has digits only, the last may be X"
)
_PROVINCE = Words(
    "身份证号码前两位不是省级代码", "the first two places of the identity number are no province"
)
_BIRTH = Words("身份证号码中的出生日期不存在", "the birth date inside the identity number does not exist")
_CHECK = Words("身份证号码校验位不符，请核对", "the identity number fails its check digit; please compare it")
_CREDIT_FORM = Words(
    "统一社会信用代码应为 18 位规定字符", "a unified social credit code has 18 places of its own letters"
)
_CREDIT_CHECK = Words(
    "统一社会信用代码校验位不符，请核对", "the credit code fails its check digit; please compare it"
)
_OTHER = Words("证件号码应为 5 至 15 位字母或数字", "a document number has 5 to 15 letters or digits")
_NEITHER = Words(
    "既不是有效的身份证号码，也不是统一社会信用代码；其他证件请增加“证件类型”列",
    "neither a valid identity number nor a credit code; for other documents add a column for the kind",
)


def resident_check(first17: str) -> str:
    """The check digit of a resident identity number's first 17 digits."""
    total = sum(int(digit) * weight for digit, weight in zip(first17, RESIDENT_WEIGHTS, strict=True))
    return RESIDENT_CHECKS[total % 11]


def credit_check(first17: str) -> str:
    """The check letter of a unified social credit code's first 17 places."""
    total = sum(
        CREDIT_LETTERS.index(letter) * weight for letter, weight in zip(first17, CREDIT_WEIGHTS, strict=True)
    )
    return CREDIT_LETTERS[-total % 31]


def organisation_check(first8: str) -> str:
    """The check place of an organisation code (GB 11714-1997), places 9-17 of a credit code."""
    total = sum(
        ORGANISATION_LETTERS.index(letter) * weight
        for letter, weight in zip(first8, ORGANISATION_WEIGHTS, strict=True)
    )
    rest = 11 - total % 11
    return "X" if rest == 10 else "0" if rest == 11 else str(rest)


def fault_of_resident(number: str, as_of: date) -> Words | None:
    """What is wrong with a resident identity number (upper case, no spaces), or None."""
    if not _RESIDENT.match(number):
        if re.match(r"^[0-9]{15}$", number):
            return _FIFTEEN
        return _LENGTH if len(number) != 18 else _LETTERS
    if int(number[:2]) not in PROVINCES:
        return _PROVINCE
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return _BIRTH
    if born.year < BIRTH_YEAR_MIN or born > as_of:
        return _BIRTH
    return None if resident_check(number[:17]) == number[17] else _CHECK


def fault_of_credit_code(number: str) -> Words | None:
    """What is wrong with a unified social credit code (upper case, no spaces), or None."""
    if not _CREDIT.match(number):
        return _CREDIT_FORM
    return None if credit_check(number[:17]) == number[17] else _CREDIT_CHECK


def kind_of(number: str, as_of: date) -> str | None:
    """The kind that a number proves itself to be by its check digit; None when it proves neither."""
    if fault_of_resident(number, as_of) is None:
        return RESIDENT
    return CREDIT_CODE if fault_of_credit_code(number) is None else None


def fault(number: str, kind: str | None, as_of: date) -> Words | None:
    """What is wrong with a number of a stated kind; of an unstated kind it must prove itself."""
    if kind == RESIDENT:
        return fault_of_resident(number, as_of)
    if kind == CREDIT_CODE:
        return fault_of_credit_code(number)
    if kind is not None:
        return None if _PASSPORT.match(number) else _OTHER
    if kind_of(number, as_of) is not None:
        return None
    if _RESIDENT.match(number) and int(number[:2]) in PROVINCES:
        return fault_of_resident(number, as_of)
    if _CREDIT.match(number) and re.search(r"[A-Z]", number[:17]):
        return fault_of_credit_code(number)
    return _FIFTEEN if re.match(r"^[0-9]{15}$", number) else _NEITHER


def judge(number: str, stated: str | None, as_of: date) -> tuple[str | None, Words | None]:
    """(kind, what is wrong) of a number whose kind the file states or leaves open."""
    wrong = fault(number, stated, as_of)
    return (stated or (None if wrong else kind_of(number, as_of))), wrong
