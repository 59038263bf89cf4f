"""Values that pass the door of the script library."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from arrears.kernel.reasons import REASON_WORDS, Reason
from arrears.kernel.words import Words


class Stage(StrEnum):
    """Where a case stands when the words are said."""

    BEFORE_DUE = "before_due"
    FIRST = "first"
    SECOND = "second"
    REPEATED = "repeated"
    PROMISE = "promise"
    BROKEN = "broken"
    PLAN = "plan"
    LAST = "last"
    ANY = "any"


STAGE_WORDS: dict[Stage, Words] = {
    Stage.BEFORE_DUE: Words("到期前", "Before the due day"),
    Stage.FIRST: Words("首次联系", "First contact"),
    Stage.SECOND: Words("第二次联系", "Second contact"),
    Stage.REPEATED: Words("多次联系", "Repeated contact"),
    Stage.PROMISE: Words("承诺到期前", "Before a promised day"),
    Stage.BROKEN: Words("承诺未履行", "After a broken promise"),
    Stage.PLAN: Words("协商与分期", "Agreeing a plan"),
    Stage.LAST: Words("法律步骤之前", "Before the legal steps"),
    Stage.ANY: Words("任何阶段", "Any stage"),
}

ANY_REASON = "any"

SITUATION_WORDS: dict[str, Words] = {
    ANY_REASON: Words("通用", "General"),
    "identify": Words("核对身份", "Making sure who it is"),
    "ask_how": Words("询问怎么还", "Asking how it will be paid"),
    "ask_when": Words("询问何时还", "Asking when"),
    "ask_amount": Words("询问还多少", "Asking how much"),
    "closing": Words("结束通话", "Closing the talk"),
    "finance_forgot": Words("财务忘了付款", "The finance desk forgot"),
    "boss_not_signed": Words("老板还没签字", "The boss has not signed"),
    "in_process": Words("流程还在走", "It is still in process"),
    "sent_elsewhere": Words("部门之间互相推", "Sent from desk to desk"),
    "pays_at_once": Words("马上就付", "Will pay at once"),
    "already_paid": Words("已经付了", "Says it is paid"),
    "amount_dispute": Words("对金额有异议", "Disputes the amount"),
    "quality_dispute": Words("对货物或服务有异议", "Disputes goods or service"),
    "not_mine": Words("说不是本人的债", "Says the debt is not theirs"),
    "waiting_for_money": Words("等别人回款", "Waits for money from others"),
    "lost_job": Words("失业", "Lost the job"),
    "illness": Words("生病或住院", "Illness"),
    "bereavement": Words("家有丧事", "Bereavement"),
    "vulnerable": Words("需要特别照顾", "Needs particular care"),
    "complaint": Words("投诉", "Complaint"),
    "stop_contact": Words("要求不再联系", "Asks not to be contacted"),
    "data_request": Words("查阅、更正或删除个人信息", "Asks to see, correct or delete their data"),
    "asks_discount": Words("要求减免", "Asks for a reduction"),
    "angry": Words("情绪激动", "Is upset"),
    "busy": Words("现在不方便", "Cannot talk now"),
    "wrong_number": Words("打错了", "Wrong number"),
    "third_person": Words("第三人接听", "A third person answers"),
    "front_desk": Words("公司前台接听", "The front desk answers"),
    "finance_desk": Words("公司财务接听", "The finance desk answers"),
    "guarantor": Words("致担保人", "To the guarantor"),
    "opt_out": Words("退订确认", "Opt-out confirmed"),
    "lawyer_letter": Words("律师函", "Lawyer letter"),
    "receipt": Words("收款确认", "Payment received"),
}

REASON_CATALOGUE: dict[str, Words] = {
    **SITUATION_WORDS,
    **{reason.value: words for reason, words in REASON_WORDS.items() if reason is not Reason.UNKNOWN},
}
"""What a script may answer: the reasons of `kernel/reasons` and the situations of a talk."""


class Audience(StrEnum):
    PERSON = "person"
    ORGANISATION = "organisation"
    GUARANTOR = "guarantor"
    THIRD_PERSON = "third_person"


class Tone(StrEnum):
    REMIND = "remind"
    URGE = "urge"
    CARE = "care"


TONE_WORDS: dict[Tone, Words] = {
    Tone.REMIND: Words("提醒", "Remind"),
    Tone.URGE: Words("督促", "Urge"),
    Tone.CARE: Words("关怀", "Care"),
}


class ScriptStatus(StrEnum):
    DRAFT = "draft"
    APPROVED = "approved"
    RETIRED = "retired"
    REJECTED = "rejected"


IN_FORCE_ONCE = (ScriptStatus.APPROVED, ScriptStatus.RETIRED)
"""What was in force at some time: a draft, rejected or not, never was."""


LANGUAGES = ("zh", "en")


def language_of(tag: str) -> str:
    """The library's language for a language tag: `zh…` is zh, all else en."""
    return "zh" if tag.lower().startswith("zh") else "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptFacts:
    """One version of a script in one language. `id` 0 and `shipped`: as it came with the product."""

    id: int
    code: str
    version: int
    stage: Stage
    reason: str
    channel: str
    language: str
    audience: Audience
    tone: Tone
    purpose: str
    title: Words
    subject: str
    text: str
    blanks: tuple[str, ...]
    discloses: tuple[str, ...]
    status: ScriptStatus
    written_by: str
    approved_by: str
    approved_at: datetime | None
    shipped: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptDraft:
    """A new version of a script, before approval. `discloses` are the gate's disclosure words."""

    code: str
    stage: Stage
    reason: str
    channel: str
    language: str
    audience: Audience = Audience.PERSON
    tone: Tone = Tone.REMIND
    purpose: str = "collect"
    title: Words
    subject: str = ""
    text: str
    discloses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Why a text may not be approved (or a hint to its writer when not `fatal`)."""

    code: str
    fatal: bool
    quote: str
    words: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """A script with its blanks filled. `missing` names the blanks that had no value: they stay visible."""

    code: str
    version: int
    language: str
    channel: str
    purpose: str
    subject: str
    text: str
    missing: tuple[str, ...]
    discloses: tuple[str, ...]


class NoSuchScript(LookupError):
    """No approved script with this code and language."""


class ScriptRefused(ValueError):
    """A draft or an approval that may not be; `problems` says why."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("; ".join(problem.words.en for problem in problems))
        self.problems = problems
