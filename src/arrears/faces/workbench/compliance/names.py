"""What codes of the gate are called on these pages, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from arrears.desk.care.contracts import DATA_REQUEST_WORDS
from arrears.desk.care.contracts import RESULT_WORDS as RESULT_OF_CONCERN_WORDS
from arrears.faces.workbench.names import NAMES
from arrears.gate.api import LINE_WORDS
from arrears.kernel.words import Words

CERTAINTY_WORDS: Mapping[str, Words] = {
    "text": Words("依据原文", "read in the text itself"),
    "secondary": Words("依据二手资料", "from a secondary source"),
    "memory": Words("凭记忆，待核对", "from memory, to be checked"),
    "interpretation": Words("本机构的解释", "our reading"),
}
CERTAINTY_TAGS: Mapping[str, str] = {
    "text": "tag-ok",
    "secondary": "tag-info",
    "memory": "tag-stop",
    "interpretation": "tag-warn",
}
RESULT_WORDS: Mapping[str, Words] = {
    "pass": Words("通过", "passed"),
    "fail": Words("拒绝", "refused"),
    "needs_evidence": Words("缺少证据", "evidence is missing"),
    "not_applicable": Words("不涉及", "does not concern it"),
}
VERDICT_WORDS: Mapping[str, Words] = {
    "permit": Words("允许", "permitted"),
    "refuse": Words("拒绝", "refused"),
    "needs_evidence": Words("缺少证据", "needs evidence"),
}
TAGS: Mapping[str, str] = {
    "permit": "tag-ok",
    "pass": "tag-ok",
    "refuse": "tag-stop",
    "fail": "tag-stop",
    "needs_evidence": "tag-warn",
}
PRESUMPTION_WORDS: Mapping[str, Words] = {
    "compliance": Words("推定合规（可被推翻）", "presumed to comply; the presumption can be rebutted"),
    "violation": Words("推定违规（可被推翻）", "presumed to violate; the presumption can be rebutted"),
}
ABSENCE_WORDS: Mapping[str, Words] = {
    "required": Words("必填：没有它无法判断", "required: nothing is judged without it"),
    "none_notified": Words(
        "视为未发生：闸口自己的登记就是通知", "nothing happened: the gate's own books are the notice"
    ),
    "strictest_of_plausible": Words("取各种可能中最严格的", "the strictest of what is plausible"),
    "refuse": Words("需要它的规则予以拒绝", "a rule that needs it refuses"),
    "needs_evidence": Words("需要它的规则要求补证", "a rule that needs it asks for evidence"),
    "not_applicable": Words("读取它的规则不作判断", "the rules that read it have nothing to judge"),
}
GATE_CHANNELS: Mapping[str, Words] = {
    **NAMES["CHANNELS"],
    "postcard": Words("明信片", "Postcard"),
    "voicemail": Words("语音留言", "Voicemail"),
    "social": Words("社交软件", "Social app"),
    "suit": Words("起诉", "Suit"),
    "bankruptcy_claim": Words("破产债权申报", "Bankruptcy claim"),
    "credit_report": Words("征信报送", "Credit report"),
    "data_transfer": Words("数据转让", "Data transfer"),
    "public_notice": Words("公告", "Public notice"),
}
PURPOSE_WORDS: Mapping[str, Words] = {
    "collect": Words("催收", "to collect"),
    "remind": Words("提醒", "to remind"),
    "locate": Words("查找联系方式", "to locate"),
    "answer": Words("答复", "to answer"),
    "care": Words("关怀", "to care"),
    "validation": Words("债务确认通知", "to validate the debt"),
    "opt_out_confirmation": Words("确认退订", "to confirm an opt-out"),
    "efforts_end_notice": Words("告知停止催收", "to say that efforts end"),
    "remedy_notice": Words("告知救济措施", "to tell of a remedy"),
    "pass_message": Words("请人转告", "to have a message passed on"),
}
LEGAL_ROLE_WORDS: Mapping[str, Words] = {
    "debtor": Words("债务人", "debtor"),
    "joint_debtor": Words("共同债务人", "joint debtor"),
    "guarantor": Words("担保人", "guarantor"),
    "spouse": Words("配偶", "spouse"),
    "parent_of_minor": Words("未成年人的父母", "parent of a minor"),
    "guardian": Words("监护人", "guardian"),
    "executor": Words("遗产管理人", "executor"),
    "attorney": Words("律师", "attorney"),
    "emergency_contact": Words("紧急联系人", "emergency contact"),
    "relative": Words("亲属", "relative"),
    "colleague": Words("同事", "colleague"),
    "employer": Words("雇主", "employer"),
    "unrelated": Words("无关人员", "unrelated person"),
    "unknown": Words("身份不明", "unknown"),
}
CONTACT_RESULT_WORDS: Mapping[str, Words] = {
    "conversation": Words("通话", "conversation"),
    "answered": Words("接听未交谈", "answered, no talk"),
    "no_answer": Words("无人接听", "no answer"),
    "rang_out": Words("响铃未接", "rang out"),
    "voicemail": Words("转语音信箱", "voicemail"),
    "full_mailbox": Words("信箱已满", "mailbox full"),
    "busy": Words("占线", "busy"),
    "out_of_service": Words("停机或空号", "out of service"),
    "delivered": Words("已送达", "delivered"),
    "failed": Words("失败", "failed"),
}
CONSENT_WORDS: Mapping[str, Words] = {
    "time": Words("同意在平常不许的时间联系", "To be contacted at a time that is closed otherwise"),
    "call_frequency": Words("同意更多的通话次数", "To more calls than the cap"),
    "third_party": Words("同意向第三人说明", "To speak with a third person"),
    "separate_sharing": Words("单独同意提供给他人", "To pass data to another processor (separate consent)"),
    "text_renewed": Words("重新同意接收短信", "To text messages, renewed"),
    "channel": Words("同意使用某渠道", "To a channel"),
    "other": Words("其他", "Other"),
}
FACT_WORDS: Mapping[str, Words] = {
    "deceased": Words("已去世", "has died"),
    "minor": Words("未成年", "is a minor"),
    "vulnerable": Words("需要特别照顾", "is vulnerable"),
    "employer_forbids_work_contact": Words("雇主禁止在单位联系", "the employer forbids contact at work"),
    "barred_slots": Words("不便的时间", "hours that are barred"),
    "agreed_slots": Words("约定的时间", "hours that were agreed"),
    "zones": Words("所在时区", "time zones"),
    "offers_to_pay": Words("主动提出还款", "offers to pay"),
}
EVENT_WORDS: Mapping[str, Words] = {
    "opened": Words("提出", "raised"),
    "closed": Words("结束", "ended"),
    "owner": Words("指定负责人", "given to an owner"),
    "due": Words("设定答复期限", "day of the answer set"),
    "linked": Words("关联联系记录", "contact linked"),
    "package_written": Words("生成信息副本", "package written"),
    "corrected": Words("更正", "put right"),
    "deletion_asked": Words("提请删除", "deletion asked for"),
    "deleted": Words("已删除", "deleted"),
    "deletion_refused": Words("未同意删除", "deletion not agreed"),
    "answer_written": Words("生成答复函", "letter written"),
    "answer_sent": Words("答复已发出", "answer sent"),
    "answer_printed": Words("答复函已生成，待投递", "answer printed for the post"),
    "answer_simulated": Words("答复模拟发送（未真正发出）", "answer simulated (nothing went out)"),
    "answer_failed": Words("答复未能发出", "answer could not be handed out"),
    "reviewed": Words("人工审查", "reviewed by a person"),
}
LIFT_WORDS: Mapping[str, Words] = {
    "withdrawn": Words("当事人撤回", "withdrawn by the person"),
    "ended": Words("情形已结束", "what caused it has ended"),
    "released": Words("律师或顾问不再代理", "the lawyer or adviser no longer acts"),
    "error": Words("登记有误", "recorded in error"),
}
COMPLIANCE_NAMES: Mapping[str, Mapping[Any, Words]] = {
    **NAMES,
    "ABSENCES": ABSENCE_WORDS,
    "CERTAINTIES": CERTAINTY_WORDS,
    "CHANNELS": GATE_CHANNELS,
    "CONSENTS": CONSENT_WORDS,
    "DATA_REQUESTS": DATA_REQUEST_WORDS,
    "EVENTS": EVENT_WORDS,
    "FACTS": FACT_WORDS,
    "LEGAL_ROLES": LEGAL_ROLE_WORDS,
    "LIFTS": LIFT_WORDS,
    "LINES": LINE_WORDS,
    "OUTCOMES_OF_CONCERNS": RESULT_OF_CONCERN_WORDS,
    "PRESUMPTIONS": PRESUMPTION_WORDS,
    "PURPOSES": PURPOSE_WORDS,
    "RESULTS": RESULT_WORDS,
    "TOLD": CONTACT_RESULT_WORDS,
    "VERDICTS": VERDICT_WORDS,
}
"""By the name under which templates ask: `{{ code|named:CERTAINTIES }}`."""
