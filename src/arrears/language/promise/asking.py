"""What to ask back when a promise leaves its day or its amount open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from arrears.kernel.words import Words
from arrears.language.contracts import PromisedPayment, PromiseKind
from arrears.language.promise.hits import DateHit

ASK_DATE = Words("请问您具体哪一天可以还款？", "On which day exactly can you pay?")
ASK_AMOUNT = Words("请问您这次可以还多少？", "How much can you pay this time?")
ASK_BOTH = Words("请问您哪一天可以还款，还多少？", "On which day can you pay, and how much?")
ASK_EVENT = Words(
    "如果到时钱没有到，您最晚哪一天可以还款？",
    "If that money has not come by then, what is the latest day you can pay?",
)
ASK_CURRENCY = Words("请问您说的是哪种货币，折合多少？", "Which currency do you mean, and how much is that?")
ASK_START = Words(
    "请问第一期从哪一天开始，每期还多少？", "From which day would the first instalment be, and how much each?"
)
ASK_NEED = Words(
    "请问您需要宽限到哪一天，届时可以还多少？", "Until which day do you need, and how much can you pay then?"
)
_WHICH_DAY = Words("您说的是{first}，还是{second}？", "Do you mean {first_en} or {second_en}?")
_ABOUT = Words("我记为{first}之前还款，可以吗？", "May I note it as paid by {first_en}?")


def _zh(day: date) -> str:
    return f"{day.month}月{day.day}日"


def _en(day: date) -> str:
    return f"{day.day} {day:%B}"


def ask_back(
    kind: PromiseKind, payments: tuple[PromisedPayment, ...], dates: Sequence[DateHit | None], foreign: bool
) -> Words | None:
    """The one question that helps most, or None when day and amount are plain."""
    if kind in (PromiseKind.PAST, PromiseKind.NONE, PromiseKind.REFUSAL):
        return None
    if not payments:
        return (
            ASK_NEED
            if kind is PromiseKind.REQUEST
            else ASK_EVENT
            if kind is PromiseKind.CONDITIONAL
            else ASK_BOTH
        )
    if foreign:
        return ASK_CURRENCY
    no_day = any(payment.date is None for payment in payments)
    no_amount = any(_no_amount(payment) for payment in payments)
    if any(payment.times for payment in payments) and (no_day or no_amount):
        return ASK_START
    if no_day and (kind is PromiseKind.CONDITIONAL or any(hit is not None and hit.event for hit in dates)):
        return ASK_EVENT
    if no_day:
        return ASK_BOTH if no_amount else ASK_DATE
    for hit in dates:
        if hit is not None and hit.day is not None and hit.other is not None:
            return _WHICH_DAY.format(
                first=_zh(min(hit.day, hit.other)), second=_zh(max(hit.day, hit.other)),
                first_en=_en(min(hit.day, hit.other)), second_en=_en(max(hit.day, hit.other)),
            )  # fmt: skip
    if no_amount:
        return ASK_AMOUNT
    loose = next((hit for hit in dates if hit is not None and hit.day is not None and hit.approx), None)
    if loose is not None and loose.day is not None:
        return _ABOUT.format(first=_zh(loose.day), first_en=_en(loose.day))
    return None


def _no_amount(payment: PromisedPayment) -> bool:
    said = payment.amount_minor is not None or payment.fraction is not None
    return not (said or payment.rest or payment.minimum or payment.component)
