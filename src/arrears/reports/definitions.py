"""The figures of the house, each defined once."""

from __future__ import annotations

from collections.abc import Mapping

from arrears.kernel.words import Words
from arrears.reports.contracts import Definition, Unit

WILLINGNESS_LOW = 30
"""Points of 100 below which a debtor counts as little willing. The house's own mark."""
TALKS_WITHOUT_MONEY = 3
"""Talks without a payment from which a debtor counts as slow to cooperate. The house's own mark."""

FLOW_WORDS: Mapping[str, Words] = {
    "placed": Words("新委案", "Placed"),
    "restated": Words("委托方更新账单", "Bills changed by the creditor"),
    "charged": Words("计提", "Charged"),
    "received": Words("还款冲销", "Settled by money received"),
    "waived": Words("减免", "Waived"),
    "written_off": Words("核销", "Written off"),
    "ended": Words("结案与退案", "Closed and recalled"),
    "reopened": Words("重新开启", "Opened again"),
}
"""Flows in the order of a statement. Each is computed by itself from schedule and ledger lines."""
_MOVED = {"opening": Words("期初余额", "Opening"), **FLOW_WORDS, "closing": Words("期末余额", "Closing")}

_ALL = (
    *(
        Definition(
            code=f"moved_{code}", unit=Unit.MONEY, label=Words(f"余额变动：{words.zh}", f"Movement: {words.en}"),
            meaning=Words(
                "在管账户余额自首日日终至末日日终的变动中的一项",
                "A part of how the balance of open accounts moved from the end of the first day to the end of the last",
            ),
        )
        for code, words in _MOVED.items()
    ),
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
    Definition(
        code="low_willingness", unit=Unit.COUNT, label=Words("低意愿客户", "Low willingness"),
        meaning=Words(
            f"最近一次夜间评分还款意愿低于{WILLINGNESS_LOW}分的逾期债务人",
            f"Overdue debtors whose willingness the latest night scored below {WILLINGNESS_LOW}",
        ),
    ),
    Definition(
        code="slow_cooperation", unit=Unit.COUNT, label=Words("配合度低", "Slow to cooperate"),
        meaning=Words(
            f"期内拒绝沟通，或联系到本人{TALKS_WITHOUT_MONEY}次以上而没有回款的债务人",
            f"Debtors who refused to talk, or were reached {TALKS_WITHOUT_MONEY} times or more and paid nothing",
        ),
    ),
    Definition(
        code="quality_findings", unit=Unit.COUNT, label=Words("质检发现", "Talks to review"),
        meaning=Words(
            "人工通话中出现投诉、第三人接听或拒绝沟通的次数，须复听",
            "Calls by people with a complaint, a third person or a refusal in them: to be listened to",
        ),
    ),
    Definition(
        code="treatments", unit=Unit.COUNT, label=Words("夜间处置账户", "Accounts with a treatment"),
        meaning=Words("最近一次夜间决定要处置的账户", "Accounts for which the latest night wants something done"),
    ),
    Definition(
        code="treated_debtors", unit=Unit.COUNT, label=Words("夜间处置客户", "Debtors with a treatment"),
        meaning=Words(
            "最近一次夜间决定要处置的客户，每种处置计一", "Debtors of these accounts, one for each treatment"
        ),
    ),
    Definition(
        code="agreements", unit=Unit.COUNT, label=Words("协议", "Agreements"),
        meaning=Words(
            "期内申请的分期、结清、延期与减免，状态为期末",
            "Plans, settlements, extensions and waivers asked for in the period, in their state on its last day",
        ),
    ),
    Definition(
        code="agreed_owed", unit=Unit.MONEY, label=Words("协议当时欠款", "Owed when agreed"),
        meaning=Words("期内申请的协议在申请时的欠款", "Owed at the time on agreements asked for in the period"),
    ),
    Definition(
        code="agreed_pay", unit=Unit.MONEY, label=Words("协议约定还款", "To be paid by agreement"),
        meaning=Words("期内申请的协议约定的还款", "What agreements asked for in the period are to bring"),
    ),
    Definition(
        code="agreed_waive", unit=Unit.MONEY, label=Words("协议减免", "To be waived by agreement"),
        meaning=Words("期内申请的协议拟减免的金额", "What agreements asked for in the period would waive"),
    ),
    Definition(
        code="agreed_received", unit=Unit.MONEY, label=Words("协议已收到", "Received on agreements"),
        meaning=Words("期内申请的协议至期末已收到的金额", "Received up to the last day on these agreements"),
    ),
    Definition(
        code="visit_accounts", unit=Unit.COUNT, label=Words("上门处置账户", "Accounts to visit"),
        meaning=Words("最近一次夜间处置为上门拜访的账户数", "Accounts whose treatment of the latest night is a visit"),
    ),
    Definition(
        code="legal_accounts", unit=Unit.COUNT, label=Words("法律处置账户", "Accounts in legal treatment"),
        meaning=Words(
            "最近一次夜间处置为律师函、财产保全或诉讼的账户数",
            "Accounts whose treatment of the latest night is a lawyer letter, preservation or a suit",
        ),
    ),
    Definition(
        code="legal_questions", unit=Unit.COUNT, label=Words("提交法务", "Questions to legal"),
        meaning=Words("期内向法务提出的问题与任务", "Questions and tasks that were put to the legal department"),
    ),
    Definition(
        code="legal_answers", unit=Unit.COUNT, label=Words("其中法务已答复", "Of these answered"),
        meaning=Words("期内提交法务、已得到答复的事项", "Questions put to the legal department that have an answer"),
    ),
    Definition(
        code="plans_running", unit=Unit.COUNT, label=Words("执行中的方案", "Plans that run"),
        meaning=Words("期末有还款方案在执行的账户数", "Accounts with a payment plan in force at the end of the period"),
    ),
    Definition(
        code="script_attempts", unit=Unit.COUNT, label=Words("使用话术的联系", "Contacts by script"),
        meaning=Words("期内使用经批准话术的联系，含模拟", "Contacts with an approved script, simulated ones included"),
    ),
    Definition(
        code="script_talks", unit=Unit.COUNT, label=Words("联系到本人", "Debtor reached"),
        meaning=Words("使用话术而联系到本人的次数，不含模拟", "Talks with the debtor by a script, simulated left out"),
    ),
    Definition(
        code="script_promises", unit=Unit.COUNT, label=Words("通话中承诺", "Promises in talks"),
        meaning=Words("使用话术的通话中得到的承诺，不含模拟", "Promises given in talks by a script, simulated left out"),
    ),
    Definition(
        code="calls", unit=Unit.COUNT, label=Words("拨出电话", "Calls made"),
        meaning=Words("期内真正拨出的电话，不含模拟", "Calls that went out in the period, simulated ones left out"),
    ),
    Definition(
        code="sent", unit=Unit.COUNT, label=Words("真正发出的联系", "Contacts that went out"),
        meaning=Words("期内发出的联系，不含模拟", "Contacts of the period that went out, simulated ones left out"),
    ),
    Definition(
        code="talk_minutes", unit=Unit.COUNT, label=Words("通话分钟", "Minutes of talk"),
        meaning=Words(
            "期内通话的整分钟数；每行为该次通话的秒数", "Whole minutes of talk in the period; each row gives its seconds"
        ),
    ),
    Definition(
        code="talk_seconds", unit=Unit.COUNT, label=Words("通话秒数", "Seconds of talk"),
        meaning=Words("期内通话的秒数，不含模拟", "Seconds of talk in the period, simulated ones left out"),
    ),
    Definition(
        code="script_minutes", unit=Unit.COUNT, label=Words("话术通话分钟", "Minutes of talk by script"),
        meaning=Words(
            "使用话术的通话的整分钟数；每行为该次通话的秒数",
            "Whole minutes of talks that followed a script; each row gives its seconds",
        ),
    ),
    Definition(
        code="received_per_hour", unit=Unit.MONEY, label=Words("每通话小时回款", "Received per hour of talk"),
        meaning=Words(
            "期内回款净额 ÷ 通话小时数；数值为回款，基数为通话秒数",
            "Net money of the period for each hour of talk; values are money, bases seconds of talk",
        ),
    ),
    Definition(
        code="complaints_per_thousand", unit=Unit.RATIO,
        label=Words("每千次联系投诉", "Complaints per thousand contacts"),
        meaning=Words(
            "期内投诉数 × 1000 ÷ 联系次数；投诉记入数值，联系记入基数",
            "Complaints of the period for each thousand contacts; a complaint is a value, a contact a base",
        ),
    ),
    Definition(
        code="reached_rate", unit=Unit.SHARE, label=Words("有效联系率", "Right-party rate"),
        meaning=Words("联系到本人的次数 ÷ 真正发出的联系", "Talks with the debtor divided by contacts that went out"),
    ),
    Definition(
        code="talk_promises", unit=Unit.COUNT, label=Words("通话中承诺", "Promises in talks"),
        meaning=Words("联系到本人并得到承诺的次数", "Talks with the debtor that ended with a promise"),
    ),
    Definition(
        code="promise_rate", unit=Unit.SHARE, label=Words("承诺率", "Promise rate"),
        meaning=Words("得到承诺的次数 ÷ 联系到本人的次数", "Talks with a promise divided by talks with the debtor"),
    ),
    Definition(
        code="kept_amount", unit=Unit.MONEY, label=Words("兑现金额", "Amount kept"),
        meaning=Words("期内认定为已兑现的承诺所收到的金额", "Money received on promises judged kept in the period"),
    ),
    Definition(
        code="partly_kept", unit=Unit.COUNT, label=Words("部分兑现", "Kept in part"),
        meaning=Words("期内认定为部分兑现的承诺", "Promises judged kept in part in the period"),
    ),
    Definition(
        code="late_kept", unit=Unit.COUNT, label=Words("迟到兑现", "Kept late"),
        meaning=Words("期内认定为迟到兑现的承诺", "Promises judged kept late in the period"),
    ),
    Definition(
        code="reasons", unit=Unit.COUNT, label=Words("未还原因", "Reasons for not paying"),
        meaning=Words("截至期末记录了未还原因的客户", "Debtors with a recorded reason at the end of the period"),
    ),
    Definition(
        code="follow_ups_late", unit=Unit.COUNT, label=Words("逾期跟进", "Follow-ups overdue"),
        meaning=Words("期末前到期而仍未办的跟进", "Follow-ups due before the last day that are still open"),
    ),
    Definition(
        code="tasks_asked", unit=Unit.COUNT, label=Words("向部门提出的问题", "Questions to departments"),
        meaning=Words("期内向其他部门提出的问题，不含撤回", "Questions asked in the period, withdrawn ones left out"),
    ),
    Definition(
        code="tasks_answered", unit=Unit.COUNT, label=Words("其中已答复", "Of these answered"),
        meaning=Words("期内提出且已答复的问题", "Questions asked in the period that have an answer"),
    ),
    Definition(
        code="tasks_late", unit=Unit.COUNT, label=Words("其中超时", "Of these late"),
        meaning=Words(
            "期内提出、答复晚于时限或期末已过时限仍未答复的问题",
            "Questions asked in the period and answered after their time, or open when it had passed",
        ),
    ),
    Definition(
        code="concerns_closed", unit=Unit.COUNT, label=Words("办结事项", "Concerns closed"),
        meaning=Words(
            "期内办结的异议、困难、投诉等事项", "Disputes, hardship, complaints and the like closed in the period"
        ),
    ),
    Definition(
        code="concerns_late", unit=Unit.COUNT, label=Words("超期未办结", "Concerns past their day"),
        meaning=Words(
            "期末仍未办结且已过办理期限的事项", "Concerns still open at the end of the period and past their day"
        ),
    ),
    Definition(
        code="person_days", unit=Unit.COUNT, label=Words("工作人日", "Days worked"),
        meaning=Words(
            "期内有人工联系的人员与日期，一人一日计一", "People and days with contacts made by hand, one for each"
        ),
    ),
    Definition(
        code="handled_by_people", unit=Unit.COUNT, label=Words("人工处理户次", "Cases worked by people"),
        meaning=Words(
            "期内人工联系的债务人，每人每日每户计一", "Debtors contacted by hand, one for each person, day and case"
        ),
    ),
    Definition(
        code="overdue_debtors", unit=Unit.COUNT, label=Words("逾期客户", "Overdue debtors"),
        meaning=Words("期末有逾期未还金额的债务人数", "Debtors with something overdue at the end of the period"),
    ),
    Definition(
        code="near_npl", unit=Unit.COUNT, label=Words("临近不良账户", "Accounts near non-performing"),
        meaning=Words("最近一次夜间逾期61至90天的账户数", "Accounts 61 to 90 days past due at the latest night"),
    ),
    Definition(
        code="promises_ahead", unit=Unit.COUNT, label=Words("下期到期承诺", "Promises due next"),
        meaning=Words("期末未判定、下一期内到期的承诺", "Open promises that fall due in the period after this one"),
    ),
    Definition(
        code="promised_ahead", unit=Unit.MONEY, label=Words("下期到期承诺金额", "Amount promised next"),
        meaning=Words(
            "期末未判定、下一期内到期的承诺金额", "Amount of the open promises that fall due in the next period"
        ),
    ),
)  # fmt: skip

PER: Mapping[str, int] = {"complaints_per_thousand": 1_000, "received_per_hour": 3_600}
"""Figures that are their values times this for each unit of their bases."""
IN_WHOLE: Mapping[str, int] = {"talk_minutes": 60, "script_minutes": 60}
"""Figures that are the whole number of this in their values."""
DEFINITIONS: dict[str, Definition] = {one.code: one for one in _ALL}
