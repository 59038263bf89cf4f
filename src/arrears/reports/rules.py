"""Measures for the next period, chosen from what the figures show. Each rule has a name and a threshold.

The thresholds are the house's own judgement, not law; they are data so that a house can change them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from arrears.kernel.words import Words
from arrears.reports.contracts import Measure

Values = Mapping[str, int | Fraction | None]

LOST_SHARE_MAX = Fraction(5, 100)
KEPT_RATE_MIN = Fraction(60, 100)
REFUSED_SHARE_MAX = Fraction(10, 100)
COMPLAINTS_PER_THOUSAND_MAX = Fraction(1)
LOW_WILLINGNESS_MAX = Fraction(15, 100)


def share(part: int | Fraction | None, whole: int | Fraction | None) -> Fraction | None:
    """A part of a whole; None when either is unknown or the whole is zero."""
    if part is None or not whole:
        return None
    return Fraction(part) / Fraction(whole)


def percent(value: Fraction) -> str:
    return f"{float(value) * 100:.1f}%"


def _lost(values: Values) -> Words | None:
    found = share(values.get("lost_contacts"), values.get("debtors"))
    if found is None or found <= LOST_SHARE_MAX:
        return None
    return Words(
        f"失联客户占 {percent(found)}，安排核验联系方式：只用委托方、本人提交和公开登记的来源。",
        f"{percent(found)} of the debtors are lost: verify contact points, from the creditor, the debtor and "
        "public registers alone.",
    )


def _kept(values: Values) -> Words | None:
    found = values.get("kept_rate")
    if not isinstance(found, Fraction) or found >= KEPT_RATE_MIN:
        return None
    return Words(
        f"承诺兑现率 {percent(found)}，承诺前先核实金额、日期与资金来源，承诺日前提醒。",
        f"Only {percent(found)} of the promises were kept: confirm amount, date and source of the money before "
        "taking one, and remind before the day.",
    )


def _refused(values: Values) -> Words | None:
    refused, attempts = values.get("refused_by_gate") or 0, values.get("attempts") or 0
    found = share(refused, refused + attempts)
    if found is None or found <= REFUSED_SHARE_MAX:
        return None
    return Words(
        f"闸口拒绝占 {percent(found)}，按拒绝规则调整外呼时段与频次。",
        f"The gate refused {percent(found)}: fit hours and frequency to the rules it named.",
    )


def _simulated(values: Values) -> Words | None:
    simulated = values.get("simulated") or 0
    if not simulated:
        return None
    what = "contact was" if simulated == 1 else "contacts were"
    return Words(
        f"{simulated:,} 次联系为模拟、并未发出：接入短信与电话服务商后再评价触达。",
        f"{simulated:,} {what} simulated and never went out: connect providers before judging reach.",
    )


def _complaints(values: Values) -> Words | None:
    complaints, attempts = values.get("complaints") or 0, values.get("attempts") or 0
    found = share(complaints * 1000, attempts)
    if found is None or found <= COMPLAINTS_PER_THOUSAND_MAX:
        return None
    return Words(
        f"每千次联系投诉 {float(found):.1f} 件，逐件复盘并复听录音。",
        f"{float(found):.1f} complaints per thousand contacts: review each one with its recording.",
    )


def _unwilling(values: Values) -> Words | None:
    found = share(values.get("low_willingness"), values.get("overdue_debtors"))
    if found is None or found <= LOW_WILLINGNESS_MAX:
        return None
    return Words(
        f"低意愿客户占逾期客户的 {percent(found)}，先查明原因再沟通：有困难的转关怀，有能力而不还的提交法务评估。",
        f"{percent(found)} of the overdue debtors are little willing: learn why before the next talk; hardship goes "
        "to care, and who could pay and will not goes to legal for a view.",
    )


RULES: tuple[tuple[str, Callable[[Values], Words | None]], ...] = (
    ("lost-contact-share", _lost),
    ("kept-rate", _kept),
    ("refused-share", _refused),
    ("simulated-channels", _simulated),
    ("complaints-per-thousand", _complaints),
    ("low-willingness-share", _unwilling),
)


def measures(values: Values) -> tuple[Measure, ...]:
    """The measures that the figures call for, in a fixed order."""
    chosen = ((name, rule(values)) for name, rule in RULES)
    return tuple(Measure(rule=name, words=words) for name, words in chosen if words is not None)
