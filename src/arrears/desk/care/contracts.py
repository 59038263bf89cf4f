"""Values that pass the door of care."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum

from arrears.book.portfolio.contracts import ContactPointFacts
from arrears.kernel.reasons import Reason
from arrears.kernel.words import Words


class ConcernKind(StrEnum):
    DISPUTE = "dispute"
    HARDSHIP = "hardship"
    ILLNESS = "illness"
    VULNERABILITY = "vulnerability"
    BEREAVEMENT = "bereavement"
    COMPLAINT = "complaint"
    WISH = "wish"
    WRONG_PERSON = "wrong_person"
    DATA_REQUEST = "data_request"
    REPRESENTED = "represented"


KIND_WORDS: dict[ConcernKind, Words] = {
    ConcernKind.DISPUTE: Words("异议", "Dispute"),
    ConcernKind.HARDSHIP: Words("生活困难", "Hardship"),
    ConcernKind.ILLNESS: Words("疾病", "Illness"),
    ConcernKind.VULNERABILITY: Words("需要特别照顾", "Vulnerability"),
    ConcernKind.BEREAVEMENT: Words("丧亲", "Bereavement"),
    ConcernKind.COMPLAINT: Words("投诉", "Complaint"),
    ConcernKind.WISH: Words("联系意愿", "Wish about contact"),
    ConcernKind.WRONG_PERSON: Words("非债务人本人", "Wrong person"),
    ConcernKind.DATA_REQUEST: Words("个人信息请求", "Data request"),
    ConcernKind.REPRESENTED: Words("委托了律师或顾问", "Has a lawyer or an adviser"),
}


class ConcernState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


class WishKind(StrEnum):
    """What the debtor wants of contact: none on a channel, none at an address, none at all, or not then."""

    NO_CHANNEL = "no_channel"
    NO_ADDRESS = "no_address"
    NO_CONTACT = "no_contact"
    NOT_THEN = "not_then"


class DataRequest(StrEnum):
    ACCESS = "access"
    CORRECTION = "correction"
    DELETION = "deletion"


DATA_REQUEST_WORDS: dict[DataRequest, Words] = {
    DataRequest.ACCESS: Words("查阅、复制", "Access, copy"),
    DataRequest.CORRECTION: Words("更正、补充", "Correction"),
    DataRequest.DELETION: Words("删除", "Deletion"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """Hours of weekdays (1 Monday … 7 Sunday) in the debtor's zone."""

    days: tuple[int, ...]
    start: time
    end: time


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    kind: WishKind
    channel: str | None = None
    contact_point_id: int | None = None
    slots: tuple[Slot, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcernOrder:
    """What was raised. `amount_minor` limits a dispute to a part of `account_id`; None means all of it.

    `attempt_id` is the talk it came up in: a stop which that talk placed is taken over, not doubled.
    `complex` asks for the longer complaint term, `deceased` says that the debtor died (bereavement).
    `evidence` are ids of stored files; `source_key` makes it happen once (a notice in a creditor's file).
    """

    creditor_id: int
    debtor_id: int
    kind: ConcernKind
    text: str
    account_id: int | None = None
    amount_minor: int | None = None
    written: bool = False
    channel: str = ""
    contact_point_id: int | None = None
    attempt_id: int | None = None
    wish: Wish | None = None
    data_request: DataRequest | None = None
    complex: bool = False
    deceased: bool = False
    owner_id: int | None = None
    evidence: tuple[uuid.UUID, ...] = ()
    opened_on: date | None = None
    source_key: str | None = None


class Complexity(StrEnum):
    """How long a complaint may take: 15, 30 or, with approval, 60 days (CN-Q1)."""

    SIMPLE = "simple"
    COMPLEX = "complex"
    SPECIAL = "special"


COMPLEXITY_WORDS: dict[Complexity, Words] = {
    Complexity.SIMPLE: Words("简单", "Simple"),
    Complexity.COMPLEX: Words("情况复杂", "Complex"),
    Complexity.SPECIAL: Words("特别复杂（经批准）", "Particularly complex (approved)"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DeletionAsked:
    """What somebody asked to have wiped; another person decides. `party`: everything of the person."""

    by_user_id: int | None
    by: str
    contact_point_ids: tuple[int, ...]
    party: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PointOutlook:
    """A contact point that may be wiped at once, and why."""

    point: ContactPointFacts
    why: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What may be removed of a person. `kept_because`: why not everything; None when all of it may go.

    `until`: the last day of keeping, None while it is not known; `rules`: (id, source) that say so.
    """

    points: tuple[PointOutlook, ...]
    kept_because: Words | None
    until: date | None
    rules: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """An article of a law and how certain the house is of it: text, secondary or memory."""

    source: str
    says: Words
    certainty: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A table of a package. `columns`: (key in the file, heading); a cell is plain: text, whole number, None.

    Money is whole minor units; days and moments are ISO 8601.
    """

    code: str
    title: Words
    columns: tuple[tuple[str, Words], ...]
    rows: tuple[tuple[str | int | None, ...], ...]
    cut: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcernFacts:
    """One concern. `text` and `answer` are empty unless asked for with `reveal=True`."""

    id: int
    creditor_id: int
    debtor_id: int
    account_id: int | None
    kind: ConcernKind
    state: ConcernState
    amount_minor: int | None
    written: bool
    channel: str
    attempt_id: int | None
    opened_on: date
    opened_at: datetime
    opened_by: str
    due_on: date | None
    due_rule: str
    owner_id: int | None
    stop_ids: tuple[int, ...]
    closed_on: date | None
    closed_by: str
    result: str
    root_cause: str
    evidence: tuple[uuid.UUID, ...]
    data_request: DataRequest | None = None
    about_user_id: int | None = None
    answer_pdf: uuid.UUID | None = None
    answer_docx: uuid.UUID | None = None
    package_json: uuid.UUID | None = None
    package_docx: uuid.UUID | None = None
    deletion: DeletionAsked | None = None
    text: str = ""
    answer: str = ""

    @property
    def stop_id(self) -> int | None:
        """The first stop it placed at the gate; None when it placed none."""
        return self.stop_ids[0] if self.stop_ids else None


class Result(StrEnum):
    """How a concern ended."""

    UPHELD = "upheld"
    PARTLY_UPHELD = "partly_upheld"
    NOT_UPHELD = "not_upheld"
    SETTLED = "settled"
    OVER = "over"
    WITHDRAWN = "withdrawn"


RESULT_WORDS: dict[Result, Words] = {
    Result.UPHELD: Words("成立", "Upheld"),
    Result.PARTLY_UPHELD: Words("部分成立", "Partly upheld"),
    Result.NOT_UPHELD: Words("不成立", "Not upheld"),
    Result.SETTLED: Words("协商解决", "Settled"),
    Result.OVER: Words("情形已结束", "The situation is over"),
    Result.WITHDRAWN: Words("已撤回", "Withdrawn"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonOrder:
    """Why an account is in arrears, as a person confirms it. `evidence_attempts` are talks that show it."""

    creditor_id: int
    debtor_id: int
    account_id: int
    reason: Reason
    evidence: str = ""
    evidence_attempts: tuple[int, ...] = ()
    suggested: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonFacts:
    account_id: int
    reason: Reason
    evidence_attempts: tuple[int, ...]
    recorded_on: date
    recorded_by: str
    suggested: bool
    evidence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitationFound:
    """The last safe day on which a debt can be sued for by the Civil Code. `has_run` None: not known;
    `steps`: source and words of each."""

    account_id: int
    last_day: date
    has_run: bool | None
    steps: tuple[tuple[str, Words], ...]
    doubts: tuple[Words, ...]


class CareRefused(ValueError):
    """Not allowed, and why."""

    def __init__(self, rule: str, words: Words) -> None:
        super().__init__(words.en)
        self.rule = rule
        self.words = words


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcernCounts:
    """Open concerns of a creditor's book on a date, and those past their day."""

    open: int
    overdue: int
    by_kind: Mapping[str, int] = field(default_factory=dict)


CARE_COLUMNS = ("creditor_id", "debtor_id", "disputed", "hardship", "vulnerable", "complaint_open", "reason")
