"""What the columns of the tables of analytics mean: once for page, REST and Excel. Pure.

Codes are `table.column`, or `table` for a table whose columns are named by what they hold. A column of the work that is
one of the house's figures takes that figure's own meaning.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from arrears.kernel.words import Words
from arrears.reports.definitions import DEFINITIONS


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """A column's name and what it means. `codes`: the tables and columns that it is about."""

    codes: frozenset[str]
    label: Words
    words: Words


def _of(codes: str, zh: str, en: str, told: str, said: str) -> Meaning:
    return Meaning(codes=frozenset(codes.split()), label=Words(zh, en), words=Words(told, said))


def _figures(codes: Mapping[str, str]) -> tuple[Meaning, ...]:
    return tuple(
        Meaning(codes=frozenset({code}), label=DEFINITIONS[figure].label, words=DEFINITIONS[figure].meaning)
        for code, figure in codes.items()
    )


_STOCK = (
    _of("total.accounts groups.accounts", "账户", "Accounts",
        "日终时在管的账户数", "Accounts that are open at the closing"),
    _of("total.debtors groups.debtors", "客户", "Debtors",
        "日终时有在管账户的债务人数，一人一计", "Debtors with an open account at the closing, each once"),
    _of("total.balance groups.balance", "余额", "Balance",
        "在管账户未还的全部金额，含未到期部分", "All that is owed on open accounts, what is not due yet too"),
    _of("total.overdue groups.overdue", "逾期", "Overdue",
        "到期日早于日终当日而未还的金额", "Owed on items due before the day of the closing"),
    _of("total.non_performing groups.non_performing", "不良", "Non-performing",
        "逾期超过 90 天的账户的全部余额", "The whole balance of accounts more than 90 days past due"),
    _of("total.ratio groups.ratio", "不良率", "Ratio", "不良余额÷余额", "Non-performing balance ÷ balance"),
    _of("total.lost groups.lost", "失联账户", "Accounts without contact",
        "债务人没有任何可用联系方式的账户数", "Accounts whose debtor has no contact point that can be used"),
    _of("changes.accounts changes.balance changes.overdue changes.non_performing", "变化", "Change",
        "本次日终减去较早一次日终的同一项", "This closing less the earlier one"),
    _of("portfolio portfolio_changes", "委托方全部业务规模", "The creditors' whole portfolio",
        "委托方每日报送的全部业务（不限于委托本机构的账户），原样列示",
        "What the creditor states each day of its whole business, not of the accounts in work alone; shown as stated"),
)  # fmt: skip
_FLOW = (
    _of("matrix", "迁徙率（户数）", "Roll rates by count",
        "期初在某一阶段、期末在另一阶段的账户数；占比为其占期初该阶段（或新进入）账户的比例",
        "Accounts that stood in one bucket at the start and in another at the end; the share is of all accounts that "
        "stood in the first (or joined)"),
    _of("matrix_amount", "迁徙率（金额）", "Roll rates by amount",
        "同上，按期初余额计；新进入的账户按期末余额计",
        "The same by the balance at the start; accounts that joined by their balance at the end"),
    _of("moves.accounts", "账户", "Accounts",
        "按去向：新增逾期为期初未逾期而期末逾期；回正为期初逾期而期末未逾期；恶化、好转为阶段变深、变浅",
        "By fate: new delinquency was current and is overdue, cured the other way round, worse and better moved to a "
        "deeper or a lighter bucket"),
    _of("moves.before moves.after moves.change", "余额及变化", "Balances and change",
        "这些账户期初与期末的余额，及二者之差",
        "The balances of these accounts at the start and the end, and their difference"),
)  # fmt: skip
_VINTAGES = (
    _of("vintages.months", "账龄（月）", "Months since",
        "自开户（或委案、首次逾期）月份至日终的月数",
        "Months from the month of opening (or placement, or first delinquency) to the closing"),
    _of("vintages.accounts vintages.balance", "账户、余额", "Accounts, balance",
        "该月份的账户在该日终仍在管的户数与余额",
        "Accounts of the month that are still open at the closing, and their balance"),
    _of("vintages.bad", "逾期30天以上余额", "Balance more than 30 days past due",
        "其中逾期超过 30 天的账户的全部余额；按阶段筛选时为处于该阶段的余额",
        "The whole balance of those more than 30 days past due; under a filter by bucket, of those in the bucket"),
    _of("vintages.share", "占比", "Share", "上项÷余额", "That balance ÷ all of it"),
)  # fmt: skip
_LIQUIDATION = (
    _of("steps.months", "委案后月数", "Months since", "自委案月份至日终的月数",
        "Months from the month of placement to the closing"),
    _of("steps.accounts steps.placed", "账户、委案金额", "Accounts, placed",
        "委案的账户数与当时的余额，已结束的账户也计入", "Accounts placed and their balance then, ended ones too"),
    _of("steps.received", "累计回款", "Received since", "自委案起收到的金额，扣除冲正",
        "Money received since placement, reversals taken off"),
    _of("steps.share", "回收率", "Liquidated", "累计回款÷委案金额", "Received since placement ÷ placed"),
    _of("recovery.accounts recovery.overdue", "期初逾期账户、金额", "Overdue accounts and amount",
        "期初日终逾期的账户数与逾期金额", "Accounts overdue at the closing before the month, and what was overdue"),
    _of("recovery.paid recovery.received", "有还款的账户、回款金额", "Accounts that paid, received",
        "其中当月有还款的账户数；这些期初逾期账户当月的回款",
        "Those of them that paid in the month; what came in on all of them"),
    _of("recovery.by_count", "回收率（户数）", "Recovery rate by count", "有还款的账户÷期初逾期账户",
        "Accounts that paid ÷ overdue accounts"),
    _of("recovery.by_amount", "回收率（金额）", "Recovery rate by amount", "回款金额÷期初逾期金额",
        "Received ÷ overdue at the start"),
)  # fmt: skip
_MOVEMENT = (
    _of("movement.amount", "金额", "Amount",
        "期初余额加各项变动等于期末余额；各项独立计算，未解释一项必须为零",
        "Opening balance and flows make the closing balance; each is worked out by itself, and nothing may "
        "be left over"),
)  # fmt: skip
_FORECAST = (
    _of("ahead.expected ahead.low ahead.high", "预计与区间", "Expected, low, high",
        "以历史各月的迁徙率与各阶段回款占比推算的回款（马尔可夫），区间由对历史各月反复抽取得出，五种可能中有四种落在其内",
        "Money by the roll rates and the share that paid in each bucket of past months (Markov); the "
        "interval holds four "
        "of five draws of past months"),
    _of("ahead.received ahead.rest", "本月已收、尚待回款", "Received so far, still to come",
        "本月至日终已收到的金额；预计减去已收", "What came in this month up to the closing; expected less that"),
    _of("tested.forecast tested.received tested.error", "预测、实际、误差", "Forecast, received, error",
        "只用该月之前的历史作出的预测，与实际相比；误差＝（预测－实际）÷实际",
        "A forecast with the history before that month alone, beside what came in; error = (forecast − "
        "received) ÷ received"),
)  # fmt: skip
_TARGETS = (
    _of("money.to_reach shares.to_reach", "目标值", "To reach",
        "期内要收回的金额；或期末逾期占余额的比例不高于",
        "Money to bring in by the end; or the share of overdue in the balance to get down to"),
    _of("money.now shares.now", "现在", "Now", "期内至今的回款，按案件现在的负责人归属；或最近日终的逾期占比",
        "Money of the period so far, by who owns the case now; or the share at the latest closing"),
    _of("money.needed shares.needed", "每个工作日还需", "Needed each working day", "（目标值－现在）÷剩余工作日",
        "(To reach − now) ÷ working days left"),
    _of("money.expected shares.expected", "期末预测", "Forecast to the end",
        "按已过工作日的进度推算到期末", "At the pace of the working days gone, at the end of the period"),
)  # fmt: skip
_WORK = (
    *_figures(
        {"contacts.attempts": "attempts", "contacts.simulated": "simulated", "contacts.calls": "calls",
         "contacts.connected_rate": "connected_rate", "contacts.reached": "reached",
         "contacts.reached_rate": "reached_rate", "contacts.promised": "talk_promises",
         "contacts.promise_rate": "promise_rate", "contacts.minutes": "talk_minutes",
         "promises.taken": "promises", "promises.promised": "promised", "promises.kept": "kept",
         "promises.kept_amount": "kept_amount", "promises.partly": "partly_kept", "promises.late": "late_kept",
         "promises.broken": "broken", "promises.kept_rate": "kept_rate", "agreements.count": "agreements",
         "agreements.owed": "agreed_owed", "agreements.pay": "agreed_pay", "agreements.waive": "agreed_waive",
         "agreements.received": "agreed_received", "effort.received": "received",
         "effort.per_hour": "received_per_hour", "refused.count": "refused_by_gate", "reasons.count": "reasons",
         "follow_ups.count": "follow_ups_late", "tasks.asked": "tasks_asked", "tasks.answered": "tasks_answered",
         "tasks.late": "tasks_late", "treatments.accounts": "treatments", "treatments.debtors": "treated_debtors",
         "costs.sent": "sent", "costs.seconds": "talk_seconds"},
    ),
    _of("effort.cost costs.cost", "联系成本", "Cost of contacts",
        "真正发出的联系次数×单价＋通话时长×每小时单价",
        "Contacts that went out × price + time of talk × price of an hour"),
    _of("effort.unit_cost", "每元回款成本", "Cost of a unit received", "联系成本÷回款金额",
        "Cost of contacts ÷ received"),
    _of("costs.price costs.hour", "单价", "Prices", "委托方设置中的单价，以元计",
        "The prices in the creditor's settings, in major units"),
    _of("overall.value", "数值", "Value",
        "投诉、每千次联系投诉、执行中的方案、逾期跟进，各按指标定义",
        "Complaints, complaints per thousand contacts, plans that run, follow-ups overdue, each as the "
        "figure is defined"),
)  # fmt: skip
MEANINGS: Mapping[str, tuple[Meaning, ...]] = {
    "stock": _STOCK, "flow": _FLOW, "vintages": _VINTAGES, "liquidation": _LIQUIDATION, "movement": _MOVEMENT,
    "forecast": _FORECAST, "targets": _TARGETS, "work": _WORK,
}  # fmt: skip
