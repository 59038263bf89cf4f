"""Values that pass the door of contact."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from arrears.kernel.words import Words

NOTE_CHARS_MAX = 4_000
CONTENT_CHARS_MAX = 20_000


class Channel(StrEnum):
    CALL = "call"
    SMS = "sms"
    EMAIL = "email"
    LETTER = "letter"


CHANNEL_WORDS: dict[str, Words] = {
    "call": Words("电话", "Call"),
    "sms": Words("短信", "Text message"),
    "email": Words("邮件", "E-mail"),
    "letter": Words("信函", "Letter"),
    "visit": Words("上门", "Visit"),
    "in_app": Words("自助页面", "Self-service page"),
}


class AttemptState(StrEnum):
    """What is known of an attempt. `simulated`: nothing left this house. `printed`: a letter lies ready."""

    QUEUED = "queued"
    SENT = "sent"
    SIMULATED = "simulated"
    PRINTED = "printed"
    DELIVERED = "delivered"
    FAILED = "failed"


STATE_WORDS: dict[AttemptState, Words] = {
    AttemptState.QUEUED: Words("待发送", "Waiting to go out"),
    AttemptState.SENT: Words("已发出", "Sent"),
    AttemptState.SIMULATED: Words("模拟（未真正发出）", "Simulated (nothing went out)"),
    AttemptState.PRINTED: Words("信函已生成，待投递", "Letter ready for the post"),
    AttemptState.DELIVERED: Words("已送达", "Delivered"),
    AttemptState.FAILED: Words("发送失败", "Failed"),
}


class Outcome(StrEnum):
    """What came of an attempt, told by the person who made it (or by the provider)."""

    REACHED_DEBTOR = "reached_debtor"
    THIRD_PERSON = "third_person"
    WRONG_NUMBER = "wrong_number"
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    OUT_OF_SERVICE = "out_of_service"
    REFUSED = "refused"
    PROMISED = "promised"
    DISPUTE = "dispute"
    HARDSHIP = "hardship"
    COMPLAINT = "complaint"
    LEFT_MESSAGE = "left_message"
    PAID_ALREADY = "paid_already"
    CALL_BACK = "call_back"


OUTCOME_WORDS: dict[Outcome, Words] = {
    Outcome.REACHED_DEBTOR: Words("联系到本人", "Reached the debtor"),
    Outcome.THIRD_PERSON: Words("第三人接听", "A third person answered"),
    Outcome.WRONG_NUMBER: Words("号码错误", "Wrong number"),
    Outcome.NO_ANSWER: Words("无人接听", "No answer"),
    Outcome.BUSY: Words("占线", "Busy"),
    Outcome.OUT_OF_SERVICE: Words("停机或空号", "Out of service"),
    Outcome.REFUSED: Words("拒绝沟通或拒绝还款", "Refused to talk or to pay"),
    Outcome.PROMISED: Words("承诺还款", "Promised to pay"),
    Outcome.DISPUTE: Words("提出异议", "Disputes the debt"),
    Outcome.HARDSHIP: Words("确有困难", "In hardship"),
    Outcome.COMPLAINT: Words("投诉", "Complained"),
    Outcome.LEFT_MESSAGE: Words("已留言", "Left a message"),
    Outcome.PAID_ALREADY: Words("表示已还款", "Says it is paid"),
    Outcome.CALL_BACK: Words("约定回电", "Agreed a time to call back"),
}


class Effect(StrEnum):
    """What an outcome makes happen. The first group happens at once; the second is asked of the person."""

    REPORT_TO_GATE = "report_to_gate"
    STOP_AT_GATE = "stop_at_gate"
    SUPPRESS_PERSON = "suppress_person"
    CLOSE_CONTACT_POINT = "close_contact_point"
    FOLLOW_UP = "follow_up"

    TAKE_PROMISE = "take_promise"
    RECORD_CONCERN = "record_concern"
    CHECK_LEDGER = "check_ledger"
    FIND_CONTACT = "find_contact"
    RECORD_REASON = "record_reason"
    TELL_NOTHING = "tell_nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Follow:
    """One consequence of an outcome, in words. `detail` carries kind, date or reference as plain text."""

    effect: Effect
    done: bool
    words: Words
    detail: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSaid:
    """One rule of the gate as it was applied: id, source, words."""

    id: str
    source: str
    words: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Denial:
    """Why the gate refused, and when it would permit."""

    id: int | None
    refusal_id: str
    rules: tuple[RuleSaid, ...]
    next_permitted_at: datetime | None
    needs_evidence: bool = False


class ReachState(StrEnum):
    SENT = "sent"
    SIMULATED = "simulated"
    PRINTED = "printed"
    FAILED = "failed"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReachOrder:
    """One contact that somebody wants to make.

    Give a `script` (code), a `text`, or both (the script as a person changed it). A script's blanks are
    filled from the case, `blanks` adds or overrides. `purpose` None takes the script's, else collect.
    `person_id` is the party to be reached (the debtor when None). `account_ids` empty means all open
    accounts of the debtor. `call_kind` is interactive or notification. `key` makes the order idempotent:
    the same key never reaches twice.
    """

    creditor_id: int
    debtor_id: int
    channel: Channel
    contact_point_id: int | None
    person_id: int | None = None
    purpose: str | None = None
    account_ids: tuple[int, ...] = ()
    script: str | None = None
    language: str | None = None
    subject: str = ""
    text: str | None = None
    blanks: Mapping[str, str] = field(default_factory=dict)
    call_kind: str | None = None
    disclosures: tuple[str, ...] = ()
    business_date: date | None = None
    key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReachResult:
    """What became of an order. `denial` is set exactly when the gate refused."""

    attempt_id: int | None
    state: ReachState
    words: Words
    denial: Denial | None = None
    file_id: uuid.UUID | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WordsKept:
    """What was sent, noted or told in one contact, in the clear."""

    at: datetime
    kind: str  # sent | noted | told
    channel: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterPaper:
    """A letter as a paper of the house: the text it holds and both files."""

    script: str
    language: str
    subject: str
    text: str
    pdf: bytes
    docx: bytes


class ReachError(ValueError):
    """An order that cannot be asked of the gate: no text, a blank without a value, a wrong address."""

    def __init__(self, words: Words) -> None:
        super().__init__(words.en)
        self.words = words


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeOrder:
    """The result of an attempt. `call_back` needs `call_back_at`; correcting an earlier one needs `why`."""

    attempt_id: int
    code: Outcome
    note: str = ""
    duration_s: int | None = None
    call_back_at: datetime | None = None
    written: bool = False
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeResult:
    attempt_id: int
    code: Outcome
    follows: tuple[Follow, ...]
    follow_up_on: date | None
    stop_id: int | None
    corrected: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundOrder:
    """The debtor came to us: a call, a reply, a letter."""

    creditor_id: int
    debtor_id: int
    channel: str
    text: str
    person_id: int | None = None
    contact_point_id: int | None = None
    account_ids: tuple[int, ...] = ()
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptFacts:
    """One attempt. `content` and `note` stay sealed unless asked for with `attempt(..., reveal=True)`."""

    id: int
    creditor_id: int
    debtor_id: int
    person_id: int
    role: str
    contact_point_id: int | None
    account_ids: tuple[int, ...]
    channel: str
    purpose: str
    script: str
    state: AttemptState
    outcome: Outcome | None
    automatic: bool
    by: str
    by_user_id: int | None
    business_date: date
    at: datetime
    duration_s: int | None
    stop_id: int | None
    file_id: uuid.UUID | None
    recording_id: uuid.UUID | None
    content: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptUse:
    """How often a script was used in a period and what came of it. What was only simulated went to nobody: it
    is counted apart. `reached`: somebody who owes was spoken with; `promised`: the outcome of the talk."""

    script: str
    channel: str
    used: int
    simulated: int
    reached: int
    promised: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ToListen:
    """A talk on the listening list: why, and who has listened to it already."""

    attempt: AttemptFacts
    reasons: tuple[Words, ...]
    heard_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineEntry:
    """One line of a case's history. `kind`: attempt, outcome, inbound, refusal (other rooms add theirs)."""

    at: datetime
    kind: str
    words: Words
    by: str
    channel: str
    detail: Mapping[str, str] = field(default_factory=dict)
    ref: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DispatchSummary:
    """What the automatic steps of a business day came to, over all runs of that day.

    `waiting`: refused only for the hour, tried again at the next permitted time when dispatch runs then.
    `skipped`: could not be asked (no address, no script text). `by_rule` counts refusals by the rule's id.
    """

    business_date: date
    proposed: int
    sent: int
    simulated: int
    printed: int
    refused: int
    waiting: int
    failed: int
    skipped: int
    by_rule: Mapping[str, int] = field(default_factory=dict)
    by_channel: Mapping[str, int] = field(default_factory=dict)


CONTACT_COLUMNS = (
    "creditor_id",
    "debtor_id",
    "attempts_7",
    "attempts_30",
    "reached_30",
    "last_attempt_on",
    "last_reached_on",
    "last_outcome",
)
FOLLOWUP_COLUMNS = (
    "creditor_id",
    "debtor_id",
    "attempt_id",
    "outcome",
    "due_on",
    "due_at",
    "needs",
    "by_user_id",
)
REMINDER_COLUMNS = (
    "creditor_id",
    "debtor_id",
    "account_id",
    "promise_id",
    "amount_minor",
    "currency",
    "due_on",
    "taken_by_id",
)
"""What `promises_reminders(as_of)` must publish for dispatch: promises whose reminder falls on the day."""
