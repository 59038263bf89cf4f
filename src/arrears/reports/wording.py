"""Figures and sentences as a person would write them, in Chinese and English. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from babel.dates import format_date

from arrears.kernel.money import Money
from arrears.kernel.words import Words
from arrears.reports.contracts import Figure, Period, Summary, Unit
from arrears.reports.definitions import DEFINITIONS

Value = int | Fraction | None
WAN = 1_000_000  # 万元 in fen
CURRENCY_ZH = {"CNY": "元", "USD": "美元", "EUR": "欧元", "GBP": "英镑"}
LEAST_POINTS = Fraction(5, 10_000)  # what rounds to 0.0 points has not changed
MOST_RATIO = Fraction(999, 100)  # beyond this a percentage says less than the amount
NOT_KNOWN = Words("无法计算", "not known")


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
        return f"{float(value) * 100:.1f}%"
    return f"{int(value):,}"


def change(figure: Figure, unit: Unit, language: str) -> str:
    """The change against the period before: in points for shares; nothing where there is no base."""
    if figure.value is None or figure.before is None:
        return ""
    difference = Fraction(figure.value) - Fraction(figure.before)
    zh = language.startswith("zh")
    if difference == 0 or (unit is Unit.SHARE and abs(difference) < LEAST_POINTS):
        return "与上期持平" if zh else "as in the period before"
    sign = "+" if difference > 0 else "−"
    size = abs(difference)
    if unit is Unit.SHARE:
        return (
            f"较上期 {sign}{float(size) * 100:.1f} 个百分点"
            if zh
            else f"{sign}{float(size) * 100:.1f} points"
        )
    text = money(int(size), figure.currency, language) if unit is Unit.MONEY else f"{int(size):,}"
    ratio = size / abs(Fraction(figure.before)) if figure.before else None
    base = f"（{sign}{float(ratio) * 100:.1f}%）" if ratio is not None and ratio <= MOST_RATIO else ""
    if not zh:
        base = base.replace("（", " (").replace("）", ")")
    return f"较上期 {sign}{text}{base}" if zh else f"{sign}{text}{base}"


def day(value: date, language: str) -> str:
    if language.startswith("zh"):
        return f"{value.year}年{value.month}月{value.day}日"
    return format_date(value, "d MMMM y", locale="en")


def span(period: Period, language: str) -> str:
    if period.first == period.last:
        return day(period.first, language)
    join = "至" if language.startswith("zh") else " to "
    return f"{day(period.first, language)}{join}{day(period.last, language)}"


@dataclass(frozen=True, slots=True)
class Said:
    """One figure as a document shows it; `ref` opens its rows."""

    label: str
    value: str
    change: str
    ref: str


def figure_ref(summary: Summary, code: str, currency: str = "") -> str:
    """The address of a figure's rows inside the product."""
    creditors = ",".join(str(one) for one in summary.scope.creditor_ids)
    query = f"from={summary.period.first}&to={summary.period.last}&creditors={creditors}"
    if summary.scope.user_ids is not None:
        query += "&users=" + ",".join(str(one) for one in summary.scope.user_ids)
    return f"/reports/figures/{code}/?{query}" + (f"&currency={currency}" if currency else "")


def shown(summary: Summary, codes: tuple[str, ...], language: str) -> list[Said]:
    """Figures in an order, one line per currency; zero amounts of a currency that plays no part are left out."""
    lines = []
    for code in codes:
        definition = DEFINITIONS[code]
        for one in summary.figures:
            if one.code != code or (one.currency and not one.value and not one.before):
                continue
            lines.append(
                Said(
                    label=definition.label.in_(language),
                    value=said(one.value, definition.unit, one.currency, language),
                    change=change(one, definition.unit, language),
                    ref=figure_ref(summary, code, one.currency),
                )
            )
    return lines


def _count(summary: Summary, code: str) -> int:
    value = summary.figure(code).value
    return int(value) if value is not None else 0


def _plural(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}"


def results_text(summary: Summary, language: str) -> str:
    """The opening paragraph: what was handled and what came in."""
    cases, attempts = _count(summary, "cases_handled"), _count(summary, "attempts")
    paid = _count(summary, "received_count")
    amounts = [
        money(int(one.value), one.currency, language)
        for one in summary.figures
        if one.code == "received" and one.value
    ]
    if language.startswith("zh"):
        got = f"收回 {paid:,} 笔，合计 {'、'.join(amounts)}" if amounts else "期内没有回款"
        worked = f"处理 {cases:,} 位客户，联系 {attempts:,} 次；" if attempts else "期内没有联系；"
        return f"{span(summary.period, language)}，{worked}{got}。"
    got = (
        f"{_plural(paid, 'payment', 'payments')} came in, {' and '.join(amounts)}"
        if amounts
        else "nothing came in"
    )
    worked = (
        f"{_plural(cases, 'debtor was', 'debtors were')} worked in {_plural(attempts, 'contact', 'contacts')}"
        if attempts
        else "nobody was contacted"
    )
    return f"{span(summary.period, language)}: {worked}; {got}."


def problems_text(summary: Summary, language: str) -> list[str]:
    """One sentence for each problem that the figures show; none where there is none."""
    zh = language.startswith("zh")
    found = []
    lost, broken, disputes = (_count(summary, code) for code in ("lost_contacts", "broken", "disputes"))
    hardships, complaints, refused = (
        _count(summary, code) for code in ("hardships", "complaints", "refused_by_gate")
    )
    if lost:
        found.append(f"{lost:,} 位客户失联。" if zh else f"{_plural(lost, 'debtor is', 'debtors are')} lost.")
    if broken:
        found.append(
            f"{broken:,} 个承诺未履行。"
            if zh
            else f"{_plural(broken, 'promise was', 'promises were')} broken."
        )
    if disputes:
        found.append(
            f"新增异议 {disputes:,} 件。" if zh else f"{_plural(disputes, 'dispute', 'disputes')} came up."
        )
    if hardships:
        found.append(
            f"登记困难或疾病 {hardships:,} 件，已停止或改变处置。"
            if zh
            else f"{_plural(hardships, 'case', 'cases')} of hardship or illness: treatment stopped or changed."
        )
    if complaints:
        found.append(
            f"投诉 {complaints:,} 件。" if zh else f"{_plural(complaints, 'complaint', 'complaints')}."
        )
    if refused:
        found.append(
            f"合规闸口拒绝 {refused:,} 次联系。"
            if zh
            else f"The compliance gate refused {_plural(refused, 'contact', 'contacts')}."
        )
    return found


HEADINGS: Mapping[str, Words] = {
    "title": Words("工作总结", "Work summary"),
    "results": Words("一、工作成果", "1. Results"),
    "methods": Words("二、工作方法", "2. Methods"),
    "problems": Words("三、存在的问题", "3. Problems"),
    "measures": Words("四、改进措施", "4. Measures"),
    "next": Words("五、下期计划", "5. Next period"),
    "none": Words("本期没有需要说明的问题。", "There is nothing to report."),
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
