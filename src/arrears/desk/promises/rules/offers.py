"""May this agreement be offered at all, whoever grants it?"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from arrears.desk.promises.contracts import AgreementKind, AgreementOrder, Refused
from arrears.desk.promises.rules.policy import AgreementLimits
from arrears.kernel.days import add_months
from arrears.kernel.words import Words

LINES_MAX = 60
CARD_MONTHS_MAX = 60  # K 70: an individual plan runs five years at most
WAIVABLE = frozenset({"principal", "interest", "fee", "penalty", "cost"})


def months_of(order: AgreementOrder, today: date) -> int:
    """How many months an agreement runs, begun months counted whole."""
    if not order.lines:
        return 0
    last, months = order.lines[-1].due_on, 0
    while add_months(today, months) < last:
        months += 1
    return months


def check_offer(
    order: AgreementOrder, owed_minor: int, today: date, *, card: bool, limits: AgreementLimits
) -> None:
    """Raise Refused with what is wrong. Amounts in minor units."""
    if owed_minor <= 0:
        raise Refused("nothing_owed", Words("该账户没有欠款", "Nothing is owed on this account"))
    _check_lines(order, today)
    _check_waiver(order, owed_minor)
    if order.kind is not AgreementKind.WAIVER:
        _check_sums(order, owed_minor)
    if card and months_of(order, today) > CARD_MONTHS_MAX:
        raise Refused(
            "CN-K1", Words("信用卡个性化分期最长六十个月", "A card plan runs sixty months at most (K 70)")
        )
    if order.kind is AgreementKind.EXTENSION:
        last = order.lines[-1].due_on
        if last > today + timedelta(days=limits.extension_days_max):
            days = limits.extension_days_max
            raise Refused(
                "extension_days_max", Words(f"延期最长{days}天", f"At most {days} days of extension")
            )
    if order.kind is AgreementKind.PLAN:
        _check_ability(order)


def _check_lines(order: AgreementOrder, today: date) -> None:
    wanted = {
        AgreementKind.PLAN: (2, LINES_MAX),
        AgreementKind.SETTLEMENT: (1, 3),
        AgreementKind.EXTENSION: (1, 1),
        AgreementKind.WAIVER: (0, 0),
    }
    least, most = wanted[order.kind]
    if not least <= len(order.lines) <= most:
        raise Refused(
            "lines", Words(f"还款期数应为{least}至{most}期", f"It needs {least} to {most} payments")
        )
    if any(line.amount_minor <= 0 for line in order.lines):
        raise Refused("amount", Words("每期金额必须大于零", "Each payment is of more than nothing"))
    if order.lines and order.lines[0].due_on < today:
        raise Refused("past", Words("首期日期已过", "The first day has passed"))
    if any(later.due_on <= earlier.due_on for earlier, later in pairwise(order.lines)):
        raise Refused("order", Words("还款日期须先后递增", "The days must follow each other"))


def _check_waiver(order: AgreementOrder, owed_minor: int) -> None:
    gives = order.kind in (AgreementKind.SETTLEMENT, AgreementKind.WAIVER)
    if order.waive_minor < 0 or (order.waive_minor and not gives):
        raise Refused("waive", Words("该方案不能包含减免", "This kind of agreement gives nothing up"))
    if gives and order.waive_minor <= 0:
        raise Refused("waive", Words("减免金额必须大于零", "The waiver is of more than nothing"))
    if order.waive_minor > owed_minor:
        raise Refused("more_than_owed", Words("减免超过欠款", "More would be given up than is owed"))
    if order.kind is AgreementKind.WAIVER and order.waive_component not in WAIVABLE:
        raise Refused("component", Words("请选择减免的项目", "Say which component is given up"))


def _check_sums(order: AgreementOrder, owed_minor: int) -> None:
    """What is paid: a plan its debt and its cost, a settlement the rest after the waiver, no more."""
    paid = sum(line.amount_minor for line in order.lines)
    if order.cost_minor < 0 or (order.cost_minor and order.kind is not AgreementKind.PLAN):
        raise Refused("cost", Words("该方案不收取费用", "This kind of agreement costs nothing"))
    if paid - order.cost_minor + order.waive_minor > owed_minor:
        raise Refused("more_than_owed", Words("还款合计超过欠款", "The payments come to more than is owed"))
    if order.kind is AgreementKind.SETTLEMENT and paid + order.waive_minor != owed_minor:
        raise Refused(
            "settlement", Words("还款与减免之和须等于欠款", "Payments and waiver must come to what is owed")
        )


def _check_ability(order: AgreementOrder) -> None:
    """A plan that takes more than what the debtor says is left cannot be kept, so it is not offered."""
    income, outgoings = order.ability.income_minor, order.ability.outgoings_minor
    if income is None or outgoings is None:
        return
    if max(line.amount_minor for line in order.lines) > income - outgoings:
        raise Refused(
            "ability",
            Words("每期金额超过客户可用收入", "A payment takes more than the debtor has left each month"),
        )
