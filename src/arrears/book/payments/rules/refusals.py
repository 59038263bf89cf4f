"""Why the ledger refuses an order, in both languages."""

from __future__ import annotations

from arrears.kernel.words import Words

NO_ACCOUNT = Words("没有这个账户", "There is no such account")
NOT_POSITIVE = Words("金额必须大于零", "The amount must be more than zero")
TOO_LARGE = Words("金额超出范围", "The amount is out of bounds")
OTHER_CURRENCY = Words(
    "账户币种为 {account}，不能记入 {given}", "The account is in {account}; {given} cannot be posted to it"
)
BAD_KEY = Words("业务流水号为空或过长", "The key is empty or too long")
KEY_USED = Words("该流水号已用于另一笔记账", "This key already stands for another entry")
NO_ENTRY = Words("没有这笔记账", "There is no such entry")
REVERSED_BEFORE = Words("该笔记账已冲正", "The entry is reversed already")
NOT_REVERSIBLE = Words("冲正不能再冲正；请重新记账", "A reversal is not reversed; post the entry anew")
BEFORE_ENTRY = Words(
    "冲正日期早于原记账的日期", "The reversal would take effect before the entry it reverses"
)
NOTHING_OWED = Words("该日没有可减免的欠款", "Nothing of this is owed on that date")
MORE_THAN_OWED = Words(
    "减免金额超过所欠：{component} 欠 {owed}", "More than is owed would be waived: {component} owes {owed}"
)
NEEDS_SECOND = Words("金额超过本人权限，需第二人审批", "Above your limit: a second person has to approve it")
SAME_PERSON = Words("申请人不能审批自己的申请", "Who asked cannot approve")
APPROVER_LIMIT = Words("金额超过审批人权限", "The amount is above the approver's limit")
DECIDED = Words("该申请已处理", "The request is decided already")
NOT_ONE_DEBTOR = Words("两个账户不属于同一债务人", "The accounts are not of one debtor")
NO_POINTS_RATE = Words("委托方未设定积分兑换比例", "The creditor has set no value of points")
NOT_ENOUGH_POINTS = Words("积分不足以抵扣最小金额", "The points are worth less than the smallest unit")
NO_OPEN_ACCOUNTS = Words("债务人没有该币种的账户", "The debtor has no account in this currency")
