"""One spelling for each way to reach someone, and whether it can be one at all.

Phone numbers are judged by the numbering plans that `phonenumbers` carries (ITU-T E.164 and national plans).
"""

from __future__ import annotations

import re

import phonenumbers

from arrears.book.portfolio.contracts import ContactKind

_FILLER = re.compile(r"[\s\-()（）.·]+")
_EMAIL = re.compile(r"[^@\s,;<>\"]{1,64}@[^\W_](?:[\w.-]*[^\W_])?\.[^\W\d_]{2,24}")
# New segments open faster than the library's numbering plan follows, so every Chinese mobile is taken.
_CHINESE_MOBILE = re.compile(r"(\+86|0086)?(1[3-9][0-9]{9})")
ADDRESS_LENGTH_MIN = 4
VALUE_LENGTH_MAX = 300


def canonical_phone(text: str, region: str = "CN") -> str | None:
    """E.164 with extension dropped ("+8613…"), or None when it is no valid number.

    `region`: ISO country that a number without a country code belongs to.
    """
    bare = _FILLER.sub("", text)
    if (mobile := _CHINESE_MOBILE.fullmatch(bare)) and (region == "CN" or mobile[1]):
        return "+86" + mobile[2]
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    number.extension = None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def canonical(kind: ContactKind, text: str, region: str = "CN") -> tuple[str, bool]:
    """(spelling to keep, usable). What cannot be used keeps its own spelling, trimmed."""
    value = text.strip()[:VALUE_LENGTH_MAX]
    if kind is ContactKind.PHONE:
        number = canonical_phone(value, region)
        return (number, True) if number else (value, False)
    if kind is ContactKind.EMAIL:
        lower = value.lower()
        return lower, bool(_EMAIL.fullmatch(lower)) and ".." not in lower
    if kind is ContactKind.ADDRESS:
        return value, len(value) >= ADDRESS_LENGTH_MIN
    return value, bool(value)


def shown(kind: ContactKind, value: str) -> str:
    """The spelling that is masked and read out: a Chinese number without its country code."""
    return value[3:] if kind is ContactKind.PHONE and value.startswith("+86") else value
