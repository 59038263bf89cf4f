"""What codes are called on screen, in both languages: the rooms' own tables, and ours where one has none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from arrears.book.payments.contracts import Component, EntryKind
from arrears.book.portfolio.contracts import AccountKind, ContactKind, ContactState, ContactUse, RoleOnAccount
from arrears.desk.care.contracts import KIND_WORDS as CONCERN_WORDS
from arrears.desk.contact.contracts import CHANNEL_WORDS, OUTCOME_WORDS
from arrears.desk.contact.contracts import STATE_WORDS as ATTEMPT_STATE_WORDS
from arrears.desk.promises.contracts import STATE_WORDS as PROMISE_STATE_WORDS
from arrears.desk.scripts.contracts import STAGE_WORDS
from arrears.kernel.reasons import REASON_WORDS
from arrears.kernel.words import Words
from arrears.night.strategy.contracts import ACTION_WORDS
from arrears.people.team.contracts import DEPARTMENT_WORDS, WHY_WORDS, ItemState

COMPONENT_WORDS: Mapping[str, Words] = {
    Component.PRINCIPAL: Words("本金", "Principal"),
    Component.INTEREST: Words("利息", "Interest"),
    Component.FEE: Words("手续费", "Fees"),
    Component.PENALTY: Words("违约金", "Penalty"),
    Component.COST: Words("催收费用", "Costs"),
    Component.TAX: Words("税费", "Tax"),
    Component.CREDIT: Words("未冲销的余额", "Unused credit"),
}
ROLE_WORDS: Mapping[str, Words] = {
    RoleOnAccount.DEBTOR: Words("债务人", "Debtor"),
    RoleOnAccount.JOINT_DEBTOR: Words("共同债务人", "Joint debtor"),
    RoleOnAccount.GUARANTOR: Words("担保人", "Guarantor"),
    RoleOnAccount.SPOUSE: Words("配偶", "Spouse"),
    RoleOnAccount.LEGAL_REPRESENTATIVE: Words("法定代表人", "Legal representative"),
    RoleOnAccount.FINANCE_CONTACT: Words("财务联系人", "Finance contact"),
    RoleOnAccount.FRONT_DESK: Words("前台", "Front desk"),
    RoleOnAccount.DECIDES_PAYMENT: Words("付款决定人", "Decides payment"),
    RoleOnAccount.EMERGENCY_CONTACT: Words("紧急联系人", "Emergency contact"),
    RoleOnAccount.OTHER: Words("其他", "Other"),
}
CONTACT_KIND_WORDS: Mapping[str, Words] = {
    ContactKind.PHONE: Words("电话", "Phone"),
    ContactKind.EMAIL: Words("邮箱", "E-mail"),
    ContactKind.ADDRESS: Words("地址", "Address"),
    ContactKind.WECHAT: Words("微信", "WeChat"),
}
USE_WORDS: Mapping[str, Words] = {
    ContactUse.PERSONAL: Words("本人", "personal"),
    ContactUse.WORK: Words("单位", "work"),
    ContactUse.EMPLOYER_PROVIDED: Words("单位配发", "from the employer"),
    ContactUse.SHARED: Words("共用", "shared"),
    ContactUse.UNKNOWN: Words("用途未知", "use unknown"),
}
CONTACT_STATE_WORDS: Mapping[str, Words] = {
    ContactState.VALID: Words("有效", "valid"),
    ContactState.UNVERIFIED: Words("未核实", "not verified"),
    ContactState.WRONG_NUMBER: Words("号码错误", "wrong number"),
    ContactState.OUT_OF_SERVICE: Words("停机或空号", "out of service"),
    ContactState.REFUSED: Words("对方拒绝", "refused"),
    ContactState.LOST: Words("已失效", "lost"),
    ContactState.MALFORMED: Words("格式错误", "malformed"),
    ContactState.WIPED: Words("已删除", "wiped"),
}
ACCOUNT_KIND_WORDS: Mapping[str, Words] = {
    AccountKind.CARD: Words("信用卡", "Credit card"),
    AccountKind.LOAN: Words("贷款", "Loan"),
    AccountKind.LEASE: Words("融资租赁", "Lease"),
    AccountKind.INVOICE: Words("企业账款", "Business invoices"),
}
ENTRY_WORDS: Mapping[str, Words] = {
    EntryKind.PAYMENT: Words("收到还款", "Payment received"),
    EntryKind.POINTS: Words("积分还款", "Paid with points"),
    EntryKind.WAIVER: Words("减免", "Waived"),
    EntryKind.WRITE_OFF: Words("核销", "Written off"),
    EntryKind.REFUND: Words("退款", "Refunded"),
    EntryKind.TRANSFER_IN: Words("转入", "Transferred in"),
    EntryKind.TRANSFER_OUT: Words("转出", "Transferred out"),
    EntryKind.ACCRUAL: Words("计提", "Charged"),
    EntryKind.REVERSAL: Words("冲正", "Reversed"),
}
STOP_WORDS: Mapping[str, Words] = {
    "cease_written": Words("书面要求停止联系", "Asked in writing to stop contact"),
    "cease_oral": Words("口头要求停止联系", "Asked to stop contact"),
    "stop_channel": Words("停用一个渠道", "A channel is stopped"),
    "opt_out": Words("已退订", "Opted out"),
    "attorney": Words("由律师代理", "Represented by a lawyer"),
    "dispute_written": Words("书面异议", "Disputed in writing"),
    "dispute_oral": Words("口头异议", "Disputed"),
    "complaint": Words("投诉处理中", "Complaint open"),
    "bankruptcy": Words("破产程序", "Bankruptcy"),
    "breathing_space": Words("喘息期", "Breathing space"),
    "plan_kept": Words("还款计划履行中", "A plan is being kept"),
    "contact_refused": Words("拒绝联系", "Contact refused"),
    "adviser": Words("由顾问代理", "An adviser speaks for the debtor"),
    "hardship": Words("困难处理中", "Hardship"),
    "illness": Words("患病", "Illness"),
    "mandate_ended": Words("委托已结束", "The mandate has ended"),
}
ITEM_STATE_WORDS: Mapping[str, Words] = {
    ItemState.OPEN: Words("待办", "open"),
    ItemState.TAKEN: Words("处理中", "taken"),
    ItemState.DONE: Words("已完成", "done"),
    ItemState.LATER: Words("稍后", "later"),
}
FOLLOW_UP_WORDS: Mapping[str, Words] = {
    **{code.value: words for code, words in OUTCOME_WORDS.items()},
    "no_next_step": Words("尚未安排下一步", "No next step is planned"),
    "later": Words("稍后处理", "Put off"),
}
"""What a line of the diary is about: the outcome that asked for it, or what the worklist noted."""

NAMES: Mapping[str, Mapping[Any, Words]] = {
    "ACCOUNT_KINDS": ACCOUNT_KIND_WORDS,
    "ACTIONS": ACTION_WORDS,
    "ATTEMPT_STATES": ATTEMPT_STATE_WORDS,
    "CHANNELS": CHANNEL_WORDS,
    "COMPONENTS": COMPONENT_WORDS,
    "CONCERNS": CONCERN_WORDS,
    "CONTACT_KINDS": CONTACT_KIND_WORDS,
    "CONTACT_STATES": CONTACT_STATE_WORDS,
    "DEPARTMENTS": DEPARTMENT_WORDS,
    "FOLLOW_UPS": FOLLOW_UP_WORDS,
    "ITEM_STATES": ITEM_STATE_WORDS,
    "OUTCOMES": OUTCOME_WORDS,
    "PROMISE_STATES": PROMISE_STATE_WORDS,
    "REASONS": REASON_WORDS,
    "ROLES": ROLE_WORDS,
    "STAGES": STAGE_WORDS,
    "STOPS": STOP_WORDS,
    "USES": USE_WORDS,
    "WHY": WHY_WORDS,
}
"""By the name under which templates ask: `{{ code|named:CHANNELS }}`."""
