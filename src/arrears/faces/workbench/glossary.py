"""The words that the screens use, explained in a line each; GLOSSARY.md is the whole list."""

from __future__ import annotations

from arrears.kernel.words import Words

GLOSSARY: tuple[tuple[Words, Words], ...] = (
    (
        Words("案件", "Case"),
        Words("一个委托方名下的一位债务人及其全部账户", "one debtor at one creditor with all accounts"),
    ),
    (
        Words("逾期天数", "Days past due"),
        Words(
            "业务日期减去最早一笔未还款的到期日；没有逾期时为 0",
            "business date minus the due date of the oldest unpaid item; 0 when nothing is overdue",
        ),
    ),
    (
        Words("逾期阶段 C、M1…M6+", "Bucket C, M1 … M6+"),
        Words(
            "按逾期天数分段：C 未逾期，M1 为 1–30 天，M2 为 31–60 天，以此类推",
            "class of days past due: C none, M1 1–30 days, M2 31–60 days and so on",
        ),
    ),
    (
        Words("合规闸口", "Gate"),
        Words(
            "所有渠道的唯一出口：逐条规则允许或拒绝，并写明出处和下次可联系时间",
            "the only door to every channel: permits or refuses by rule, with source and next permitted time",
        ),
    ),
    (
        Words("模拟", "Simulated"),
        Words(
            "没有接入服务商，什么也没有发出；不计入触达",
            "no provider is connected, nothing went out; never counted as reached",
        ),
    ),
    (
        Words("承诺", "Promise"),
        Words(
            "谁、在哪次沟通中、承诺哪天还多少；是否兑现只看到账",
            "who promised what by when, in which talk; judged from the money received alone",
        ),
    ),
    (
        Words("关怀事项", "Concern"),
        Words(
            "异议、困难、疾病、投诉、意愿等；登记后所有渠道立即停止或改变",
            "dispute, hardship, illness, complaint, wish…; recording it stops or changes every channel at once",
        ),
    ),
    (
        Words("停止", "Stop"),
        Words("闸口里的一条记录，期间不得联系", "an entry at the gate; while it stands nobody is contacted"),
    ),
    (
        Words("预期价值", "Expected value"),
        Words(
            "这一步预计带来的回款，用于排序，不是承诺",
            "the money this step is expected to bring; it orders the list and promises nothing",
        ),
    ),
    (
        Words("脱敏", "Masked"),
        Words(
            "个人信息默认只显示一部分；查看全文要写理由并留下审计记录",
            "personal data is shown in part; to see it whole takes a reason and leaves an audit line",
        ),
    ),
)
