"""How one cell is read: a value, nothing (the cell is empty), or words that say what is wrong with it.

These functions are the rule. `columns` reads whole columns of plain cells at once and hands everything else
to them, so a table of cases pins both.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from decimal import Decimal

import phonenumbers

from arrears.book.intake.contracts.mapping import UNIT_WORDS, Cell, DateOrder, PlannedColumn, Unit
from arrears.book.intake.rules.choices import choose, offered
from arrears.kernel.money import AMOUNT_MINOR_MAX, minor_digits
from arrears.kernel.words import Words

Read = str | int | date | Words | None

CELL_SHOWN_MAX = 80
PHONES_PER_CELL_MAX = 5
COUNT_MAX = 1_000_000_000
DATE_MIN, DATE_MAX = date(1980, 1, 1), date(2100, 12, 31)
YEAR_MIN = 1900
EXCEL_EPOCH = date(1899, 12, 30)
SERIAL_MIN, SERIAL_MAX = 29_221, 73_415  # Excel's day numbers of DATE_MIN and DATE_MAX

_SPACES = " \t\r\n\u00a0\u3000\u200b\u200c\u200d\u2060\ufeff"
_NOTHING = frozenset({"", "-", "--", "—", "——", "/", "\\", "无", "空", "null", "none", "n/a", "na", "nil"})
_EXCEL_ERROR = re.compile(r"^#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|#+)$", re.IGNORECASE)
_LITERAL = re.compile(r'^="([^"]*)"$')
_FORMULA = re.compile(r"^([=@]|[+\-][^|!(]*[|!(])")
_SCIENTIFIC = re.compile(r"^[+-]?[0-9](\.[0-9]+)?[eE]\+[0-9]+$")
_AMOUNT = re.compile(r"^([0-9]{1,3}(,[0-9]{3})+|[0-9]+)(\.[0-9]*)?$|^\.[0-9]+$")
_SPACED = re.compile(r"^[0-9]{1,3}( [0-9]{3})+(\.[0-9]+)?$")
_UNIT_ENDING = {"万元": Unit.WAN, "万": Unit.WAN, "元": Unit.YUAN, "圆": Unit.YUAN, "分": Unit.FEN}
_YMD = re.compile(r"^([0-9]{4})\s*[-/.年]\s*([0-9]{1,2})\s*[-/.月]\s*([0-9]{1,2})\s*日?$")
_SHORT = re.compile(r"^([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})$")
_CLOCK = re.compile(
    r"^(.*[0-9]日?)[ T]+[0-9]{1,2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?( ?Z| ?[+-][0-9]{2}:?[0-9]{2})?$"
)
_PACKED = re.compile(r"^([0-9]{4})([0-9]{2})([0-9]{2})(\.0)?$")
_YEAR = re.compile(r"^([0-9]{4})(年|\.0)?$")
_MONTH = re.compile(r"^([0-9]{4})[-/年]([0-9]{1,2})月?$")
_EMAIL = re.compile(r"^[a-z0-9._%+'\-]{1,64}@([a-z0-9]([a-z0-9\-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$")
_MOBILE = re.compile(r"^1[3-9][0-9]{9}$")
_LANDLINE = re.compile(r"^0(10|2[0-9]|[3-9][0-9]{2})([0-9]{7,8})$")
_PHONE_SPLIT = re.compile(r"[/;；、,，|\n]+")

NOT_EMPTY = Words("不能为空", "must not be empty")
_CONTROL = Words("含有不可见的控制字符", "contains control characters")
_IS_FORMULA = Words("单元格是公式，请改为数值或文本", "the cell is a formula; give the value instead")
_IS_ERROR = Words("单元格是表格软件的错误值", "the cell is an error value of the spreadsheet")
_LOST_DIGITS = Words(
    "号码被表格软件改成了科学计数法，请把该列设为文本格式后重新填写",
    "the spreadsheet turned the number into scientific notation; format the column as text, enter it again",
)


def clean(text: str) -> str:
    """A cell without the space around it, the apostrophe of a text cell and the shell of ="…"."""
    stripped = text.strip(_SPACES)
    literal = _LITERAL.match(stripped)
    if literal:
        return literal.group(1).strip(_SPACES)
    return stripped[1:].strip(_SPACES) if stripped.startswith("'") else stripped


def read(text: str, column: PlannedColumn, currency: str) -> Read:
    """Read one cell under its column; `currency` matters for amounts."""
    cell = column.field.cell
    limit = max(column.field.length_max, 400 if cell is Cell.PHONE else 0)
    if len(text) > limit + 100:
        return Words(
            f"内容过长（{len(text)} 个字符，最多 {limit}）",
            f"too long ({len(text)} characters, at most {limit})",
        )
    body = clean(text)
    if any(unicodedata.category(letter) in ("Cc", "Cf") and letter not in "\t\r\n" for letter in body):
        return _CONTROL
    if cell is not Cell.TEXT:
        body = unicodedata.normalize("NFKC", body).strip(_SPACES)
    if body.casefold() in _NOTHING:
        return None
    if _EXCEL_ERROR.match(body):
        return _IS_ERROR
    if _FORMULA.match(body):
        return _IS_FORMULA
    return _by_kind(body, column, currency)


def _by_kind(body: str, column: PlannedColumn, currency: str) -> Read:
    cell = column.field.cell
    if cell is Cell.AMOUNT:
        return read_amount(body, column.unit, currency)
    if cell is Cell.DATE:
        return read_date(body, column.date_order)
    if cell is Cell.COUNT:
        return read_count(body)
    if cell is Cell.RATE:
        return read_rate(body)
    if cell in (Cell.NUMBER, Cell.IDENTITY):
        return read_number(body, column.field.length_max, upper=cell is Cell.IDENTITY)
    if cell is Cell.PHONE:
        return read_phones(body)
    if cell is Cell.EMAIL:
        return read_email(body)
    if cell is Cell.CURRENCY:
        return read_currency(body)
    if cell in (Cell.CHOICE, Cell.GROUP):
        return read_choice(body, column.field.choices or "")
    if cell is Cell.YEAR:
        return read_year(body)
    return read_text(body, column.field.length_max)


def read_text(body: str, length_max: int) -> Read:
    text = " ".join(body.split())
    if len(text) > length_max:
        return Words(f"内容过长（最多 {length_max} 个字符）", f"too long (at most {length_max} characters)")
    return text


def read_number(body: str, length_max: int, *, upper: bool = False) -> Read:
    """A contract, customer, serial or identity number: no spaces; one width."""
    text = "".join(body.split())
    if _SCIENTIFIC.match(text):
        return _LOST_DIGITS
    if re.match(r"^[0-9]+\.0$", text):
        text = text[:-2]
    if len(text) > length_max:
        return Words(
            f"号码过长（最多 {length_max} 位）", f"the number is too long (at most {length_max} places)"
        )
    return text.upper() if upper else text


def factor_digits(unit: Unit, currency: str) -> int:
    """Decimal places from what a column writes to minor units: 元 → 2, 万元 → 6, 分 → 0 for CNY."""
    digits = minor_digits(currency)
    return {Unit.YUAN: digits, Unit.WAN: digits + 4, Unit.FEN: 0}[unit]


def read_amount(body: str, unit: Unit, currency: str) -> Read:
    """An amount in whole minor units; never negative, never finer than the currency."""
    text = body.strip("¥￥$€ ")
    if _SPACED.match(text):
        text = text.replace(" ", "")
    for ending, said in _UNIT_ENDING.items():
        if text.endswith(ending):
            text, unit = text[: -len(ending)].rstrip(), said
            break
    if text.startswith("(") and text.endswith(")"):
        text = "-" + text[1:-1]
    if text.startswith(("-", "−")) and _AMOUNT.match(text[1:].strip("¥￥$€")):
        if Decimal(text[1:].strip("¥￥$€").replace(",", "")) == 0:
            return 0
        return Words("金额不能为负数", "an amount must not be negative")
    text = text.removeprefix("+").strip("¥￥$€")
    if _SCIENTIFIC.match(text):
        return _LOST_DIGITS
    if len(text) > 40 or not _AMOUNT.match(text):
        return Words("不是金额", "not an amount")
    minor = Decimal(text.replace(",", "")).scaleb(factor_digits(unit, currency))
    if minor != minor.to_integral_value():
        words = UNIT_WORDS[unit]
        return Words(
            f"金额小于最小货币单位（本列单位为{words.zh}）",
            f"finer than the smallest coin (the column is in {words.en})",
        )
    if minor > AMOUNT_MINOR_MAX:
        return Words("金额过大，请核对单位", "the amount is out of bounds; please compare the unit")
    return int(minor)


def read_date(body: str, order: DateOrder) -> Read:
    """2026-01-05, 2026/1/5, 2026.1.5, 20260105, 2026年1月5日, with or without a time, or Excel's day number.

    Day or month first only where the mapping says so.
    """
    clock = _CLOCK.match(body)
    text = (clock.group(1) if clock else body).strip()
    parts = _YMD.match(text) or _PACKED.match(text)
    if parts:
        year, month, day = (int(part) for part in parts.groups()[:3])
    elif re.match(r"^[0-9]{5}(\.[0-9]+)?$", text):
        serial = int(float(text))
        if not SERIAL_MIN <= serial <= SERIAL_MAX:
            return Words("日期超出范围", "the date is out of bounds")
        return EXCEL_EPOCH + timedelta(days=serial)
    else:
        short = _SHORT.match(text)
        if short is None:
            return Words("不是日期，请写成 2026-01-05", "not a date; write 2026-01-05")
        if order is DateOrder.YMD:
            return Words(
                "日月顺序不明，请写成 2026-01-05", "day and month could be either way round; write 2026-01-05"
            )
        first, second, year = (int(part) for part in short.groups())
        day, month = (first, second) if order is DateOrder.DMY else (second, first)
    try:
        found = date(year, month, day)
    except ValueError:
        return Words("日期不存在", "this day does not exist")
    return found if DATE_MIN <= found <= DATE_MAX else Words("日期超出范围", "the date is out of bounds")


def read_year(body: str) -> Read:
    """A year, alone (1980, 1980年), as a date (1980-05-01, 19800501) or as Excel's day number (five digits: fewer
    could be a year of two digits, of which the century is not known)."""
    alone = _YEAR.match(body)
    clock = _CLOCK.match(body)
    text = (clock.group(1) if clock else body).strip()
    parts = _YMD.match(text) or _PACKED.match(text)
    if alone:
        year = int(alone.group(1))
    elif parts:
        try:
            year = date(*(int(part) for part in parts.groups()[:3])).year
        except ValueError:
            return Words("日期不存在", "this day does not exist")
    elif re.match(r"^[0-9]{5}$", text):
        year = (EXCEL_EPOCH + timedelta(days=int(text))).year
    else:
        return Words("不是年份，请写成 1980", "not a year; write 1980")
    return year if YEAR_MIN <= year <= DATE_MAX.year else Words("年份超出范围", "the year is out of bounds")


def read_count(body: str) -> Read:
    """A whole number of something; a statement month (2026-01) counts as 202601."""
    month = _MONTH.match(body)
    if month and 1 <= int(month.group(2)) <= 12:
        return int(month.group(1)) * 100 + int(month.group(2))
    text = re.sub(r"^第|[期天个张户]$", "", body).replace(",", "").strip()
    text = re.sub(r"\.0+$", "", text)
    if re.match(r"^-[0-9]+$", text):
        return Words("不能为负数", "must not be negative")
    if not re.match(r"^[0-9]{1,12}$", text):
        return Words("不是整数", "not a whole number")
    return int(text) if int(text) <= COUNT_MAX else Words("数值过大", "the number is out of bounds")


def read_rate(body: str) -> Read:
    """A yearly rate as a fraction in plain digits ("0.12"). Without a % sign the figure is in percent."""
    signed = body.endswith("%")
    text = body.rstrip("%").strip()
    if not re.match(r"^[0-9]{1,4}(\.[0-9]{1,6})?$", text):
        return Words("不是利率", "not a rate")
    percent = Decimal(text)
    if not signed and 0 < percent < 1:
        return Words("利率请写成 12% 或 12", "write the rate as 12% or 12")
    if percent > 1000:
        return Words("利率过大", "the rate is out of bounds")
    return f"{(percent / 100).normalize():f}"


def read_phones(body: str) -> Read:
    """One or more telephone numbers, each in E.164, one a line. Words when one of them cannot be a number."""
    if _SCIENTIFIC.match(body):
        return _LOST_DIGITS
    found: list[str] = []
    for part in _PHONE_SPLIT.split(body):
        if not part.strip():
            continue
        one = _phone(part.strip())
        if one is None:
            return Words("不是有效的电话号码", "not a telephone number")
        if one not in found:
            found.append(one)
    if len(found) > PHONES_PER_CELL_MAX:
        return Words(
            f"一格最多 {PHONES_PER_CELL_MAX} 个号码", f"at most {PHONES_PER_CELL_MAX} numbers in one cell"
        )
    return "\n".join(found) or None


def _phone(text: str) -> str | None:
    digits = re.sub(r"[\s\-().]", "", text.removesuffix(".0"))
    digits = re.sub(r"^(\+?86|0086)(?=1[3-9][0-9]{9}$)", "", digits)
    if _MOBILE.match(digits):
        return "+86" + digits
    landline = _LANDLINE.match(digits)
    if landline:
        return f"+86{landline.group(1)}{landline.group(2)}"
    if len(text) > 40:
        return None
    try:
        number = phonenumbers.parse(text, "CN")
    except phonenumbers.NumberParseException:
        return None
    if phonenumbers.is_possible_number_with_reason(number) != phonenumbers.ValidationResult.IS_POSSIBLE:
        return None
    if number.extension:
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def read_email(body: str) -> Read:
    text = "".join(body.split()).lower()
    if len(text) > 254 or not _EMAIL.match(text):
        return Words("不是有效的电子邮箱", "not an e-mail address")
    return text


def read_currency(body: str) -> Read:
    code = choose("currency", body) or body.upper()
    try:
        minor_digits(code)
    except ValueError:
        return Words("不认识的币种，请用 CNY、USD 等代码", "unknown currency; use a code such as CNY or USD")
    return code


def read_choice(body: str, table: str) -> Read:
    code = choose(table, body)
    if code is None:
        allowed = "、".join(offered(table))
        return Words(f"不认识的取值，可用：{allowed}", f"unknown value; may be one of: {allowed}")
    return None if code == "none" else code
