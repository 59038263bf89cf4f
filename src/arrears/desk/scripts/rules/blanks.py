"""The blanks that a script may have, and filling them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from arrears.kernel.words import Words

_BLANK = re.compile(r"\{([a-z_]+)\}")

BLANKS: dict[str, Words] = {
    "name": Words("对方姓名或公司名", "Name of the person or company"),
    "debtor": Words("债务人姓名（致担保人时用）", "Name of the debtor (to a guarantor)"),
    "creditor": Words("债权人", "The creditor"),
    "operator": Words("我方机构名称", "Our name"),
    "collector": Words("经办人", "Who speaks"),
    "service_phone": Words("服务电话", "Service phone"),
    "complaint_phone": Words("投诉电话", "Phone for complaints"),
    "postal_address": Words("通信地址", "Postal address"),
    "pay_way": Words("还款方式", "How to pay"),
    "account": Words("账户（尾号）", "Account (last characters)"),
    "amount": Words("逾期金额", "Overdue amount"),
    "total": Words("欠款总额", "All that is owed"),
    "principal": Words("逾期本金", "Principal overdue"),
    "interest": Words("逾期利息", "Interest overdue"),
    "fees": Words("逾期费用", "Fees, penalty and costs overdue"),
    "due_on": Words("到期日", "Day it fell due"),
    "days_late": Words("逾期天数", "Days late"),
    "next_amount": Words("下一期金额", "Next payment"),
    "next_on": Words("下一期到期日", "Day of the next payment"),
    "promise_amount": Words("承诺金额", "Promised amount"),
    "promise_on": Words("承诺日期", "Promised day"),
    "received_amount": Words("收到的金额", "Amount received"),
    "received_on": Words("收款日期", "Day received"),
    "today": Words("今天", "Today"),
    "answer_by": Words("请对方答复的日期", "Day by which an answer is asked"),
    "reference": Words("登记编号", "Reference"),
    "offer_link": Words("方案确认链接", "Link to an agreement that waits for the debtor"),
    "offer_until": Words("方案有效期", "Day until which the agreement waits"),
    "answer": Words("答复正文", "Text of the answer"),
}

OWN_LINK = "offer_link"
"""Filled where the link is made, never on the case page: only its debtor may know it."""

ABOUT_THE_DEBT = frozenset(
    {
        "debtor", "account", "amount", "total", "principal", "interest", "fees", "due_on", "days_late",
        "next_amount", "next_on", "promise_amount", "promise_on", "received_amount", "received_on", "pay_way",
        "creditor",
    }
)  # fmt: skip
"""What a third person is never told (CN-P2). The creditor's name alone may give a debt away."""


def blanks_in(*texts: str) -> tuple[str, ...]:
    """The blanks of texts, each once, in the order in which they stand."""
    return tuple(dict.fromkeys(name for text in texts for name in _BLANK.findall(text)))


def fill(text: str, values: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
    """The text with its blanks filled, and the blanks that had no value: they stay as they stand.

    Values are put in once: a value that holds braces itself is not read again.
    """
    missing: list[str] = []

    def put(match: re.Match[str]) -> str:
        value = values.get(match.group(1), "").strip()
        if not value:
            missing.append(match.group(1))
            return match.group(0)
        return value

    filled = _BLANK.sub(put, text)
    return filled, tuple(dict.fromkeys(missing))
