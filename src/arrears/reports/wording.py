"""Figures and sentences as a person would write them, in Chinese and English. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from urllib.parse import quote

from babel.dates import format_date

from arrears.kernel.money import Money
from arrears.kernel.words import Words
from arrears.reports.contracts import (
    TARGET_WORDS,
    Figure,
    Period,
    Scope,
    Summary,
    TargetKind,
    TargetLine,
    Unit,
)
from arrears.reports.definitions import DEFINITIONS

Value = int | Fraction | None
WAN = 1_000_000  # 万元 in fen
CURRENCY_ZH = {"CNY": "元", "USD": "美元", "EUR": "欧元", "GBP": "英镑"}
LEAST_POINTS = Fraction(5, 10_000)  # what rounds to 0.0 points has not changed
MOST_RATIO = Fraction(999, 100)  # beyond this a percentage says less than the amount
NOT_KNOWN = Words("无法计算", "not known")


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a sentence; `ref` opens the rows of the number in it, empty for plain words."""

    text: str
    ref: str


@dataclass(frozen=True, slots=True)
class Said:
    """One figure as a document shows it; `ref` opens its rows."""

    label: str
    value: str
    change: list[Piece]
    ref: str


_OPEN, _REF, _CLOSE = "\x01", "\x02", "\x03"
_MARKED = re.compile(f"{_OPEN}(.*?){_REF}(.*?){_CLOSE}")


def marked(text: str, ref: str) -> str:
    """A number of a sentence with the address of its rows, to be taken apart by `pieces`."""
    return f"{_OPEN}{ref}{_REF}{text}{_CLOSE}"


def pieces(sentence: str) -> list[Piece]:
    """A sentence taken apart into plain words and numbers with their rows."""
    found, at = [], 0
    for match in _MARKED.finditer(sentence):
        if match.start() > at:
            found.append(Piece(sentence[at : match.start()], ""))
        found.append(Piece(match.group(2), match.group(1)))
        at = match.end()
    return found + ([Piece(sentence[at:], "")] if at < len(sentence) else [])


def money(minor: int, currency: str, language: str) -> str:
    """An amount with its unit: 12.35 万元 from ten thousand yuan up, else 8,200.00 元; CNY 123,456.78."""
    if not language.startswith("zh"):
        return f"{currency} {Money(minor, currency).decimal:,.2f}"
    unit = CURRENCY_ZH.get(currency, currency)
    if currency == "CNY" and abs(minor) >= WAN:
        return f"{Decimal(minor) / WAN:,.2f} 万{unit}"
    return f"{Money(minor, currency).decimal:,.2f} {unit}"


def said(value: Value, unit: Unit, currency: str, language: str) -> str:
    """A value as text; what is not known says so."""
    if value is None:
        return NOT_KNOWN.in_(language)
    if unit is Unit.MONEY:
        return money(int(value), currency, language)
    if unit is Unit.SHARE:
        return f"{float(value) * 100:,.1f}%"
    if unit is Unit.RATIO:
        return ratio(value)
    return f"{int(value):,}"


def ratio(value: int | Fraction | float) -> str:
    """A plain ratio: whole, or with three decimals at most."""
    return f"{value:,}" if isinstance(value, int) else f"{float(value):,.3f}".rstrip("0").rstrip(".")


def difference(now: Value, before: Value, unit: Unit, currency: str, language: str) -> str:
    """`+1,200 (+3.0%)`: in points for shares; empty where there is no base to compare with."""
    if now is None or before is None:
        return ""
    apart = Fraction(now) - Fraction(before)
    zh = language.startswith("zh")
    if apart == 0 or (unit is Unit.SHARE and abs(apart) < LEAST_POINTS):
        return "持平" if zh else "unchanged"
    sign = "+" if apart > 0 else "−"
    size = abs(apart)
    if unit is Unit.SHARE:
        return f"{sign}{float(size) * 100:.1f} " + ("个百分点" if zh else "points")
    text = money(int(size), currency, language) if unit is Unit.MONEY else f"{int(size):,}"
    ratio = size / abs(Fraction(before)) if before else None
    known = ratio is not None and ratio <= MOST_RATIO
    base = f"{sign}{float(ratio) * 100:.1f}%" if known and ratio is not None else ""
    return f"{sign}{text}" + ((f"（{base}）" if zh else f" ({base})") if base else "")


def changes(summary: Summary, figure: Figure, unit: Unit, language: str) -> list[Piece]:
    """Against the period before, the year before and the team; each opens the rows it compares with."""
    zh = language.startswith("zh")
    found: list[Piece] = []
    for before, words, period in (
        (figure.before, "较上期 " if zh else "on the period before ", summary.period.before),
        (figure.year_before, "较去年同期 " if zh else "on the year before ", summary.period.year_before),
    ):
        text = difference(figure.value, before, unit, figure.currency, language)
        if text:
            ref = rows_ref(summary.scope, period, figure.code, figure.currency) + "#change"
            text = words + text if zh else f"{text} {words.strip()}"
            found += [Piece("；" if zh else "; ", "")] if found else []
            found.append(Piece(text, ref))
    if figure.team is not None and summary.team is not None and figure.value is not None:
        ref = rows_ref(summary.team, summary.period, figure.code, figure.currency) + "#team"
        value = said(figure.team, unit, figure.currency, language)
        found += [Piece("；" if zh else "; ", "")] if found else []
        found.append(Piece(f"小组 {value}" if zh else f"team {value}", ref))
    return found


def day(value: date, language: str) -> str:
    if language.startswith("zh"):
        return f"{value.year}年{value.month}月{value.day}日"
    return format_date(value, "d MMMM y", locale="en")


def span(period: Period, language: str) -> str:
    if period.first == period.last:
        return day(period.first, language)
    join = "至" if language.startswith("zh") else " to "
    return f"{day(period.first, language)}{join}{day(period.last, language)}"


def rows_ref(scope: Scope, period: Period, code: str, currency: str = "", **narrowed: str) -> str:
    """The address of a figure's rows inside the product."""
    query = (
        f"from={period.first}&to={period.last}&creditors={','.join(str(one) for one in scope.creditor_ids)}"
    )
    if scope.user_ids is not None:
        query += "&users=" + ",".join(str(one) for one in scope.user_ids)
    query += f"&currency={currency}" if currency else ""
    query += "".join(f"&{name}={quote(value)}" for name, value in narrowed.items() if value)
    return f"/reports/figures/{code}/?{query}"


def capacity_ref(summary: Summary, part: str) -> str:
    """The address of the people, days and absences that the coming period's days of work are made of."""
    query = rows_ref(summary.scope, summary.period, "person_days").partition("?")[2]
    return f"/reports/capacity/?{query}#{part}"


def figure_ref(summary: Summary, code: str, currency: str = "", **narrowed: str) -> str:
    return rows_ref(summary.scope, summary.period, code, currency, **narrowed)


def target_line(line: TargetLine, language: str) -> Said:
    """A target beside what was reached, what each working day still needs, and why its light stands."""
    zh = language.startswith("zh")
    label = ("目标：" if zh else "Target: ") + TARGET_WORDS[line.kind].in_(language)
    ref = f"/reports/targets/{line.id}/?to={line.day}"
    of_share = line.kind is TargetKind.OVERDUE_SHARE
    goal = said(line.goal, Unit.SHARE if of_share else Unit.MONEY, line.currency, language)
    done = said(line.done, Unit.SHARE, "", language)
    parts = [
        Piece(f"完成 {done}" if zh else f"{done} reached", f"{ref}#done"),
        Piece("；" if zh else ". ", ""),
    ]
    return Said(label, goal, [*parts, Piece(line.why.in_(language), f"{ref}#expected")], f"{ref}#goal")


def says_something(figure: Figure, unit: Unit) -> bool:
    """Whether a figure is worth its line: a share of nothing is not, nor what there is none of, now and before; a share
    of nought is."""
    if unit is Unit.SHARE:
        return figure.value is not None or bool(figure.before)
    return bool(figure.value or figure.before)


def shown(summary: Summary, codes: tuple[str, ...], language: str) -> list[Said]:
    """Figures in an order, one line per currency; what there is none of, now and in the period before, is left out."""
    lines = []
    for code in codes:
        definition = DEFINITIONS[code]
        for one in summary.figures:
            if one.code != code or not says_something(one, definition.unit):
                continue
            lines.append(
                Said(
                    label=definition.label.in_(language),
                    value=said(one.value, definition.unit, one.currency, language),
                    change=changes(summary, one, definition.unit, language),
                    ref=figure_ref(summary, code, one.currency),
                )
            )
    return lines


def count_of(summary: Summary, code: str) -> int:
    value = summary.figure(code).value
    return int(value) if value is not None else 0


def number_of(summary: Summary, code: str) -> str:
    return marked(f"{count_of(summary, code):,}", figure_ref(summary, code))


def counted(summary: Summary, code: str, one: str, many: str) -> str:
    return f"{number_of(summary, code)} {one if count_of(summary, code) == 1 else many}"


def results_text(summary: Summary, language: str) -> list[Piece]:
    """The opening paragraph: what was handled and what came in."""
    amounts = [
        marked(money(int(one.value), one.currency, language), figure_ref(summary, "received", one.currency))
        for one in summary.figures
        if one.code == "received" and one.value
    ]
    worked_any = count_of(summary, "attempts")
    if language.startswith("zh"):
        paid, cases, attempts = (
            number_of(summary, code) for code in ("received_count", "cases_handled", "attempts")
        )
        got = f"收回 {paid} 笔，合计 {'、'.join(amounts)}" if amounts else "期内没有回款"
        worked = f"处理 {cases} 位客户，联系 {attempts} 次；" if worked_any else "期内没有联系；"
        return pieces(f"{span(summary.period, language)}，{worked}{got}。")
    count = counted(summary, "received_count", "payment", "payments")
    got = f"{count} came in, {' and '.join(amounts)}" if amounts else "nothing came in"
    cases = counted(summary, "cases_handled", "debtor was", "debtors were")
    worked = (
        f"{cases} worked in {counted(summary, 'attempts', 'contact', 'contacts')}"
        if worked_any
        else "nobody was contacted"
    )
    return pieces(f"{span(summary.period, language)}: {worked}; {got}.")


HEADINGS: Mapping[str, Words] = {
    "title": Words("工作总结", "Work summary"),
    "results": Words("一、工作成果", "1. Results"),
    "methods": Words("二、工作方法", "2. Methods"),
    "problems": Words("三、存在的问题", "3. Problems"),
    "measures": Words("四、改进措施", "4. Measures"),
    "next": Words("五、下期计划", "5. Next period"),
    "care": Words("六、关怀与投诉", "6. Care and complaints"),
    "none": Words("本期没有需要说明的问题。", "There is nothing to report."),
    "no_care": Words(
        "本期没有登记困难、疾病或投诉，也没有超期事项。",
        "No hardship, illness or complaint was recorded, and nothing is late.",
    ),
    "no_measures": Words(
        "各项指标在内部标准之内，维持现有做法。", "All figures are within the house's marks; carry on."
    ),
    "rule": Words("依据规则", "rule"),
    "made": Words("系统生成于", "Made by Arrears on"),
    "figure": Words("指标", "Figure"),
    "value": Words("本期", "This period"),
    "change": Words("变化", "Change"),
    "chart": Words("逾期阶段分布", "Overdue by bucket"),
    "item": Words("项目", "Item"),
}
