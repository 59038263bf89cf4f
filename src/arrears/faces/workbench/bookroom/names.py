"""What codes of the book are called on these pages, in both languages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from arrears.book.intake.contracts import FileKind, FileState, NoticeKind, ProposalState
from arrears.book.intake.contracts.mapping import UNIT_WORDS, DateOrder, Empty, Figure
from arrears.book.payments.contracts import Ahead
from arrears.book.portfolio.contracts import AccountStatus, BatchStatus, GuarantorKind, LawfulSource
from arrears.faces.workbench.names import ENTRY_WORDS
from arrears.faces.workbench.names import NAMES as WORKBENCH_NAMES
from arrears.faces.workbench.templatetags.workbench import in_language
from arrears.kernel.words import Words

FILE_KIND_WORDS: Mapping[str, Words] = {
    FileKind.PORTFOLIO: Words("账户与欠款", "Accounts and debts"),
    FileKind.PAYMENTS: Words("还款流水", "Payments"),
    FileKind.TOTALS: Words("每日总量", "Daily totals"),
}
FILE_STATE_WORDS: Mapping[str, Words] = {
    FileState.ACCEPTED: Words("已入账", "taken in"),
    FileState.UNCHANGED: Words("无变化", "no change"),
    FileState.REFUSED: Words("整份退回", "refused"),
}
PROPOSAL_STATE_WORDS: Mapping[str, Words] = {
    ProposalState.PROPOSED: Words("待第二人接收", "waits for a second person"),
    ProposalState.ACCEPTED: Words("已接收", "accepted"),
    ProposalState.REFUSED: Words("已退回", "refused"),
    ProposalState.WITHDRAWN: Words("已撤回", "withdrawn"),
}
NOTICE_WORDS: Mapping[str, Words] = {
    NoticeKind.DISPUTE: Words("异议", "dispute"),
    NoticeKind.DEATH: Words("死亡", "death"),
    NoticeKind.OPT_OUT: Words("拒绝联系", "opt-out"),
    NoticeKind.REPRESENTED: Words("由律师代理", "represented"),
}
DATE_ORDER_WORDS: Mapping[str, Words] = {
    DateOrder.YMD: Words("年-月-日（含 Excel 序列日期）", "year-month-day (and Excel serials)"),
    DateOrder.DMY: Words("日/月/年", "day/month/year"),
    DateOrder.MDY: Words("月/日/年", "month/day/year"),
}
EMPTY_WORDS: Mapping[str, Words] = {
    Empty.REJECT: Words("空格退回", "empty is rejected"),
    Empty.UNKNOWN: Words("空格为未知", "empty is unknown"),
    Empty.ZERO: Words("空格为零", "empty is zero"),
}
FIGURE_WORDS: Mapping[str, Words] = {
    Figure.BILLED: Words("应还（由我方扣减还款）", "billed (we deduct payments)"),
    Figure.OUTSTANDING: Words("未还（委托方已扣减）", "outstanding (payments deducted)"),
}
ACCOUNT_STATUS_WORDS: Mapping[str, Words] = {
    AccountStatus.OPEN: Words("在催", "open"),
    AccountStatus.CLOSED: Words("已结清或关闭", "closed"),
    AccountStatus.RECALLED: Words("已退案", "recalled"),
}
BATCH_STATUS_WORDS: Mapping[str, Words] = {
    BatchStatus.PLACED: Words("在手", "placed"),
    BatchStatus.RECALLED: Words("委托方撤回", "recalled by the creditor"),
    BatchStatus.RETURNED: Words("我方退回", "returned by us"),
}
GUARANTOR_WORDS: Mapping[str, Words] = {
    GuarantorKind.GENERAL: Words("一般保证", "general guarantee"),
    GuarantorKind.JOINT: Words("连带保证", "joint guarantee"),
    GuarantorKind.UNCLEAR: Words("约定不明，按一般保证", "unclear, counts as general"),
}
SOURCE_WORDS: Mapping[str, Words] = {
    LawfulSource.CREDITOR: Words("委托方提供", "from the creditor"),
    LawfulSource.DEBTOR: Words("债务人本人提供", "from the debtor"),
    LawfulSource.PUBLIC_REGISTER: Words("公开登记信息", "a public register"),
}
DOCUMENT_WORDS: Mapping[str, Words] = {
    "contract": Words("合同", "Contract"),
    "agreement": Words("还款协议", "Agreement"),
    "evidence": Words("证据", "Evidence"),
    "letter": Words("函件", "Letter"),
    "statement": Words("账单", "Statement"),
    "identity": Words("身份材料", "Identity"),
    "other": Words("其他", "Other"),
}
USE_OF_PAPER_WORDS: Mapping[str, Words] = {
    "filed": Words("归档", "filed"),
    "viewed": Words("查阅", "viewed"),
    "copied": Words("复印", "copied"),
    "borrowed": Words("借出", "lent"),
    "returned": Words("归还", "returned"),
}
COLLATERAL_WORDS: Mapping[str, Words] = {
    "with_debtor": Words("由债务人占有", "with the debtor"),
    "located": Words("已找到", "located"),
    "missing": Words("下落不明", "missing"),
    "repossessed": Words("已收回", "repossessed"),
    "stored": Words("已入库", "stored"),
    "sold": Words("已处置", "sold"),
    "released": Words("已解押", "released"),
    "destroyed": Words("已灭失", "destroyed"),
}
PAIR_WORDS: Mapping[str, Words] = {
    "open": Words("待判断", "to be decided"),
    "merged": Words("已合并", "merged"),
    "kept_apart": Words("确认为两个主体", "kept apart"),
}
LOST_WORDS: Mapping[str, Words] = {
    "open": Words("查找中", "searching"),
    "found": Words("已找到", "found"),
    "given_up": Words("暂停查找", "given up for now"),
}
HISTORY_WORDS: Mapping[str, Words] = {
    "status": Words("状态", "state"),
    "state": Words("状态", "state"),
    "reason": Words("原因", "reason"),
    "due_on": Words("到期日", "due"),
    "placed_on": Words("委案日", "placed"),
    "product": Words("产品", "product"),
    "opened_on": Words("开户日", "opened"),
    "terms": Words("合同条款", "terms"),
    "debtor_id": Words("债务人编号", "debtor's number"),
    "batch_id": Words("批次编号", "batch's number"),
    "kind": Words("类型", "kind"),
    "figures": Words("金额含义", "meaning of amounts"),
}
DEBIT_WORDS: Mapping[str, Words] = {
    "sent": Words("已送出", "sent"),
    "collected": Words("扣款成功", "collected"),
    "failed": Words("扣款失败", "failed"),
}
LAYOUT_WORDS: Mapping[str, Words] = {
    "csv": Words("通用 CSV", "plain CSV"),
    "fixed": Words("银行定长格式", "the bank's fixed width"),
}
WAY_WORDS: Mapping[str, Words] = {
    "transfer": Words("银行转账", "Bank transfer"),
    "counter": Words("柜台", "At the counter"),
    "app": Words("委托方应用", "In the creditor's app"),
    "direct_debit": Words("自动扣款", "Direct debit"),
}
ORDER_WORDS: Mapping[str, Words] = {
    "statutory": Words("法定顺序", "By law"),
    "judgment": Words("判决后：本债先于加倍利息", "After judgment: the debt before doubled interest"),
    "pro_rata": Words("按比例", "Pro rata"),
    "card_to_90_days": Words(
        "息费先于本金（信用卡 90 日以内）", "Interest and fees first (cards up to 90 days)"
    ),
    "card_from_91_days": Words("本金先于息费（信用卡 91 日起）", "Principal first (cards from 91 days)"),
}
AHEAD_WORDS: Mapping[str, Words] = {
    Ahead.CREDIT: Words("留存至下一到期日", "kept until the next due date"),
    Ahead.NEXT: Words("提前冲抵以后各期", "paid ahead to later instalments"),
}
REQUEST_WORDS: Mapping[str, Words] = {
    "waiting": Words("待审批", "waiting"),
    "posted": Words("已记账", "posted"),
    "refused": Words("未通过", "refused"),
}
NAMES: Mapping[str, Mapping[Any, Words]] = {
    **WORKBENCH_NAMES,
    "ACCOUNT_STATES": ACCOUNT_STATUS_WORDS,
    "AHEADS": AHEAD_WORDS,
    "BATCH_STATES": BATCH_STATUS_WORDS,
    "COLLATERAL": COLLATERAL_WORDS,
    "DATE_ORDERS": DATE_ORDER_WORDS,
    "DEBITS": DEBIT_WORDS,
    "DOCUMENTS": DOCUMENT_WORDS,
    "EMPTIES": EMPTY_WORDS,
    "ENTRIES": ENTRY_WORDS,
    "FIGURES": FIGURE_WORDS,
    "FILE_KINDS": FILE_KIND_WORDS,
    "FILE_STATES": FILE_STATE_WORDS,
    "GUARANTORS": GUARANTOR_WORDS,
    "LAYOUTS": LAYOUT_WORDS,
    "LOST": LOST_WORDS,
    "NOTICES": NOTICE_WORDS,
    "ORDERS": ORDER_WORDS,
    "PAIRS": PAIR_WORDS,
    "PAPER_USES": USE_OF_PAPER_WORDS,
    "PROPOSAL_STATES": PROPOSAL_STATE_WORDS,
    "REQUESTS": REQUEST_WORDS,
    "SOURCES": SOURCE_WORDS,
    "UNITS": UNIT_WORDS,
}

_PLACES: Mapping[str, Words] = {
    "file": Words("整个文件", "the file as a whole"),
    "headings": Words("表头", "the headings"),
    "mapping": Words("映射", "the mapping"),
    "control totals": Words("核对总数", "the control totals"),
    "business date": Words("业务日期", "the business date"),
    "proposal": Words("待接收文件", "the proposed file"),
}
_COUNTED: Mapping[str, Words] = {
    "row": Words("第 {number} 行", "row {number}"),
    "column": Words("第 {number} 列", "column {number}"),
    "line": Words("第 {number} 行", "line {number}"),
}


def place_text(place: str) -> str:
    """Where in a file something is wrong, as the intake names it; a sheet's name stays as it is."""
    if place in _PLACES:
        return in_language(_PLACES[place])
    counted = re.fullmatch(r"(row|column|line) (\d+)", place)
    if counted:
        return in_language(_COUNTED[counted[1]]).format(number=counted[2])
    return place
