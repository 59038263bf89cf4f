"""The figures of the house, each defined once."""

from __future__ import annotations

from arrears.kernel.words import Words
from arrears.reports.contracts import Definition, Unit

_ALL = (
    Definition(
        code="accounts", unit=Unit.COUNT, label=Words("在管账户", "Accounts in work"),
        meaning=Words("截至期末处于委托中的账户数", "Open accounts at the end of the period"),
    ),
    Definition(
        code="debtors", unit=Unit.COUNT, label=Words("在管客户", "Debtors in work"),
        meaning=Words("截至期末有在管账户的债务人数", "Debtors with an open account at the end of the period"),
    ),
    Definition(
        code="overdue_accounts", unit=Unit.COUNT, label=Words("逾期账户", "Overdue accounts"),
        meaning=Words("期末有逾期未还金额的账户数", "Accounts with something overdue at the end of the period"),
    ),
    Definition(
        code="overdue", unit=Unit.MONEY, label=Words("逾期金额", "Overdue"),
        meaning=Words("期末到期日早于当日而未还的金额", "Owed at the end of the period on items due before that day"),
    ),
    Definition(
        code="balance", unit=Unit.MONEY, label=Words("欠款余额", "Balance"),
        meaning=Words("期末未还的全部金额", "All that is owed at the end of the period"),
    ),
    Definition(
        code="received_count", unit=Unit.COUNT, label=Words("回款笔数", "Payments received"),
        meaning=Words("期内生效且净额大于零的入账笔数", "Payments effective in the period, net of reversals"),
    ),
    Definition(
        code="received", unit=Unit.MONEY, label=Words("回款金额", "Received"),
        meaning=Words("期内生效的入账金额，已扣除冲正", "Money effective in the period, net of reversals"),
    ),
    Definition(
        code="overdue_at_start", unit=Unit.MONEY, label=Words("期初逾期金额", "Overdue at the start"),
        meaning=Words("期初前一日的逾期金额", "Overdue on the day before the period"),
    ),
    Definition(
        code="recovery_rate", unit=Unit.SHARE, label=Words("回收率", "Recovery rate"),
        meaning=Words("回款金额 ÷ 期初逾期金额", "Received divided by overdue at the start"),
    ),
    Definition(
        code="cases_handled", unit=Unit.COUNT, label=Words("处理客户数", "Cases handled"),
        meaning=Words("期内至少联系过一次的债务人数", "Debtors contacted at least once in the period"),
    ),
    Definition(
        code="attempts", unit=Unit.COUNT, label=Words("联系次数", "Attempts"),
        meaning=Words("期内经许可的联系，含模拟", "Contacts under a permit in the period, simulated ones included"),
    ),
    Definition(
        code="simulated", unit=Unit.COUNT, label=Words("其中模拟", "Of these simulated"),
        meaning=Words("未接入服务商、并未真正发出的联系", "Contacts on a channel without a provider: nothing went out"),
    ),
    Definition(
        code="reached", unit=Unit.COUNT, label=Words("联系到本人", "Debtor reached"),
        meaning=Words("与债务人本人通话或对话的次数，不含模拟", "Talks with the debtor, simulated attempts left out"),
    ),
    Definition(
        code="connected_rate", unit=Unit.SHARE, label=Words("接通率", "Connected rate"),
        meaning=Words("接通的电话 ÷ 拨出的电话，不含模拟", "Answered calls divided by calls made, simulated left out"),
    ),
    Definition(
        code="refused_by_gate", unit=Unit.COUNT, label=Words("闸口拒绝", "Refused by the gate"),
        meaning=Words("期内合规闸口拒绝的联系", "Contacts that the compliance gate refused in the period"),
    ),
    Definition(
        code="promises", unit=Unit.COUNT, label=Words("新增承诺", "Promises taken"),
        meaning=Words("期内登记的还款承诺", "Promises to pay taken in the period"),
    ),
    Definition(
        code="promised", unit=Unit.MONEY, label=Words("承诺金额", "Promised"),
        meaning=Words("期内登记的还款承诺金额", "Amount of the promises taken in the period"),
    ),
    Definition(
        code="kept", unit=Unit.COUNT, label=Words("承诺兑现", "Promises kept"),
        meaning=Words("期内到期且按时足额到账的承诺", "Promises that fell due in the period and were paid in time"),
    ),
    Definition(
        code="broken", unit=Unit.COUNT, label=Words("承诺未履行", "Promises broken"),
        meaning=Words("期内到期而未到账的承诺", "Promises that fell due in the period and were not paid"),
    ),
    Definition(
        code="kept_rate", unit=Unit.SHARE, label=Words("承诺兑现率", "Kept rate"),
        meaning=Words("兑现的承诺 ÷ 期内已判定的承诺", "Promises kept divided by promises judged in the period"),
    ),
    Definition(
        code="lost_contacts", unit=Unit.COUNT, label=Words("失联客户", "Lost contacts"),
        meaning=Words("没有可用联系方式的债务人", "Debtors without a usable contact point"),
    ),
    Definition(
        code="disputes", unit=Unit.COUNT, label=Words("异议", "Disputes"),
        meaning=Words("期内登记的异议", "Disputes recorded in the period"),
    ),
    Definition(
        code="hardships", unit=Unit.COUNT, label=Words("困难与疾病", "Hardship and illness"),
        meaning=Words("期内登记的困难、疾病与易受伤害情形", "Hardship, illness and vulnerability recorded in the period"),
    ),
    Definition(
        code="complaints", unit=Unit.COUNT, label=Words("投诉", "Complaints"),
        meaning=Words("期内登记的投诉", "Complaints recorded in the period"),
    ),
    Definition(
        code="due_next", unit=Unit.COUNT, label=Words("次日待办步骤", "Steps due next"),
        meaning=Words("最近一次夜间跑批建议的到期步骤", "Steps that the latest night proposes as due"),
    ),
)  # fmt: skip

DEFINITIONS: dict[str, Definition] = {one.code: one for one in _ALL}
