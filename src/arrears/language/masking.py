"""Personal data hidden before a text is kept as an example or leaves the house.

Certain forms only (numbers with their checks, addresses of e-mail, names after words that announce
one): a masked text is safer, never proven anonymous.
"""

from __future__ import annotations

import re

from arrears.language.plain import flatten

ID_LENGTH = 18
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"
CARD_DIGITS_MIN, CARD_DIGITS_MAX = 13, 19
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范"
    "金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
_DOUBLE = "欧阳|上官|司马|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐"
_HAN = "\u4e00-\u9fff"
_EMAIL = re.compile(r"[A-Za-z0-9_.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_ID = re.compile(
    r"(?<![0-9])[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dxX](?![0-9])"
)
_SSN = re.compile(r"(?<!\d)\d{3}-\d{2}-\d{4}(?!\d)")
_CARD = re.compile(r"(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)")
_PHONES = (
    re.compile(r"(?<!\d)(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)"),
    re.compile(r"(?<!\d)0\d{2,3}[ -]?\d{7,8}(?!\d)"),
    re.compile(r"(?<![\d.,])(?:\+?\d{1,3}[ .-]?)?(?:\(\d{3}\) ?|\d{3}[ .-])\d{3}[ .-]\d{4}(?!\d)"),
    re.compile(r"(?<!\d)\+\d{1,3}(?:[ -]?\d){7,12}(?!\d)"),
)
_GIVEN_NAME = re.compile(
    rf"(?<=我叫)[{_HAN}]{{2,4}}|(?<=姓名[：:是])[{_HAN}]{{2,4}}|(?<=名字叫)[{_HAN}]{{2,4}}"
)
_TITLED = re.compile(
    rf"(?<![{_HAN}])(?:(?:{_DOUBLE}|[{_SURNAMES}])[{_HAN}]{{0,2}})(?=先生|女士|小姐|太太|经理|警官|律师|老师|师傅)"
    rf"|(?<=[是找问请给叫和跟])(?:(?:{_DOUBLE}|[{_SURNAMES}])[{_HAN}]{{0,2}})(?=先生|女士|小姐|太太)"
)
_NOT_NAMES = frozenset({"高级", "方便", "金融", "任何", "万一", "马上", "白天", "江湖", "那位", "这位", "贵"})
_EN_TITLED = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Dr)\.? (?:[A-Z][\w'-]+ ?){1,3}")
_EN_GIVEN = re.compile(
    r"(?<=[Mm]y name is )(?:[A-Z][\w'-]+ ?){1,3}|(?<=\bI am called )(?:[A-Z][\w'-]+ ?){1,3}"
)


def mask(text: str) -> str:
    """The text with phones, identity and card numbers, e-mail addresses and announced names hidden.

    Numbers keep their ends where house style shows them (138****1234); amounts and dates stay. Masking
    a masked text changes nothing.
    """
    plain = flatten(text)
    masked = _same_length(text, plain)
    masked = _EMAIL.sub(lambda found: f"{found[0][0]}***@***", masked)
    masked = _ID.sub(_masked_id, masked)
    masked = _SSN.sub(lambda found: f"***-**-{found[0][-4:]}", masked)
    for pattern in _PHONES:
        masked = pattern.sub(_masked_phone, masked)
    masked = _CARD.sub(_masked_card, masked)
    masked = _GIVEN_NAME.sub(_masked_name, masked)
    masked = _TITLED.sub(_masked_titled, masked)
    masked = _EN_TITLED.sub(_masked_english_title, masked)
    return _EN_GIVEN.sub("***", masked)


def _same_length(text: str, plain: str) -> str:
    """Full-width figures and signs as plain ones, all else as it was written."""
    return "".join(
        flat if flat.isascii() and not sign.isascii() else sign
        for sign, flat in zip(text, plain, strict=True)
    )


def _masked_id(found: re.Match[str]) -> str:
    number = found[0].upper()
    check = sum(int(digit) * weight for digit, weight in zip(number, _ID_WEIGHTS, strict=False)) % 11
    if _ID_CHECKS[check] != number[-1]:
        return found[0][:2] + "*" * (ID_LENGTH - 2)  # a mistyped identity number is still one
    return f"{number[:4]}{'*' * (ID_LENGTH - 8)}{number[-4:]}"


def _masked_phone(found: re.Match[str]) -> str:
    digits = re.sub(r"\D", "", found[0])
    if digits.startswith("86") and len(digits) > 11:
        digits = digits[2:]
    return f"{digits[:3]}****{digits[-4:]}"


def _masked_card(found: re.Match[str]) -> str:
    digits = re.sub(r"\D", "", found[0])
    if not CARD_DIGITS_MIN <= len(digits) <= CARD_DIGITS_MAX:
        return found[0]
    return f"{digits[:4]}****{digits[-4:]}"


def _masked_name(found: re.Match[str]) -> str:
    return found[0][0] + "**"


def _masked_titled(found: re.Match[str]) -> str:
    if found[0] in _NOT_NAMES or found[0][:2] in _NOT_NAMES:
        return found[0]
    return found[0][0] + "*" * max(len(found[0]) - 1, 0)


def _masked_english_title(found: re.Match[str]) -> str:
    title = found[0].split(" ")[0]
    tail = " " if found[0].endswith(" ") else ""
    return f"{title} ***{tail}"
