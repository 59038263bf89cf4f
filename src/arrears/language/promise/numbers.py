"""Numbers as people write and say them: 1万2, 三百五, 3k5, two and a half thousand."""

from __future__ import annotations

import re
from decimal import Decimal

DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "两": 2,
    "俩": 2,
    "仨": 3,
}
UNITS = {"十": 10, "百": 100, "千": 1000, "k": 1000, "万": 10_000, "w": 10_000, "亿": 100_000_000}
FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟圆弍", "一二三四五六七八九十百千元二")
SECTION_UNIT = 10_000
TAIL_UNIT_MIN = 100

_HAN_DIGIT = "零〇一二两俩仨三四五六七八九"
ZH_NUMBER = (
    rf"(?:\d[\d,]*(?:\.\d+)?(?:[百千万亿kw]+(?:\d{{1,4}}|[{_HAN_DIGIT}](?![号日月点天分]))?)*"
    rf"|[{_HAN_DIGIT}十半](?:[{_HAN_DIGIT}十百千万亿kw]|(?<=[百千万亿kw])\d)*)"
)
_TOKEN = re.compile(r"\d[\d,]*(?:\.\d+)?|.")

_EN_SMALL = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_EN_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
EN_WORDS = {word: value for value, word in enumerate(_EN_SMALL)}
EN_WORDS |= {word: 10 * value for value, word in enumerate(_EN_TENS, start=2)}
EN_SCALES = {
    "hundred": 100,
    "thousand": 1000,
    "k": 1000,
    "grand": 1000,
    "million": 1_000_000,
    "lakh": 100_000,
}
_EN_NTH = (
    *("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"),
    *("eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth"),
    *("eighteenth", "nineteenth", "twentieth"),
)
EN_ORDINALS = {word: value for value, word in enumerate(_EN_NTH, start=1)} | {"thirtieth": 30}
_EN_ONE = "|".join(sorted((*EN_WORDS, *EN_SCALES), key=len, reverse=True))
EN_NUMBER = (
    rf"(?:\d[\d,]*(?:\.\d+)?(?:k\b|\s?(?:grand|thousand|hundred|million|lakh)\b)?"
    rf"|\b(?:a |an |one )?(?:couple (?:of )?|few )?(?:half a |{_EN_ONE})(?:(?:[ -]| and )(?:a half )?(?:{_EN_ONE}))*\b)"
)


class NotANumber(ValueError):
    """The characters do not make one number."""


def zh_number(text: str) -> tuple[Decimal, bool]:
    """The value of a Chinese or mixed number, and whether it is a range (两三千: the lower end).

    A single digit after a unit of a hundred or more is the next digit: 1万2 is 12,000, 三百五 is 350.
    """
    if text == "半":
        return Decimal("0.5"), False
    pair = re.fullmatch(r"([一二两三四五六七八九])([一二两三四五六七八九])([十百千万kw].*)", text)
    if pair and DIGITS[pair[2]] > DIGITS[pair[1]]:
        return zh_number(pair[1] + pair[3])[0], True
    if re.fullmatch(r"[零〇一二三四五六七八九]{2,}", text):
        return Decimal("".join(str(DIGITS[sign]) for sign in text)), False
    return _zh_value(text), False


def _zh_value(text: str) -> Decimal:
    total, section = Decimal(0), Decimal(0)
    number: Decimal | None = None
    last_unit, zero = 0, False
    for sign in _TOKEN.findall(text):
        if sign in UNITS:
            unit = UNITS[sign]
            if unit >= SECTION_UNIT:
                total += ((section + (number or 0)) or 1) * unit
                section = Decimal(0)
            else:
                section += (1 if number is None else number) * unit
            number, last_unit, zero = None, unit, False
        elif sign == "半":
            section += Decimal(last_unit) / 2
        elif sign in DIGITS:
            zero = zero or DIGITS[sign] == 0
            number = Decimal(DIGITS[sign])
        elif sign[0].isdigit():
            number = Decimal(sign.replace(",", ""))
        else:
            raise NotANumber(text)
    if number is not None:
        tail = last_unit >= TAIL_UNIT_MIN and not zero and number < 10 and number == int(number)
        section += number * last_unit / 10 if tail else number
    return total + section


def en_number(text: str) -> tuple[Decimal, bool]:
    """The value of an English number in figures, words or both, and whether it is only about so much."""
    plain = text.lower().replace(",", "").strip()
    figures = re.fullmatch(r"(\d+(?:\.\d+)?)\s?([a-z]+)?", plain)
    if figures:
        return Decimal(figures[1]) * EN_SCALES.get(figures[2] or "", 1), False
    approx = "couple" in plain or "few" in plain
    half = "half" in plain
    words = [word for word in re.split(r"[ -]+", plain) if word not in ("a", "an", "and", "of", "half")]
    total, section = Decimal(0), Decimal(0)
    for word in words:
        if word in ("couple", "few"):
            section += 2 if word == "couple" else 3
        elif word in EN_WORDS:
            section += EN_WORDS[word]
        elif word in EN_SCALES:
            scale = EN_SCALES[word]
            section = (
                section + (Decimal("0.5") if half and (not section or "and a half" in plain) else 0)
            ) or Decimal(1)
            half = False
            if scale >= 1000:
                total += section * scale
                section = Decimal(0)
            else:
                section *= scale
        else:
            raise NotANumber(text)
    return total + section, approx
